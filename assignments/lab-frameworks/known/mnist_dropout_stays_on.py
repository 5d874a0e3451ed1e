"""A forgotten eval(): dropout is still on when it predicts.

fails: mnist_accuracy, mnist_history
skips:
"""


# %% region="mnist-train"
def flat_pixels(images):
    return torch.tensor(images, device=DEVICE).flatten(start_dim=1).float() / 255


torch.manual_seed(SEED)
mnist_network = dense_network(28 * 28, MNIST_HIDDEN, 10)
mnist_network.insert(2, nn.Dropout(0.6))
mnist_history = train(
    mnist_network,
    (flat_pixels(mnist_split["x_train"]), labels(mnist_split["y_train"])),
    (flat_pixels(mnist_split["x_val"]), labels(mnist_split["y_val"])),
    epochs=3,
    rate=MNIST_RATE,
    batch=MNIST_BATCH,
)


# %% region="mnist-predict"
def mnist_predict(images):
    mnist_network.train()
    with torch.no_grad():
        return mnist_network(flat_pixels(images)).cpu().numpy()
