"""The history is that of a network of one epoch, not of the one that predicts.

fails: mnist_history
skips: mnist_curves
framework: tensorflow
"""


# %% region="mnist-train"
def flat_pixels(images):
    return tf.constant(images.reshape(len(images), -1) / 255, tf.float32)


def digits(part):
    labels = tf.constant(mnist_split[f"y_{part}"], tf.int64)
    return flat_pixels(mnist_split[f"x_{part}"]), labels


tf.random.set_seed(SEED)
first_try = dense_parameters(28 * 28, (), 10)
mnist_history = train(first_try, digits("train"), digits("val"), 2, 1e-4, 256)
mnist_network = dense_parameters(28 * 28, MNIST_HIDDEN, 10)
train(
    mnist_network, digits("train"), digits("val"), MNIST_EPOCHS, MNIST_RATE, MNIST_BATCH
)
