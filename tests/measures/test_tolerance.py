"""What nearly every run reaches: the normal tolerance bound."""

from __future__ import annotations

import numpy as np
import pytest

from grader.measures.tolerance import lower_bound, tolerance_factor


@pytest.mark.parametrize(
    ("n", "factor"), [(10, 3.98), (20, 3.30), (30, 3.06), (50, 2.86)]
)
def test_factors_are_those_of_the_tables(n: int, factor: float) -> None:
    """One-sided, 95 % confidence, 99 % of the population."""
    assert tolerance_factor(n) == pytest.approx(factor, abs=0.006)


def test_the_bound_holds_as_often_as_it_says() -> None:
    """Of 2,000 samples of 20, about 95 % give a bound that 99 % of all values reach."""
    rng = np.random.default_rng(1)
    first_percentile = -2.326
    bounds = [lower_bound(rng.normal(size=20).tolist()) for _ in range(2000)]
    share = np.mean([bound <= first_percentile for bound in bounds])
    assert 0.93 <= share <= 0.97


def test_one_value_has_no_spread() -> None:
    """It is its own bound; a factor for it does not exist."""
    assert lower_bound([0.9]) == 0.9
    with pytest.raises(ValueError, match="1 values"):
        tolerance_factor(1)


def test_equal_values_are_their_own_bound() -> None:
    """A metric that never varies guards exactly that."""
    assert lower_bound([6.0] * 20) == 6.0
