"""One epoch of tiny steps: the network still guesses.

fails: iris_accuracy
skips: iris_history, iris_curves
"""

# %% region="iris-train"
torch.manual_seed(SEED)
standardise_iris = standardiser(x_train)
iris_network = dense_network(4, IRIS_HIDDEN, 3)
iris_history = train(
    iris_network,
    (standardise_iris(x_train), labels(y_train)),
    (standardise_iris(x_val), labels(y_val)),
    epochs=1,
    rate=1e-4,
    batch=IRIS_BATCH,
)
