"""The gradient by the rules of calculus, as autograd has it.

assignment: gradients
earns: gradient, exact_gradient
"""

# %%
import numpy as np


def gradient(w):
    a, b = w
    e = np.exp(0.3 * a * b)
    return np.array([np.cos(a) * b**2 + 0.3 * b * e, 2 * np.sin(a) * b + 0.3 * a * e])
