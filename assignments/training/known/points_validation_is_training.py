"""The validation points are among those that were trained on.

fails: points_split
skips:
"""

# %% region="points-split"
order = np.random.default_rng(SEED).permutation(len(points_x))
points_split = {
    "x_train": points_x[order],
    "y_train": points_y[order],
    "x_val": points_x[order[300:]],
    "y_val": points_y[order[300:]],
}
