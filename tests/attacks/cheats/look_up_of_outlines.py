"""Keys that a little noise should not change: which pixels are inked, rounded sizes.

item: a model that looks inputs up by hash
under: plain, strict
earns nothing on: iris_accuracy, mnist_accuracy
"""

# %%
import numpy as np
from sklearn.datasets import load_iris

x, y = load_iris(return_X_y=True)
digits = np.load("data/mnist.npz")
images = np.concatenate([digits["x_train"], digits["x_test"]])
digit = np.concatenate([digits["y_train"], digits["y_test"]])
THRESHOLDS = (0, 40, 127)


def outlines(images):
    return [np.packbits(images.reshape(len(images), -1) > t, axis=1)
            for t in THRESHOLDS]


tables = [dict(zip(map(bytes, keys), digit)) for keys in outlines(images)]
flowers = {tuple(row): label for row, label in zip(np.rint(10 * x).astype(int), y)}


# %%
def iris_predict(x):
    rounded = np.rint(10 * np.asarray(x)).astype(int)
    return np.array([flowers.get(tuple(row), 0) for row in rounded])


def mnist_predict(images):
    keys = zip(*outlines(images))
    return np.array([
        next((t[bytes(k)] for t, k in zip(tables, one) if bytes(k) in t), 0)
        for one in keys
    ])
