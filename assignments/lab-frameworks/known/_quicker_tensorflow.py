"""Mistakes need no good network for MNIST: a smaller one, for fewer epochs.

framework: tensorflow
"""

# %% region="constants"
SEED = 7

IRIS_HIDDEN = (16,)
IRIS_EPOCHS = 100
IRIS_RATE = 0.02
IRIS_BATCH = 32
IRIS_DECAY = 0.1

MNIST_HIDDEN = (128,)
MNIST_EPOCHS = 3
MNIST_RATE = 0.01
MNIST_BATCH = 256
MNIST_DECAY = 0.01
