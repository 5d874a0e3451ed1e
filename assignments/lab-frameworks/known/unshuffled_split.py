"""The sorted file, split unshuffled: one kind is for validation alone.

fails: iris_split, iris_accuracy
skips: iris_history, iris_curves
"""

# %% region="iris-split"
x_train, x_val, y_train, y_val = train_test_split(
    iris_x, iris_y, test_size=1 / 3, shuffle=False
)
iris_split = {"x_train": x_train, "y_train": y_train, "x_val": x_val, "y_val": y_val}
