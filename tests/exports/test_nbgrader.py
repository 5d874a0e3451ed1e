"""The columns of ``nbgrader export``, and what they mean there."""

from __future__ import annotations

import csv
import io

import pytest
from sample_grades import NAMES, Listed, every_kind, graded, hostile, unescaped

from grader.exports import FORMATS, Grades

HEADER = (
    "assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,"
    "late_submission_penalty,score,max_score"
)


def read(grades: Grades) -> list[dict[str, str]]:
    text = FORMATS["nbgrader"](grades)
    return [*csv.DictReader(io.StringIO(text, newline=""), strict=True)]


def test_the_header_is_nbgrader_s() -> None:
    """Names and order of the columns; every cell is quoted."""
    first = FORMATS["nbgrader"](hostile()).splitlines()[0]
    assert first == ",".join(f'"{name}"' for name in HEADER.split(","))


def test_every_name_comes_back() -> None:
    """Commas and newlines too, which nbgrader itself does not quote."""
    assert [unescaped(row["student_id"]) for row in read(hostile())] == [*NAMES]


def test_the_penalty_is_in_points() -> None:
    """What is left of the raw score is the score, also of one given by hand."""
    rows = {row["student_id"]: row for row in read(Grades(every_kind()))}
    late, by_hand, missing = rows["late"], rows["by-hand"], rows["missing"]
    scores = ("raw_score", "late_submission_penalty", "score", "max_score")
    assert [late[name] for name in scores] == ["18", "2.7", "15.3", "20"]
    assert [by_hand[name] for name in scores] == ["12.25", "0", "12.25", "20"]
    assert [missing[name] for name in scores] == ["", "", "", "20"]
    assert (late["duedate"], missing["timestamp"]) == ("2026-11-20 22:59:00", "")


@pytest.mark.parametrize(
    ("row", "last", "first"),
    [
        ({"First name": "Ana", "Last name": "Pi Sol"}, "Pi Sol", "Ana"),
        ({"Nombre": "Ana", "Apellido(s)": "Pi Sol"}, "Pi Sol", "Ana"),
        ({"Student": "Pi Sol, Ana", "ID": "7", "Section": "A"}, "Pi Sol", "Ana"),
        ({"student": "ana"}, "", "Ana Pi Sol"),
    ],
)
def test_a_name_is_cut_only_where_the_list_cuts_it(
    row: dict[str, str], last: str, first: str
) -> None:
    """How many of three words are surnames is not guessed."""
    grades = Grades([graded("ana")], {"ana": Listed("Ana Pi Sol", row=row)})
    [one] = read(grades)
    assert (one["last_name"], one["first_name"]) == (last, first)
