"""Log-loss against known probabilities."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from grader.measures.probabilities import of_classes, of_labels, softmax

COIN = np.array([[0.5, 0.5], [0.9, 0.1]])


def test_the_truth_reaches_the_best() -> None:
    """Nothing is below the entropy, and the true probabilities reach it."""
    entropy = (np.log(2) - 0.9 * np.log(0.9) - 0.1 * np.log(0.1)) / 2
    assert of_classes(COIN, COIN) == pytest.approx((entropy, entropy))
    assert of_labels(COIN[:, 0], COIN[:, 0]) == pytest.approx((entropy, entropy))


def test_ignorance_costs_the_logarithm_of_the_classes() -> None:
    """Equal probabilities for two classes cost ln 2, whatever the truth."""
    best, reached = of_classes(COIN, np.full((2, 2), 0.5))
    assert reached == pytest.approx(np.log(2))
    assert best < reached


def test_a_sure_mistake_costs_much_but_not_infinitely() -> None:
    """A probability of 0 for what happens counts as 1e-7."""
    _, reached = of_labels(np.array([1.0]), np.array([0.0]))
    assert reached == pytest.approx(7 * np.log(10))


def test_nan_is_not_hidden() -> None:
    """A prediction that is NaN gives a loss that is NaN: it fails any limit."""
    _, reached = of_labels(np.array([0.5]), np.array([np.nan]))
    assert not reached <= 1e9


@pytest.mark.parametrize("measure", [of_classes, of_labels])
def test_shapes_must_agree(measure: Callable[..., object]) -> None:
    """Broadcasting would compare every row with every other."""
    with pytest.raises(ValueError, match="predicted"):
        measure(np.full((3, 1), 0.5), np.full((1, 3), 0.5))


def test_softmax_of_large_numbers() -> None:
    """Rows add up to 1, without overflow."""
    shares = softmax(np.array([[1000.0, 0.0], [0.0, 0.0]]))
    assert shares.tolist() == [[1.0, 0.0], [0.5, 0.5]]
