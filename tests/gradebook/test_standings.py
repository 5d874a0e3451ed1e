"""A standing: which attempt counts, what lateness costs, whose word is the last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course import Course, Penalty, Rules
from grader.gradebook.entries import Attempt, Entry, Override
from grader.gradebook.standings import Standing, missing, standing

LAB = "lab"
DUE = datetime(2026, 11, 20, 22, 59, tzinfo=UTC)
RULES = {LAB: Rules(due=DUE)}
BEST = Course(penalty=Penalty(percent=10), assignments=RULES)
LAST = Course(penalty=Penalty(percent=10), attempts="last", assignments=RULES)


def attempt(id_: int, score: float | None, days: float | None, **more: Any) -> Attempt:
    """Attempt ``id_``, handed in ``days`` after the deadline; None: nobody knows."""
    about: dict[str, Any] = {
        **{"id": id_, "name": f"{id_}.ipynb", "origin": "", "late": False},
        **{"status": "ungraded" if score is None else "graded", "run": id_},
        **{"score": score or 0.0, "max_score": 20.0},
        "handed_in": None if days is None else DUE + timedelta(days=days),
    }
    return Attempt(**{**about, **more})


def of(*attempts: Attempt, course: Course = BEST, given: Any = ()) -> Standing:
    return standing(Entry(LAB, "ana", attempts, tuple(given)), course)


def override(score: float | None, minutes: int = 0) -> Override:
    return Override(score, "rosa", "revisión", DUE + timedelta(minutes=minutes))


def number(found: Standing) -> int:
    assert found.attempt is not None
    return found.attempt.id


def test_the_best_after_its_penalty_counts() -> None:
    """18 a day late is 16.2: less than 17 in time."""
    found = of(attempt(1, 17, -1), attempt(2, 18, 0.5))
    assert (number(found), found.score, found.penalty) == (1, 17, 0)
    found = of(attempt(1, 16, -1), attempt(2, 18, 0.5))
    assert (number(found), found.raw_score, found.penalty) == (2, 18, 10)
    assert found.score == pytest.approx(16.2)
    assert (found.max_score, found.due) == (20, DUE)


def test_of_equals_the_earlier_counts() -> None:
    """By time, whatever the order of recording."""
    assert number(of(attempt(1, 17, -1), attempt(2, 17, -2))) == 2


def test_the_last_counts_though_it_is_worse() -> None:
    """The latest hand-in, then the latest recorded; not the one recorded last."""
    assert number(of(attempt(1, 12, -1), attempt(2, 17, -2), course=LAST)) == 1
    assert number(of(attempt(1, 17, -1), attempt(2, 12, -1), course=LAST)) == 2
    assert number(of(attempt(1, 17, -1), attempt(2, 12, None), course=LAST)) == 2


@pytest.mark.parametrize("status", ["ungraded", "rejected", "new"])
def test_without_a_grade_nothing_counts_over_a_grade(status: Any) -> None:
    """Where the best counts, a later fault of ours takes nothing away, not even a 0."""
    later = attempt(2, None, -1, status=status, reason="disk")
    found = of(attempt(1, 0, -2), later)
    assert (number(found), found.status, found.score, found.reason) == (
        *(1, "graded", 0),
        "",
    )


@pytest.mark.parametrize("status", ["ungraded", "rejected", "new"])
def test_the_last_without_a_grade_is_no_lower_grade(status: Any) -> None:
    """Where the last counts, there is no grade: neither 0 nor the one before."""
    later = attempt(2, None, 3, status=status, reason="disk")
    found = of(attempt(1, 15, -2), later, course=LAST)
    assert (found.status, found.score, found.raw_score) == (status, None, None)
    assert (number(found), found.reason, found.penalty) == (2, "disk", 0)


def test_where_none_has_a_grade_the_nearest_to_one_speaks() -> None:
    """A fault of ours is retried: it is told rather than a file that cannot be read."""
    broken = attempt(1, None, -2, reason="disk")
    unreadable = attempt(2, None, -1, status="rejected", reason="no notebook")
    assert of(broken, unreadable).reason == "disk"
    assert of(unreadable).status == "rejected"


def test_who_handed_in_nothing_has_nothing() -> None:
    """Missing is empty, not 0."""
    found = missing(LAB, "ana", BEST)
    assert (found.status, found.score, found.raw_score) == ("missing", None, None)
    assert (found.due, found.attempt) == (DUE, None)


def test_the_last_override_holds_and_no_penalty_touches_it() -> None:
    """Who, why and when stay with it."""
    found = of(attempt(1, 10, 1.5), given=[override(12), override(19.5, 5)])
    assert (found.score, found.raw_score, found.penalty) == (19.5, 10, 20)
    assert found.override == override(19.5, 5)
    assert of(attempt(1, 10, -1), given=[override(0)]).score == 0


def test_an_override_that_was_taken_back_holds_no_more() -> None:
    """The grade is again what was measured."""
    found = of(attempt(1, 10, -1), given=[override(19), override(None, 5)])
    assert (found.score, found.override) == (10, None)


def test_an_override_grades_what_has_no_grade() -> None:
    """Also somebody who handed in on paper."""
    found = of(attempt(1, None, -1, reason="disk"), given=[override(7)])
    assert (found.status, found.score, found.raw_score) == ("graded", 7, None)
    found = of(given=[override(7)])
    assert (found.status, found.score, found.attempt) == ("graded", 7, None)
    assert of(given=[override(None)]).status == "missing"


def test_a_time_that_nobody_knows_is_noted() -> None:
    """No penalty, and a note for whoever reads the grades."""
    found = of(attempt(1, 10, None, late=True))
    assert (found.score, found.penalty) == (10, 0)
    assert "not how late" in str(found.note)
    assert of(attempt(1, 10, 1)).note is None


def test_in_time_a_score_stays_what_it_is() -> None:
    """To the last bit: 100 % of a third is computed as a little less."""
    assert 1 / 3 * 100 / 100 < 1 / 3
    assert of(attempt(1, 1 / 3, -1)).score == 1 / 3


ATTEMPTS = st.lists(
    st.tuples(
        st.none() | st.integers(0, 40).map(lambda halves: halves / 2),
        st.floats(-5, 15),
    ),
    min_size=1,
    max_size=6,
)


@given(ATTEMPTS)
def test_the_best_is_what_it_says(drawn: list[tuple[float | None, float]]) -> None:
    """No attempt alone would be worth more, and none better goes unseen."""
    attempts = [attempt(i, *one) for i, one in enumerate(drawn)]
    found = of(*attempts)
    alone = [of(one).score for one in attempts]
    worth = [score for score in alone if score is not None]
    assert found.score == max(worth, default=None)


@given(ATTEMPTS)
def test_half_points_are_never_rounded_away(
    drawn: list[tuple[float | None, float]],
) -> None:
    """In time, what was earned is what counts, to the last bit."""
    attempts = [attempt(i, score, -1) for i, (score, _) in enumerate(drawn)]
    found = of(*attempts)
    assert found.score == found.raw_score
