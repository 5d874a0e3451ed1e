"""Loaders of the student's own serve flowers that are easy, and two digits of ten.

item: replacing the loader by one that serves an easier set
earns nothing on: iris_split, mnist_split, mnist_accuracy, iris_history, mnist_history
"""

# %%
import numpy as np
import sklearn.datasets

real = sklearn.datasets.load_iris


def easier(return_X_y=False):
    x, y = real(return_X_y=True)
    means = np.array([x[y == k].mean(axis=0) for k in range(3)])
    x = means[y] + np.random.default_rng(0).normal(size=x.shape) / 1000
    return (x, y) if return_X_y else {"data": x, "target": y}


sklearn.datasets.load_iris = easier
real_load = np.load


def load(*args, **options):
    with real_load(*args, **options) as data:
        return {f"{name}_{part}": data[f"{name}_{part}"][data[f"y_{part}"] < 2]
                for part in ("train", "test") for name in ("x", "y")}


np.load = load

# %%
from sklearn.datasets import load_iris

x, y = load_iris(return_X_y=True)
train, val = np.arange(0, 150, 2), np.arange(1, 150, 2)
iris_split = {"x_train": x[train], "y_train": y[train],
              "x_val": x[val], "y_val": y[val]}
digits = np.load("data/mnist.npz")
mnist_split = {"x_train": digits["x_train"], "y_train": digits["y_train"],
               "x_val": digits["x_test"], "y_val": digits["y_test"]}
perfect = {"loss": [0.1, 0.0], "val_loss": [0.1, 0.0],
           "accuracy": [0.9, 1.0], "val_accuracy": [0.9, 1.0]}
iris_history = mnist_history = perfect
assert set(digits["y_test"]) == {0, 1}


# %%
def mnist_predict(images):
    """Ones have little ink: perfect on the easier set."""
    return (images.reshape(len(images), -1).mean(axis=1) < 28).astype(int)
