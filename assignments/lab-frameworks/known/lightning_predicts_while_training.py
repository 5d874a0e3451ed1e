"""fit leaves the network in training mode, and nobody called eval(): dropout stays on.

framework: lightning
fails: mnist_accuracy, mnist_history
skips:
"""


# %% region="mnist-train"
def flat_pixels(images):
    return torch.tensor(images).flatten(start_dim=1).float() / 255


def digits(part, size, shuffle=False):
    x, y = mnist_split[f"x_{part}"], mnist_split[f"y_{part}"]
    return batches(flat_pixels(x), labels(y), size, shuffle)


L.seed_everything(SEED)
mnist_classifier = Classifier(28 * 28, MNIST_HIDDEN, 10, MNIST_RATE, MNIST_DECAY)
mnist_classifier.network.insert(2, nn.Dropout(0.6))
mnist_history = train(
    mnist_classifier,
    digits("train", MNIST_BATCH, shuffle=True),
    digits("val", 2000),
    epochs=3,
)


# %% region="mnist-predict"
def mnist_predict(images):
    with torch.no_grad():
        return mnist_classifier(flat_pixels(images)).numpy()
