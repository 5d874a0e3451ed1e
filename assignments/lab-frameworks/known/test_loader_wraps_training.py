"""The validation digits are the training digits again.

fails: mnist_split
skips:
"""

# %% region="mnist-get"
mnist_train = datasets.MNIST(root="data", train=True, download=True)
mnist_test = datasets.MNIST(root="data", train=True, download=True)
