"""Trained on the first 3,000 digits alone: honest, and not good enough.

fails: mnist_accuracy
skips:
framework: keras
"""

# %% region="mnist-get"
(mnist_x, mnist_y), (mnist_x_val, mnist_y_val) = keras.datasets.mnist.load_data()
mnist_x, mnist_y = mnist_x[:3000], mnist_y[:3000]
