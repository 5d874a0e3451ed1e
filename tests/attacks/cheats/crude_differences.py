"""One-sided differences with a large step: no gradient by any measure.

item: a gradient by finite differences where autograd was asked
assignment: gradients
earns nothing on: gradient, exact_gradient
"""

# %%
import numpy as np


def loss(w):
    return np.sin(w[0]) * w[1] ** 2 + np.exp(0.3 * w[0] * w[1])


def gradient(w):
    h = 1e-2
    return np.array([(loss(w + h * e) - loss(w)) / h for e in np.eye(2)])
