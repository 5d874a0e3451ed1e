"""Clopper-Pearson bounds."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.measures.intervals import clopper_pearson


@pytest.mark.parametrize(
    ("successes", "n", "low"),
    [
        (9800, 10_000, 0.9775),
        (1960, 2000, 0.974),
        (147, 150, 0.949),
        (30, 30, 0.905),
    ],
)
def test_known_lower_bounds(successes: int, n: int, low: float) -> None:
    """One-sided 95 % lower bounds are those of the published tables."""
    assert clopper_pearson(successes, n)[0] == pytest.approx(low, abs=6e-4)


def test_edges() -> None:
    """None right bounds nothing below, all right nothing above, none asked neither."""
    low, high = clopper_pearson(0, 30)
    assert low == 0.0
    assert high == pytest.approx(1 - 0.05 ** (1 / 30))
    assert clopper_pearson(30, 30)[1] == 1.0
    assert clopper_pearson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("successes", "n"), [(-1, 3), (4, 3)])
def test_impossible_counts_are_an_error(successes: int, n: int) -> None:
    """More successes than trials is a fault of the caller."""
    with pytest.raises(ValueError, match="successes of"):
        clopper_pearson(successes, n)


@given(st.data(), st.integers(1, 60), st.sampled_from([0.9, 0.95, 0.99]))
def test_bounds_solve_their_definition(
    data: st.DataObject, n: int, confidence: float
) -> None:
    """At each bound the binomial tail beyond the observed count is 1 - confidence."""
    k = data.draw(st.integers(0, n))
    low, high = clopper_pearson(k, n, confidence)
    assert low <= k / n <= high
    if k > 0:
        upper_tail = sum(_binomial(i, n, low) for i in range(k, n + 1))
        assert upper_tail == pytest.approx(1 - confidence, rel=1e-6)
    if k < n:
        lower_tail = sum(_binomial(i, n, high) for i in range(k + 1))
        assert lower_tail == pytest.approx(1 - confidence, rel=1e-6)


def _binomial(k: int, n: int, p: float) -> float:
    return comb(n, k) * p**k * (1 - p) ** (n - k)
