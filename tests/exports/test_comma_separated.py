"""The CSV of everything: read back as it was, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sample_grades import (
    DUE,
    NAMES,
    Listed,
    every_kind,
    graded,
    hostile,
    unescaped,
)

from grader.exports import FORMATS, Grades
from grader.exports.cells import FORMULA, LONGEST, cell, number, rounded
from grader.gradebook.standings import Standing
from grader.text import clean

render = FORMATS["csv"]
SHEETS = ("csv", "canvas", "moodle", "nbgrader")


def read(text: str) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(text, newline=""))]


def test_every_name_comes_back() -> None:
    """Quotes, newlines, emoji, ten thousand letters: all as they were."""
    rows = read(render(hostile()))
    assert [unescaped(row["student"]) for row in rows] == [*NAMES]
    assert [unescaped(row["name"]) for row in rows] == [*NAMES]
    assert {row["score"] for row in rows} == {"17.5"}


@pytest.mark.parametrize("name", SHEETS)
def test_no_cell_is_a_formula(name: str) -> None:
    """In no format does a student's text reach a spreadsheet as a formula."""
    text = FORMATS[name](hostile(titles={"lab-frameworks": "=1+1"}))
    cells = [c for row in csv.reader(io.StringIO(text, newline="")) for c in row]
    assert not [c for c in cells if c.startswith(FORMULA)]
    assert any("HYPERLINK" in c for c in cells)


def test_who_has_no_grade_has_an_empty_cell() -> None:
    """Missing, ungraded, rejected and new: neither 0 nor a word for it."""
    rows = {row["student"]: row for row in read(render(Grades(every_kind())))}
    for student in ("ungraded", "rejected", "new", "missing"):
        assert rows[student]["status"] == student
        assert rows[student]["score"] == rows[student]["raw_score"] == ""
        assert rows[student]["max_score"] == "20"
    assert rows["ungraded"]["reason"] == "disk <full>"
    assert rows["missing"]["handed_in"] == ""


def test_a_penalty_and_a_grade_by_hand_are_told_whole() -> None:
    """What was earned, what was taken off, who decided, why and when."""
    rows = {row["student"]: row for row in read(render(Grades(every_kind())))}
    late, by_hand = rows["late"], rows["by-hand"]
    assert [late[c] for c in ("raw_score", "penalty_percent", "score")] == [
        *("18", "15", "15.3")
    ]
    assert [by_hand[c] for c in ("raw_score", "score", "override_score")] == [
        *("4", "12.25", "12.25")
    ]
    assert (by_hand["override_by"], by_hand["override_why"]) == (
        *("Rosa", "her GPU broke"),
    )
    assert by_hand["override_at"] == late["due"] == DUE.isoformat()
    assert "Nothing tells" in rows["noted"]["note"]


def test_a_zero_is_a_grade() -> None:
    """Nobody's 0 looks like nothing at all."""
    assert read(render(Grades([graded("ana", 0.0)])))[0]["score"] == "0"


def test_the_name_of_the_class_list_stands_beside_the_key() -> None:
    """Whoever is on no list goes by their key."""
    grades = Grades([graded("ana"), graded("luis")], {"ana": Listed("Ana N.", "a@b.c")})
    ana, luis = read(render(grades))
    assert (ana["name"], ana["email"]) == ("Ana N.", "a@b.c")
    assert (luis["name"], luis["email"]) == ("luis", "")


@given(st.text())
@example("\x1b[31m=1+1")
@example("\u202e=1+1")
def test_a_cell_is_never_a_formula(text: str) -> None:
    """Not even where what stood before the formula was removed."""
    assert not cell(text).startswith(FORMULA)
    assert clean(cell(text), LONGEST + 1) == cell(text)


@given(st.integers(0, 4_000))
def test_quarters_of_points_are_written_exactly(quarters: int) -> None:
    """No half point is lost, none is rounded."""
    assert float(number(quarters / 4)) == quarters / 4


@pytest.mark.parametrize(
    ("value", "expected"),
    [(2.675, 2.68), (1.005, 1.01), (0.125, 0.13), (16.2, 16.2), (19.999, 20.0)],
)
def test_a_half_goes_up(value: float, expected: float) -> None:
    """As a person rounds who reads the number, whatever its bits are."""
    assert rounded(value) == expected


def test_nothing_is_exported_of_nobody() -> None:
    """A class without standings gives a header and no row."""
    nobody: list[Standing] = []
    assert read(render(Grades(nobody))) == []
    for name in FORMATS:
        assert FORMATS[name](Grades(nobody))
