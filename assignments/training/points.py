"""The points of the training notebook: four clouds, two classes, some labels wrong.

The notebook draws its points by the same recipe, so that the truth is known: whoever
knew it would be right about ``best_share`` of fresh points, and nobody about more.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

CENTRES = np.array([(-1.5, -1.0), (1.5, 1.2), (-1.2, 1.6), (1.4, -1.4)])
CLASSES = np.array([0, 0, 1, 1])
SPREAD = 0.6
WRONG = 0.05
NOTEBOOK_POINTS = 400
NOTEBOOK_SEED = 5
SCALE = 1000
"""Coordinates have three decimals."""

Points = tuple[NDArray[np.float64], NDArray[np.int64]]


def draw(rng: np.random.Generator, n: int) -> Points:
    """``x`` (n, 2) and classes ``y`` (n,), one cloud after the other."""
    cloud = np.sort(rng.integers(len(CENTRES), size=n))
    x = CENTRES[cloud] + rng.normal(0, SPREAD, (n, 2))
    flipped = rng.random(n) < WRONG
    y = np.where(flipped, 1 - CLASSES[cloud], CLASSES[cloud])
    return x.round(3), y.astype(np.int64)


def notebook_points() -> Points:
    """Those that the starter draws."""
    return draw(np.random.default_rng(NOTEBOOK_SEED), NOTEBOOK_POINTS)


def best_share(x: NDArray[np.float64], y: NDArray[np.int64]) -> float:
    """The share of ``y`` (n,) that the best of all classifiers gets right on ``x``."""
    squares = ((x[:, None] - CENTRES[None]) ** 2).sum(axis=-1)
    density = np.exp(-squares / (2 * SPREAD**2))
    likelier = density[:, CLASSES == 1].sum(axis=1) > density[:, CLASSES == 0].sum(
        axis=1
    )
    return float((likelier == y).mean())
