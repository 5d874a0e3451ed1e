"""Not shuffled: a whole cloud is kept for validation, and never learnt.

fails: points_accuracy
skips:
"""

# %% region="points-split"
points_split = {
    "x_train": points_x[:300],
    "y_train": points_y[:300],
    "x_val": points_x[300:],
    "y_val": points_y[300:],
}
