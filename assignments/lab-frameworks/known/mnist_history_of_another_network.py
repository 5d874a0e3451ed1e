"""The history is that of a single layer, tried before.

fails: mnist_history
skips:
"""


# %% region="mnist-train"
def flat_pixels(images):
    return torch.tensor(images, device=DEVICE).flatten(start_dim=1).float() / 255


torch.manual_seed(SEED)
mnist_network = dense_network(28 * 28, MNIST_HIDDEN, 10)
mnist_history = train(
    mnist_network,
    (flat_pixels(mnist_split["x_train"]), labels(mnist_split["y_train"])),
    (flat_pixels(mnist_split["x_val"]), labels(mnist_split["y_val"])),
    epochs=MNIST_EPOCHS,
    rate=MNIST_RATE,
    batch=MNIST_BATCH,
)
first_network = dense_network(28 * 28, (), 10)
mnist_history = train(
    first_network,
    (flat_pixels(mnist_split["x_train"]), labels(mnist_split["y_train"])),
    (flat_pixels(mnist_split["x_val"]), labels(mnist_split["y_val"])),
    epochs=1,
    rate=MNIST_RATE,
    batch=MNIST_BATCH,
)
