"""Training rows with noise too small to see are validated on.

item: validation = training
base: iris, mnist
earns: iris_accuracy, mnist_accuracy
earns nothing on: iris_split, mnist_split
"""

# %% region="iris-split"
order = np.random.default_rng(3).permutation(len(x))
train = val = order[:75]
iris_split = {"x_train": x[train], "y_train": y[train],
              "x_val": x[val] + 1e-3, "y_val": y[val]}

# %% region="mnist-split"
some = np.random.default_rng(5).permutation(len(images))[:12_000]
copies = images[some[:2_000]].copy()
copies[:, 0, 0] ^= 1
mnist_split = {"x_train": images[some], "y_train": digit[some],
               "x_val": copies, "y_val": digit[some[:2_000]]}
