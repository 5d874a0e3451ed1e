"""Scores of a class in figures; NumPy says what they have to be."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.class_report.distribution import bins, described

NAN, INF = float("nan"), float("inf")
points = st.floats(min_value=0, max_value=20)


@given(st.lists(points, min_size=2, max_size=40))
def test_figures_are_those_of_numpy(values: list[float]) -> None:
    """Mean, sample deviation and quartiles by linear interpolation."""
    found = described(values)
    assert found is not None
    assert found.sd is not None
    q1, median, q3 = np.percentile(values, [25, 50, 75])
    told = (
        found.mean,
        found.sd,
        found.min,
        found.q1,
        found.median,
        found.q3,
        found.max,
    )
    expected = (np.mean(values), np.std(values, ddof=1), min(values), q1, median, q3)
    assert told == pytest.approx((*expected, max(values)), abs=1e-6)
    assert found.n == len(values)


def test_one_student_has_no_spread() -> None:
    """Every figure is their score, and there is no deviation, not one of zero."""
    found = described([17.5])
    assert found is not None
    assert found.sd is None
    assert {found.mean, found.min, found.q1, found.median, found.q3, found.max} == {
        17.5
    }


def test_equal_scores_spread_by_nothing() -> None:
    found = described([3.0] * 5)
    assert found is not None
    assert (found.sd, found.q1, found.q3) == (0.0, 3.0, 3.0)


def test_what_is_no_number_is_left_out() -> None:
    """Neither a missing score nor NaN counts; of nothing there are no figures."""
    found = described([None, NAN, 4.0, INF, 6.0])
    assert found is not None
    assert (found.n, found.mean) == (2, 5.0)
    assert described([None, NAN]) is None
    assert described([]) is None


@pytest.mark.parametrize(
    ("most", "width", "number"),
    [
        (20, 2, 10),
        (5, 0.5, 10),
        (100, 10, 10),
        (10, 1, 10),
        (1, 0.1, 10),
        (15, 2, 8),
        (111, 10, 11),
    ],
)
def test_ranges_are_round(most: float, width: float, number: int) -> None:
    """At most a dozen of them, from 0 to all points; the last takes what remains."""
    found = bins([0.0], most)
    assert len(found) == number
    assert [one.low for one in found] == pytest.approx(np.arange(number) * width)
    assert found[-1].high == most


def test_a_score_on_an_edge_belongs_above_it() -> None:
    """But all points are in the last range; arithmetic's last digit moves nobody."""
    found = bins([0.0, 2.0, 1.999, 17.9999999999, 18.0, 20.0], 20)
    assert [one.count for one in found] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 3]


@given(st.lists(st.none() | st.floats(), max_size=20), st.floats(0.01, 1e6))
def test_everybody_with_a_score_is_in_one_range(
    values: list[float | None], most: float
) -> None:
    """Those below 0 or above all points, given by hand, in the outermost."""
    known = [v for v in values if v is not None and math.isfinite(v)]
    found = bins(values, most)
    assert sum(one.count for one in found) == len(known)
    assert len(found) <= 12
    assert all(a.high == b.low for a, b in pairwise(found))


def test_there_are_no_ranges_of_nothing() -> None:
    assert bins([], 20) == ()
    assert bins([1.0], 0.0) == ()
    assert bins([NAN], 20) == ()
