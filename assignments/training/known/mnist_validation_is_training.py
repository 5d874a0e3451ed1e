"""The test loader wraps the training set.

fails: mnist_split
skips:
"""

# %% region="mnist-split"
images, labels = mnist_train.data.numpy(), mnist_train.targets.numpy()
mnist_split = {
    "x_train": images,
    "y_train": labels,
    "x_val": images[:10_000],
    "y_val": labels[:10_000],
}
