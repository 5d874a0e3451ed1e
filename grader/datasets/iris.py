"""Irises: the public 150, and fresh ones that no table holds.

Fresh flowers come from the class-conditional Gaussians of the 150. A good classifier
of the 150 is a good classifier of these (the Bayes rate is about 98.4 %), and there
are as many of them as an exam needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from grader.datasets.disguise import IRIS_CLASSES, PLAIN, Disguise

SPECIES = ("setosa", "versicolor", "virginica")
FEATURES = ("sepal_length", "sepal_width", "petal_length", "petal_width")
_FILE = Path(__file__).parent / "iris.csv"


@dataclass(frozen=True, eq=False)
class Flowers:
    """``x``: float64 (n, 4), centimetres, as ``FEATURES``; ``y``: int64 (n,), 0..2."""

    x: NDArray[np.float64]
    y: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class NoisyFlowers:
    """Flowers with their true classes, the labels to train on, and where they differ.

    ``labels``: int64 (n,); ``changed``: bool (n,), True where the label is wrong.
    """

    flowers: Flowers
    labels: NDArray[np.int64]
    changed: NDArray[np.bool_]


def public(disguise: Disguise = PLAIN) -> Flowers:
    """The 150 flowers, values and order as scikit-learn's, sorted by class.

    Disguised, they are sorted by their new class, so that every way of numbering the
    species (as given, by name, by first appearance) gives the same classes.
    """
    flowers = _canonical()
    labels = disguise.flower_labels(flowers.y)
    order = np.argsort(labels, kind="stable")
    return Flowers(flowers.x[order], labels[order])


def fresh(
    rng: np.random.Generator, per_class: int, disguise: Disguise = PLAIN
) -> Flowers:
    """``per_class`` new flowers of each class, shuffled; every value is positive."""
    known = _canonical()
    drawn = [_draw(rng, known.x[known.y == c], per_class) for c in range(IRIS_CLASSES)]
    labels = np.repeat(np.arange(IRIS_CLASSES), per_class)
    order = rng.permutation(len(labels))
    return Flowers(np.concatenate(drawn)[order], disguise.flower_labels(labels)[order])


def noisy(
    rng: np.random.Generator,
    per_class: int = 30,
    changed: int = 27,
    disguise: Disguise = PLAIN,
) -> NoisyFlowers:
    """Fresh flowers, ``changed`` of them labelled as one of the other two classes."""
    flowers = fresh(rng, per_class, disguise)
    n = len(flowers.y)
    mask = np.zeros(n, bool)
    mask[rng.permutation(n)[:changed]] = True
    shift = rng.integers(1, IRIS_CLASSES, size=n) * mask
    return NoisyFlowers(flowers, (flowers.y + shift) % IRIS_CLASSES, mask)


def _draw(
    rng: np.random.Generator, known: NDArray[np.float64], n: int
) -> NDArray[np.float64]:
    """``n`` draws (n, 4) from the Gaussian of ``known``, redrawn until positive.

    By Cholesky, whose factor is unique: the same stream draws the same flowers on
    every machine, up to rounding.
    """
    mean = known.mean(axis=0)
    factor = np.linalg.cholesky(np.cov(known, rowvar=False))
    x = np.zeros((n, known.shape[1]))
    while (bad := (x <= 0).any(axis=1)).any():
        x[bad] = mean + rng.standard_normal(x[bad].shape) @ factor.T
    return x


def _canonical() -> Flowers:
    lines = _FILE.read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split(",") for line in lines]
    x = np.array([[float(value) for value in row[:-1]] for row in rows])
    y = np.array([SPECIES.index(row[-1]) for row in rows], np.int64)
    return Flowers(x, y)
