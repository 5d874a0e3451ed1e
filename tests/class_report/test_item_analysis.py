"""Checks as items of a test: SciPy says what the correlation has to be."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_rows import check, row
from scipy.stats import pearsonr

from grader.class_report.item_analysis import discrimination, items, said
from grader.class_report.rows import Row

SHARES = [(1.0, 1.0, 0.5), (1.0, 0.0, 0.5), (0.5, 0.5, 0.5), (0.0, 0.0, 0.5)]
"""Of three checks, worth 1, 4 and 2 points, by student."""
WORTH = (1.0, 4.0, 2.0)


def class_of(shares: list[tuple[float, float, float]]) -> list[Row]:
    return [
        row(f"s{i}", *(check(f"c{k}", own[k], WORTH[k]) for k in range(3)))
        for i, own in enumerate(shares)
    ]


def test_difficulty_is_the_mean_share() -> None:
    """In parts of the check's own points; outcomes are counted."""
    first, second, third = items(class_of(SHARES), {})
    assert (first.difficulty, second.difficulty, third.difficulty) == (
        0.625,
        0.375,
        0.5,
    )
    assert (first.passed, first.partial, first.failed, first.n) == (2, 1, 1, 4)
    assert (second.points, third.partial) == (4.0, 4)


def test_discrimination_leaves_out_the_checks_own_points() -> None:
    """Pearson's r with the points of all others; the third tells nobody apart."""
    first, second, third = items(class_of(SHARES), {})
    rest = [4 * own[1] + 2 * own[2] for own in SHARES]
    assert first.discrimination == pytest.approx(
        pearsonr([own[0] for own in SHARES], rest).statistic
    )
    rest = [own[0] + 2 * own[2] for own in SHARES]
    assert second.discrimination == pytest.approx(
        pearsonr([own[1] for own in SHARES], rest).statistic
    )
    assert third.discrimination is None


@given(
    st.lists(
        st.tuples(
            st.sampled_from([0.0, 0.5, 1.0]), st.integers(0, 40).map(lambda n: n / 2)
        ),
        max_size=20,
    )
)
def test_correlation_is_none_or_scipys(pairs: list[tuple[float, float]]) -> None:
    """None exactly where there are under three students, or no spread."""
    shares, rests = [a for a, _ in pairs], [b for _, b in pairs]
    found = discrimination(shares, rests)
    told = len(pairs) >= 3 and len(set(shares)) > 1 and len(set(rests)) > 1
    assert (found is not None) is told
    if found is not None:
        assert found == pytest.approx(pearsonr(shares, rests).statistic, abs=1e-9)
        assert -1 <= found <= 1


def test_rounding_is_no_spread() -> None:
    """0.1 + 0.2 and 0.3 are the same number of points."""
    assert discrimination([0.0, 0.5, 1.0], [0.1 + 0.2, 0.3, 0.3]) is None


def test_a_single_student_is_told_without_a_correlation() -> None:
    [item] = items([row("ana", check("c", 1.0))], {})
    assert (item.n, item.difficulty, item.discrimination) == (1, 1.0, None)


def test_runs_without_a_grade_do_not_count() -> None:
    """A fault of the grader's says nothing of a check."""
    assert items([row("ana", check("c", 0.0), graded=False)], {}) == ()
    assert items([], {"c": "The c"}) == ()


def test_checks_stand_in_the_order_of_the_exam() -> None:
    """By its titles; one that it no longer has comes last, as it was called."""
    rows = [row("ana", check("old", 1.0), check("b", 1.0), check("a", 1.0))]
    found = items(rows, {"a": "Erste", "b": "Zweite", "never": "Nie"})
    assert [item.title for item in found] == ["Erste", "Zweite", "The old"]


def test_a_check_without_points_is_passed_or_not() -> None:
    rows = [
        row("ana", check("c", 1.0, 0.0)),
        row("luis", check("c", 0.0, 0.0)),
    ]
    [item] = items(rows, {})
    assert (item.difficulty, item.points) == (0.5, 0.0)
    assert math.isfinite(item.difficulty)


def test_messages_that_differ_in_numbers_are_one() -> None:
    """The first of them is shown, with how many there were; three kinds at most."""
    messages = [
        *("86.3% of 6,000 are right.", "No network.", "7% of 6\u202f000 are right."),
        *("1e-05% of 10 are right.", "No network.", "Of a third kind.", "", "Rare."),
    ]
    found = [(one.example, one.count) for one in said(messages)]
    assert found == [
        ("86.3% of 6,000 are right.", 3),
        ("No network.", 2),
        ("Of a third kind.", 1),
    ]


def test_those_who_passed_are_not_what_went_wrong() -> None:
    """Only messages of those who lost points are shown."""
    rows = [row(f"s{i}", check("c", 1.0, message="Well done.")) for i in range(9)]
    rows += [row("x", check("c", 0.0, message="No network.", status="skipped"))]
    [item] = items(rows, {})
    assert [(one.example, one.count) for one in item.said] == [("No network.", 1)]
    assert (item.passed, item.skipped) == (9, 1)
