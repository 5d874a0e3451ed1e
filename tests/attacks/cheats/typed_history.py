"""A network that learnt, and a history that was typed.

item: a history dict typed by hand
base: iris, mnist
earns: iris_accuracy, mnist_accuracy
earns nothing on: iris_history, iris_curves, mnist_history
"""

# %% region="iris-history"
iris_network = fit(x[train], y[train])
iris_history = {
    "loss": [1.05, 0.61, 0.33, 0.17, 0.08],
    "val_loss": [1.02, 0.58, 0.35, 0.19, 0.09],
    "accuracy": [0.42, 0.75, 0.91, 0.98, 1.0],
    "val_accuracy": [0.45, 0.78, 0.99, 0.99, 1.0],
}

# %% region="mnist-history"
last = solve(mnist_split["x_train"], mnist_split["y_train"], 10.0)
mnist_history = {
    "loss": [0.41, 0.12, 0.05],
    "val_loss": [0.38, 0.11, 0.06],
    "accuracy": [0.95, 0.983, 0.992],
    "val_accuracy": [0.981, 0.985, 0.991],
}
