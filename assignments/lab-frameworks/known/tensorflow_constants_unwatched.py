"""Weights that are tensors, no variables: the tape has no gradient for them.

framework: tensorflow
fails: runs, mnist_accuracy
skips: mnist_history
"""


# %% region="mnist-train"
def flat_pixels(images):
    pixels = tf.constant(images, dtype=tf.float32) / 255
    return tf.reshape(pixels, (len(images), 28 * 28))


random = tf.random.Generator.from_seed(SEED)
weights = random.normal((28 * 28, 10), stddev=0.01)
biases = tf.zeros(10)
mnist_network = [(weights, biases)]
x, y = flat_pixels(mnist_split["x_train"]), labels(mnist_split["y_train"])
for epoch in range(MNIST_EPOCHS):
    with tf.GradientTape() as tape:
        loss = cross_entropy(logits_of(mnist_network, x), y)
    by_weights, by_biases = tape.gradient(loss, [weights, biases])
    weights = weights - 0.1 * by_weights
    biases = biases - 0.1 * by_biases
    mnist_network = [(weights, biases)]
