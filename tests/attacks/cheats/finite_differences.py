"""Central differences where autograd was asked for.

item: a gradient by finite differences where autograd was asked
assignment: gradients
earns: gradient
earns nothing on: exact_gradient
flagged: finite differences
"""

# %%
import numpy as np


def loss(w):
    return np.sin(w[0]) * w[1] ** 2 + np.exp(0.3 * w[0] * w[1])


def gradient(w):
    h = 1e-5
    return np.array([(loss(w + h * e) - loss(w - h * e)) / (2 * h) for e in np.eye(2)])
