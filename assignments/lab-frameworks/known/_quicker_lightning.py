"""Mistakes need no good network for MNIST: a smaller one, for fewer epochs.

framework: lightning
"""

# %% region="constants"
SEED = 7

IRIS_HIDDEN = (16,)
IRIS_EPOCHS = 60
IRIS_RATE = 0.03
IRIS_BATCH = 32
IRIS_DECAY = 0.1

MNIST_HIDDEN = (128,)
MNIST_EPOCHS = 3
MNIST_RATE = 0.01
MNIST_BATCH = 256
MNIST_DECAY = 0.01
