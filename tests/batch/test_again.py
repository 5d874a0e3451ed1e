"""Handed in once more, or only looked at again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from grader.batch.again import came_again
from grader.collection import HandedIn
from grader.gradebook.entries import Attempt

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def handed(origin: str, hour: int | None) -> HandedIn:
    when = None if hour is None else NOON + timedelta(hours=hour)
    about = ("ana", "lab", "lab.ipynb", origin, when, False, None)
    return HandedIn(*about, read=lambda: b"")


def recorded(number: int, file: str, origin: str, hour: int | None) -> Attempt:
    when = None if hour is None else NOON + timedelta(hours=hour)
    return Attempt(number, "lab.ipynb", origin, when, False, "graded", file=file)


CASES = {
    # where A and B are on record, where A lies now, and whether it came once more
    "in the place of the last": ("s/ana.ipynb", "s/ana.ipynb", "s/ana.ipynb", True),
    "with a new number of Canvas": (
        "s!ana_1_100_x",
        "s!ana_1_101_x",
        "s!ana_1_102_x",
        True,
    ),
    "in the third folder": ("1/ana.ipynb", "2/ana.ipynb", "3/ana.ipynb", True),
    "in the first folder": ("1/ana.ipynb", "2/ana.ipynb", "1/ana.ipynb", False),
    "the same from further up": ("1/ana.ipynb", "2/ana.ipynb", "/x/1/ana.ipynb", False),
    "an old download": ("s!ana_1_100_x", "s!ana_1_101_x", "s!ana_1_100_x", False),
}


@pytest.mark.parametrize("name", CASES)
def test_places_tell_where_no_time_does(name: str) -> None:
    first, second, now, expected = CASES[name]
    known = [recorded(1, "A", first, None), recorded(2, "B", second, None)]
    found = came_again({"A": handed(now, None)}, known)
    assert (found is not None) is expected


@pytest.mark.parametrize(("hour", "expected"), [(0, False), (1, False), (2, True)])
def test_a_time_tells_by_itself(hour: int, expected: bool) -> None:
    """Wherever the file lies: nbgrader keeps one place for all of them."""
    known = [recorded(1, "A", "s", 0), recorded(2, "B", "s", 1)]
    found = came_again({"A": handed("s", hour)}, known)
    assert (found is not None) is expected


def test_where_the_last_lies_too_nothing_came() -> None:
    known = [recorded(1, "A", "a", None), recorded(2, "B", "b", None)]
    assert came_again({"B": handed("b", None), "A": handed("c", None)}, known) is None
