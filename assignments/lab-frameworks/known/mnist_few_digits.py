"""Trained on one digit in twenty: good, not good enough.

fails: mnist_accuracy
skips:
"""


# %% region="mnist-train"
def flat_pixels(images):
    return torch.tensor(images, device=DEVICE).flatten(start_dim=1).float() / 255


torch.manual_seed(SEED)
mnist_network = dense_network(28 * 28, MNIST_HIDDEN, 10)
mnist_history = train(
    mnist_network,
    (flat_pixels(mnist_split["x_train"][:3000]), labels(mnist_split["y_train"][:3000])),
    (flat_pixels(mnist_split["x_val"]), labels(mnist_split["y_val"])),
    epochs=15,
    rate=MNIST_RATE,
    batch=MNIST_BATCH,
)
