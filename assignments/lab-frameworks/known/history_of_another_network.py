"""The history belongs to an earlier network than the one that predicts.

fails: iris_history
skips: iris_curves
"""

# %% region="iris-train"
torch.manual_seed(SEED)
standardise_iris = standardiser(x_train)
data = (standardise_iris(x_train), labels(y_train))
validation = (standardise_iris(x_val), labels(y_val))
first_network = dense_network(4, (), 3)
iris_history = train(first_network, data, validation, epochs=5, rate=1e-3, batch=32)
iris_network = dense_network(4, IRIS_HIDDEN, 3)
train(iris_network, data, None, IRIS_EPOCHS, IRIS_RATE, IRIS_BATCH, IRIS_DECAY)
