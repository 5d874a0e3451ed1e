"""The same rows are trained and validated on, for digits in another order.

item: validation = training
base: iris, mnist
earns: iris_accuracy, mnist_accuracy
earns nothing on: iris_split, mnist_split
"""

# %% region="iris-split"
train = val = np.arange(len(x))
iris_split = {"x_train": x, "y_train": y, "x_val": x, "y_val": y}

# %% region="mnist-split"
chosen = np.random.default_rng(5).permutation(len(images))
some = chosen[:12_000]
others = np.random.default_rng(6).permutation(some)[:2_000]
mnist_split = {"x_train": images[some], "y_train": digit[some],
               "x_val": images[others], "y_val": digit[others]}
