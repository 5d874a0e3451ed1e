"""A name misspelt: one cell stops with an error.

fails: runs
skips:
framework: keras
"""

# %% region="mnist-get"
(mnist_x, mnist_y), (mnist_x_val, mnist_y_val) = keras.datasets.mnist.load_data()
print(mnist_images.shape)
