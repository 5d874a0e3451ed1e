"""How far predicted probabilities are from the true ones, in nats.

Where the true probabilities of every row are known, no labels need be drawn to compare:
the expected log-loss of a prediction is the cross-entropy of the two distributions, and
what it costs beyond the best possible is their Kullback-Leibler divergence.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SMALLEST = 1e-7
"""Smaller probabilities count as this much, as in Keras: a sure mistake costs 16."""

Probabilities = NDArray[np.float64]


def of_classes(true: Probabilities, predicted: Probabilities) -> tuple[float, float]:
    """(best, reached) expected log-loss of classes that exclude each other.

    Both (n, C), rows adding up to 1: the means over rows of -sum p log p and of
    -sum p log q.
    """
    _check(true, predicted)
    best = -(true * _log(true)).sum(axis=1).mean()
    return float(best), float(-(true * _log(predicted)).sum(axis=1).mean())


def of_labels(true: Probabilities, predicted: Probabilities) -> tuple[float, float]:
    """(best, reached) expected log-loss of labels, each of which holds or not.

    Both of one shape, a probability for each label: the means over all of
    -p log q - (1 - p) log(1 - q), with q = p for the best.
    """
    _check(true, predicted)
    best = -(true * _log(true) + (1 - true) * _log(1 - true)).mean()
    reached = -(true * _log(predicted) + (1 - true) * _log(1 - predicted)).mean()
    return float(best), float(reached)


def softmax(logits: Probabilities) -> Probabilities:
    """Along the last axis, without overflow."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Probabilities = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def _check(true: Probabilities, predicted: Probabilities) -> None:
    if true.shape != predicted.shape:
        raise ValueError(f"{predicted.shape} predicted, {true.shape} true")


def _log(p: Probabilities) -> Probabilities:
    clipped: Probabilities = np.log(np.clip(p, SMALLEST, 1.0))
    return clipped
