"""The validation set is the training set.

fails: iris_split
skips:
"""

# %% region="iris-split"
x_train = x_val = iris_x
y_train = y_val = iris_y
iris_split = {"x_train": x_train, "y_train": y_train, "x_val": x_val, "y_val": y_val}
