"""A linear model: 92 % and no more.

fails: mnist_accuracy
skips:
"""

# %% region="constants"
SEED = 7

POINTS_HIDDEN = (32,)
POINTS_EPOCHS = 40
POINTS_RATE = 0.02
POINTS_BATCH = 32

MNIST_HIDDEN = ()
MNIST_EPOCHS = 3
MNIST_RATE = 0.004
MNIST_BATCH = 256
