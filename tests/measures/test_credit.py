"""Credit between a baseline and a target, and half points."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.measures.credit import credit_between, half_points

ANY_FLOAT = st.floats(allow_nan=True, allow_infinity=True)


@pytest.mark.parametrize(
    ("value", "credit"),
    [(0.5, 0.0), (0.70, 0.0), (0.82, 0.5), (0.94, 1.0), (1.0, 1.0)],
)
def test_credit_is_linear_in_between(value: float, credit: float) -> None:
    """Nothing up to the baseline, all from the target on, linear between."""
    assert credit_between(value, 0.70, 0.94) == pytest.approx(credit)


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_target_itself_is_full_credit(low: float, high: float) -> None:
    """Reaching the target exactly is full credit, rounding or no rounding."""
    assert credit_between(high, low, high) == 1.0


def test_less_may_be_better() -> None:
    """With a target below the baseline, smaller values earn more."""
    assert credit_between(0.2, 1.0, 0.0) == pytest.approx(0.8)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_was_not_measured_earns_nothing(value: float) -> None:
    """NaN and infinities earn nothing, also where less is better."""
    assert credit_between(value, 0.0, 1.0) == 0.0
    assert credit_between(value, 1.0, 0.0) == 0.0


@given(ANY_FLOAT, st.floats(-10, 10), st.floats(-10, 10))
def test_credit_is_always_a_share(value: float, low: float, high: float) -> None:
    """Whatever goes in, a number from 0 to 1 comes out."""
    assert 0.0 <= credit_between(value, low, high) <= 1.0


@pytest.mark.parametrize(
    ("fraction", "points", "half"),
    [
        (0.0, 4, 0.0),
        (0.05, 4, 0.0),
        (0.07, 4, 0.5),
        (0.5, 4, 2.0),
        (0.99, 4, 3.5),
        (0.99, 0.5, 0.0),
        (0.99, 2.25, 2.0),
        (1.0, 4, 4.0),
        (1.0, 2.25, 2.25),
        (math.nan, 4, 0.0),
        (-1.0, 4, 0.0),
    ],
)
def test_half_points_are_nearest_but_never_generous(
    fraction: float, points: float, half: float
) -> None:
    """The nearest half point; full points only for the whole."""
    assert half_points(fraction, points) == half


@given(ANY_FLOAT, st.integers(0, 40))
def test_points_stay_in_their_range(fraction: float, points: int) -> None:
    """Never NaN, never negative, never more than there are, always a half."""
    earned = half_points(fraction, points)
    assert 0 <= earned <= points
    assert (2 * earned).is_integer()
