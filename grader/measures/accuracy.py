"""From what a classifier answers to how often it is right.

An answer that is no classification is a ``BadAnswer``, which says what was expected
and what was found; a check turns it into words.

    BadAnswer
    ├── WrongShape   neither (n, C) scores nor (n,) classes
    ├── NotFinite    NaN or infinity
    └── NotClasses   values that are none of 0 .. C - 1
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Shape = tuple[int, ...]
Classes = NDArray[np.int64]


class BadAnswer(ValueError):  # noqa: N818  (a name that reads, as BadInput)
    """An array that cannot be read as one class for each example."""


class WrongShape(BadAnswer):
    """``expected``: the shapes that would do, best first; ``found``: the shape."""

    def __init__(self, expected: tuple[Shape, ...], found: Shape) -> None:
        super().__init__(f"expected {' or '.join(map(str, expected))}, found {found}")
        self.expected = expected
        self.found = found


class NotFinite(BadAnswer):
    """``count`` values are NaN or infinite."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} values are NaN or infinite")
        self.count = count


class NotClasses(BadAnswer):
    """``count`` values are no class of ``0 .. n_classes - 1``, ``example`` is one."""

    def __init__(self, count: int, example: str, n_classes: int) -> None:
        super().__init__(f"{count} values such as {example} are no class")
        self.count = count
        self.example = example
        self.n_classes = n_classes


def classes(output: NDArray[Any], n: int, n_classes: int) -> Classes:
    """The classes (n,) that ``output`` names.

    ``output``: scores (n, n_classes) in any unit (logits, probabilities, one-hot), the
    greatest wins, the first of equals; or classes (n,) or (n, 1) in any numeric type.
    Minus infinity is a score, the logarithm of a probability of 0, unless a row has
    nothing else.
    """
    expected = ((n, n_classes), (n,), (n, 1))
    if output.shape not in expected:
        raise WrongShape(expected[:2], output.shape)
    if output.dtype.kind not in "biuf":
        raise NotClasses(output.size, str(output.dtype), n_classes)
    if output.shape == (n, n_classes):
        return _greatest(output)
    return _whole(output.reshape(n), n_classes)


def accuracy(predicted: Classes, true: Classes) -> float:
    """The share of ``predicted`` (n,) that equals ``true`` (n,); NaN where n is 0."""
    return agreement(predicted, true)


def agreement(a: Classes, b: Classes) -> float:
    """The share of places where ``a`` (n,) and ``b`` (n,) agree; NaN where n is 0."""
    if a.shape != b.shape or a.ndim != 1:
        raise WrongShape((a.shape,), b.shape)
    return float((a == b).mean()) if len(a) else float("nan")


def _greatest(scores: NDArray[Any]) -> Classes:
    if scores.dtype.kind == "f":
        allowed = np.isfinite(scores) | np.isneginf(scores)
        allowed &= np.isfinite(scores).any(axis=1, keepdims=True)
        if not allowed.all():
            raise NotFinite(int((~allowed).sum()))
    best: Classes = scores.argmax(axis=1).astype(np.int64)
    return best


def _whole(values: NDArray[Any], n_classes: int) -> Classes:
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise NotFinite(int((~np.isfinite(values)).sum()))
    good = (values >= 0) & (values < n_classes) & (values == np.floor(values))
    if not good.all():
        example = f"{float(values[~good][0]):g}"
        raise NotClasses(int((~good).sum()), example, n_classes)
    return values.astype(np.int64)
