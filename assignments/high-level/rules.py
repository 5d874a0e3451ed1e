"""Rules that give every row its true probabilities, and rows drawn by them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CLASSES = 4
LABELS = 4
SPREAD = 1.8
"""Distance of the classes' means from the origin; every class has unit variance."""
SLOPE = 2.5
"""How fast a label's log-odds change along its direction."""
SHIFT = 1.0

Rows = NDArray[np.float32]
Probabilities = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Task:
    """Rows to train on, with targets, and fresh ones with their true probabilities.

    ``x`` (n, d); ``y`` int64, (n,) or (n, L); ``fresh`` (m, d); ``truth`` (m,) for two
    classes, (m, C) for more, (m, L) for labels that do not exclude each other.
    """

    x: Rows
    y: NDArray[np.int64]
    fresh: Rows
    truth: Probabilities


def binary(rng: np.random.Generator, n: int, m: int, inputs: int = 4) -> Task:
    """One label, its log-odds linear in x."""
    x, probabilities = _labelled(rng, n + m, inputs, 1)
    y = _tossed(rng, probabilities)
    return Task(x[:n], y[:n, 0], x[n:], probabilities[n:, 0])


def multilabel(rng: np.random.Generator, n: int, m: int, inputs: int = 5) -> Task:
    """Several labels, each by a rule of its own: none, some or all of them hold."""
    x, probabilities = _labelled(rng, n + m, inputs, LABELS)
    y = _tossed(rng, probabilities)
    return Task(x[:n], y[:n], x[n:], probabilities[n:])


def multiclass(rng: np.random.Generator, n: int, m: int, inputs: int = 5) -> Task:
    """Gaussian classes of unit variance, equally frequent, whose means are orthogonal.

    By Bayes' rule the log-probability of class k is, but for a constant,
    x . mean_k - |mean_k|^2 / 2.
    """
    means = SPREAD * _directions(rng, inputs, CLASSES)
    y = rng.integers(CLASSES, size=n + m)
    x = (means[y] + rng.normal(size=(n + m, inputs))).astype(np.float32)
    scores = x @ means.T - (means**2).sum(axis=1) / 2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return Task(x[:n], y[:n], x[n:], (powers / powers.sum(axis=1, keepdims=True))[n:])


def _labelled(
    rng: np.random.Generator, n: int, inputs: int, labels: int
) -> tuple[Rows, Probabilities]:
    x = rng.normal(size=(n, inputs)).astype(np.float32)
    slopes = SLOPE * _directions(rng, inputs, labels)
    shifts = rng.uniform(-SHIFT, SHIFT, labels)
    return x, 1 / (1 + np.exp(-(x @ slopes.T + shifts)))


def _directions(rng: np.random.Generator, inputs: int, count: int) -> Probabilities:
    """``count`` orthogonal unit vectors (count, inputs); count <= inputs."""
    q, _ = np.linalg.qr(rng.normal(size=(inputs, count)))
    return q.T


def _tossed(
    rng: np.random.Generator, probabilities: Probabilities
) -> NDArray[np.int64]:
    return (rng.random(probabilities.shape) < probabilities).astype(np.int64)
