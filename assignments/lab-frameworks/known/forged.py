"""It prints success and predicts the same for everything.

fails: iris_accuracy, mnist_accuracy
skips: iris_history, iris_curves, mnist_history
"""

# %% region="iris-train"
iris_history = {
    "loss": [0.5, 0.1],
    "val_loss": [0.5, 0.1],
    "accuracy": [0.9, 1.0],
    "val_accuracy": [0.9, 1.0],
}
print("validation accuracy: 100.0%")


# %% region="iris-predict"
def iris_predict(x):
    return np.ones(len(x), dtype=int)


# %% region="mnist-train"
mnist_history = iris_history
print("validation accuracy: 100.0%")


# %% region="mnist-predict"
def mnist_predict(images):
    return np.ones(len(images), dtype=int)
