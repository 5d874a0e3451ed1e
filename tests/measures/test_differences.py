"""What chance does to the mean of a few differences."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from grader.measures.differences import chance


@pytest.mark.parametrize("n", [2, 5, 30])
@pytest.mark.parametrize("confidence", [0.9, 0.975])
def test_it_is_the_interval_of_students_t(n: int, confidence: float) -> None:
    """As scipy's own distribution computes it."""
    differences = np.random.default_rng(n).normal(size=n)
    low, high = stats.t.interval(
        2 * confidence - 1, n - 1, differences.mean(), stats.sem(differences)
    )
    assert chance(differences, confidence) == pytest.approx((high - low) / 2)


def test_it_holds_the_promised_share() -> None:
    """Of 4,000 experiments without an effect, one in forty seems to have one."""
    found = np.random.default_rng(0).normal(size=(4_000, 5))
    beyond = np.mean([row.mean() > chance(row, 0.975) for row in found])
    assert 0.018 <= beyond <= 0.032


def test_equal_differences_leave_nothing_to_chance() -> None:
    """Two settings that are the same differ by nothing, every time."""
    assert chance(np.full(5, 0.1), 0.975) == pytest.approx(0, abs=1e-12)


def test_one_difference_proves_nothing() -> None:
    assert chance(np.ones(1), 0.975) == float("inf")
    assert np.isnan(chance(np.array([1.0, np.nan]), 0.975))
