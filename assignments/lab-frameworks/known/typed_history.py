"""The learning curves were typed in, not measured.

fails: iris_history
skips: iris_curves
"""

# %% region="iris-train"
torch.manual_seed(SEED)
standardise_iris = standardiser(x_train)
iris_network = dense_network(4, IRIS_HIDDEN, 3)
data = (standardise_iris(x_train), labels(y_train))
train(iris_network, data, None, IRIS_EPOCHS, IRIS_RATE, IRIS_BATCH, IRIS_DECAY)
iris_history = {
    "loss": [1.0, 0.8, 0.6, 0.4],
    "val_loss": [1.1, 0.9, 0.7, 0.5],
    "accuracy": [0.5, 0.6, 0.7, 0.8],
    "val_accuracy": [0.4, 0.5, 0.6, 0.7],
}
