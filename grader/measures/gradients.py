"""How far a gradient is from the true one, and the true ones of two small models.

relative_error     largest deviation, in units of the largest true value
tolerance          what rounding may cost, by the type of the numbers
linear_gradient    of a linear regression's mean squared error
network_gradients  of a two-layer classifier's mean cross-entropy
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

DOUBLE = 1e-5
SINGLE = 1e-3
"""A right gradient in single precision is off by some 1e-6, one by finite differences
by 1e-2; in double precision by 1e-15 and 1e-10."""
SMALLEST = 1e-12

Vector = NDArray[np.float64]


def relative_error(found: NDArray[Any], true: NDArray[Any]) -> float:
    """max |found - true| / max |true|, both of one shape; NaN where ``found`` has one.

    0 for arrays of no elements; where the truth is 0, in units of 1e-12.
    """
    if found.shape != true.shape:
        raise ValueError(f"{found.shape} and {true.shape}")
    if not true.size:
        return 0.0
    scale = max(float(np.abs(true).max()), SMALLEST)
    return float(np.abs(found.astype(np.float64) - true).max()) / scale


def tolerance(found: NDArray[Any]) -> float:
    """The relative error that a right answer of this type may have."""
    return SINGLE if found.dtype in (np.float16, np.float32) else DOUBLE


def linear_gradient(
    x: Vector, y: Vector, w: Vector, b: float
) -> tuple[Vector, np.float64]:
    """Of mean((x w + b - y)^2), x (n, d), y (n,), w (d,): by w (d,) and by b."""
    residual = x @ w + b - y
    return 2 * x.T @ residual / len(y), 2 * residual.mean()


def network_gradients(
    x: Vector, y: NDArray[np.int64], w1: Vector, b1: Vector, w2: Vector, b2: Vector
) -> tuple[np.float64, Vector, Vector, Vector, Vector]:
    """Loss and gradients by w1, b1, w2, b2 of softmax(tanh(x w1 + b1) w2 + b2).

    Mean cross-entropy over the rows of x (n, d) with classes y (n,); w1 (d, h), b1
    (h,), w2 (h, C), b2 (C,).
    """
    hidden = np.tanh(x @ w1 + b1)
    logits = hidden @ w2 + b2
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(y))
    d_logits = np.exp(log_p)
    d_logits[rows, y] -= 1
    d_logits /= len(y)
    d_hidden = d_logits @ w2.T * (1 - hidden**2)
    return (
        -log_p[rows, y].mean(),
        x.T @ d_hidden,
        d_hidden.sum(axis=0),
        hidden.T @ d_logits,
        d_logits.sum(axis=0),
    )
