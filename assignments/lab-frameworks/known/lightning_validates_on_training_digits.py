"""The validation loader is made of the training digits.

framework: lightning
fails: mnist_history
skips:
"""


# %% region="mnist-train"
def flat_pixels(images):
    return torch.tensor(images).flatten(start_dim=1).float() / 255


def digits(part, size, shuffle=False):
    x, y = mnist_split["x_train"], mnist_split["y_train"]
    return batches(flat_pixels(x), labels(y), size, shuffle)


L.seed_everything(SEED)
mnist_classifier = Classifier(28 * 28, MNIST_HIDDEN, 10, MNIST_RATE)
mnist_history = train(
    mnist_classifier,
    digits("train", MNIST_BATCH, shuffle=True),
    digits("val", 2000),
    epochs=7,
)
