"""Exact gradients of small models, and how far an answer is from them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.measures.gradients import (
    DOUBLE,
    SINGLE,
    linear_gradient,
    network_gradients,
    relative_error,
    tolerance,
)

RNG = np.random.default_rng(3)


def by_differences(loss: Any, at: Any, h: float = 1e-6) -> Any:
    """Central differences of ``loss`` by every number of the array ``at``."""
    slopes = np.zeros(at.shape)
    for place in np.ndindex(at.shape):
        step = np.zeros(at.shape)
        step[place] = h
        slopes[place] = (loss(at + step) - loss(at - step)) / (2 * h)
    return slopes


def test_the_gradients_of_a_network_are_those_of_its_loss() -> None:
    """By each parameter, against differences of the loss that comes with them."""
    x, y = RNG.normal(size=(6, 3)), RNG.integers(4, size=6)
    parameters = [RNG.normal(size=s) for s in ((3, 5), (5,), (5, 4), (4,))]
    found = network_gradients(x, y, *parameters)
    for i, parameter in enumerate(parameters):

        def loss(value: Any, i: int = i) -> float:
            changed = [*parameters[:i], value, *parameters[i + 1 :]]
            return float(network_gradients(x, y, *changed)[0])

        assert np.allclose(by_differences(loss, parameter), found[i + 1], atol=1e-8)


def test_the_loss_of_a_network_that_knows_nothing() -> None:
    """Parameters of zero give every class the same probability."""
    shapes = (3, 5), (5,), (5, 4), (4,)
    zeros = [np.zeros(shape) for shape in shapes]
    found = network_gradients(np.ones((6, 3)), np.zeros(6, int), *zeros)
    assert found[0] == pytest.approx(np.log(4))


def test_the_gradient_of_a_regression() -> None:
    """By weights and by bias, against differences."""
    x, y, w, b = RNG.normal(size=(7, 2)), RNG.normal(size=7), RNG.normal(size=2), 0.3
    by_w, by_b = linear_gradient(x, y, w, b)

    def loss(w: Any, b: float) -> float:
        return float(((x @ w + b - y) ** 2).mean())

    assert np.allclose(by_differences(lambda v: loss(v, b), w), by_w)
    assert by_differences(lambda v: loss(w, float(v)), np.array(b)) == pytest.approx(
        by_b
    )


@pytest.mark.parametrize(
    ("found", "error"),
    [
        ([1.0, 2.0], 0.0),
        ([1.0, 2.2], 0.1),
        ([1.0, float("nan")], float("nan")),
        ([1.0, float("inf")], float("inf")),
    ],
)
def test_errors_are_told_in_units_of_the_largest(found: Any, error: float) -> None:
    """NaN stays NaN, and then is within no tolerance."""
    measured = relative_error(np.array(found), np.array([1.0, 2.0]))
    assert measured == pytest.approx(error, nan_ok=True)
    assert (measured <= DOUBLE) == (error == 0)


def test_a_truth_of_zero_allows_nothing_but_zero() -> None:
    """There is no scale to be relative to."""
    zero = np.zeros(3)
    assert relative_error(zero, zero) <= DOUBLE
    assert not relative_error(zero + 1e-9, zero) <= DOUBLE


def test_single_precision_is_allowed_its_rounding() -> None:
    """By the type of what was answered; integers are exact."""
    assert tolerance(np.zeros(1, np.float32)) == SINGLE
    assert tolerance(np.zeros(1)) == tolerance(np.zeros(1, int)) == DOUBLE


def test_arrays_of_two_shapes_are_not_compared() -> None:
    """Broadcasting would hide that something is missing."""
    with pytest.raises(ValueError, match=r"\(2,\)"):
        relative_error(np.zeros(2), np.zeros((2, 2)))
