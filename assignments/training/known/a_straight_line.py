"""A network without a hidden layer: it draws one straight line.

fails: points_accuracy
skips: points_history, points_curves
"""

# %% region="constants"
SEED = 7

POINTS_HIDDEN = ()
POINTS_EPOCHS = 40
POINTS_RATE = 0.02
POINTS_BATCH = 32

MNIST_HIDDEN = (160,)
MNIST_EPOCHS = 4
MNIST_RATE = 0.005
MNIST_BATCH = 256
