"""Tables from the hash of every served example to its label.

item: a model that looks inputs up by hash
under: plain, strict
earns nothing on: iris_accuracy, mnist_accuracy
"""

# %%
import hashlib

import numpy as np
from sklearn.datasets import load_iris

x, y = load_iris(return_X_y=True)
digits = np.load("data/mnist.npz")
images = np.concatenate([digits["x_train"], digits["x_test"]])
digit = np.concatenate([digits["y_train"], digits["y_test"]])


def key(row):
    return hashlib.sha256(np.ascontiguousarray(row).tobytes()).digest()


flowers = {key(row): label for row, label in zip(x, y)}
drawings = {key(image): label for image, label in zip(images, digit)}
assert all(flowers[key(row)] == label for row, label in zip(x[:20], y[:20]))
assert all(drawings[key(im)] == label for im, label in zip(images[:20], digit[:20]))


# %%
def iris_predict(x):
    return np.array([flowers.get(key(row), 0) for row in x])


def mnist_predict(images):
    return np.array([drawings.get(key(image), 0) for image in images])
