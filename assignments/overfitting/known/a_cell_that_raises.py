"""A name that does not exist: one cell stops with an error.

fails: runs
skips:
"""

# %% region="show-bias-variance"
bias_variance(degrees, x_sets, y_sets)
