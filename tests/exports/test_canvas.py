"""Canvas' CSV: its own export filled in, or a fresh file of that form."""

from __future__ import annotations

import csv
import io
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from sample_grades import (
    LAB,
    NAMES,
    OTHER,
    Listed,
    every_kind,
    graded,
    hostile,
    unescaped,
)

from grader.errors import BadInput
from grader.exports import FORMATS, Grades
from grader.exports.canvas import excused, unlisted
from grader.roster import read_roster

EXPORT = '''\
Student,ID,SIS User ID,SIS Login ID,Section,Lab Frameworks (501),Quiz (502),Final Score
,,,,,Manual Posting,,(read only)
    Points Possible,,,,,20,10,(read only)
"Núñez, Ana",11,U1,ana,"A, B",,7,88.1
"=cmd|' /C calc'!A0",12,U2,bea,A,3,"8 ""?""",
"Pi, Leo",13,U3,leo,A,19,,
"Student, Test",99,,0ab1,A,,,
'''


def read(text: str) -> list[list[str]]:
    return [*csv.reader(io.StringIO(text, newline=""))]


def export(**changed: Any) -> Grades:
    """The class of ``EXPORT``: Ana and Bea with grades, Leo without."""
    table = read(EXPORT)
    people = {
        row[3]: Listed(row[0], row=dict(zip(table[0], row, strict=True)))
        for row in table[3:6]
    }
    about: dict[str, Any] = {
        "standings": [
            graded("ana"),
            graded("bea", 10 / 3),
            graded("leo", status="ungraded", score=None),
        ],
        "people": people,
        "table": table,
    }
    return Grades(**{**about, **changed})


@pytest.mark.parametrize("listed", [True, False])
def test_only_the_grades_change(listed: bool) -> None:
    """All other cells are as Canvas wrote them, be they formulas, be they odd."""
    grades = export() if listed else export(people={})
    before, after = read(EXPORT), read(FORMATS["canvas"](grades))
    before[3][5], before[4][5] = "17.5", "3.33"
    assert after == before


def test_the_class_list_that_was_read_from_the_export_fits_it(tmp_path: Path) -> None:
    """Students as the grader itself reads them from the very file."""
    path = tmp_path / "export.csv"
    path.write_text(EXPORT, encoding="utf-8")
    roster = read_roster(path)
    people = {student.key: student for student in roster.students}
    standings = [graded(key, place) for place, key in enumerate(people, start=1)]
    after = read(FORMATS["canvas"](export(people=people, standings=standings)))
    assert [row[5] for row in after[3:]] == ["1", "2", "3", ""]
    assert unlisted(export(people=people, standings=standings)) == []


def test_a_grade_that_is_not_there_deletes_none() -> None:
    """Leo, whom the grader failed, keeps the 19 that somebody typed."""
    assert read(FORMATS["canvas"](export()))[5][5] == "19"


def test_who_is_excused_stays_so() -> None:
    """What an instructor decided in Canvas; it is told whose grade is left out."""
    rows = read(EXPORT)
    rows[3][5], rows[5][5] = " ex", "EX"
    grades = export(table=rows)
    assert [row[5] for row in read(FORMATS["canvas"](grades))[3:6]] == [
        " ex",
        "3.33",
        "EX",
    ]
    assert [one.student for one in excused(grades)] == ["ana"]


def test_the_column_is_found_by_title_or_named() -> None:
    """By the assignment's own name, by its title, or as the user says."""
    assert read(FORMATS["canvas"](export(columns={LAB: "Quiz (502)"}, standings=[])))
    titled = export(
        standings=[graded("ana", 5, assignment="x", max_score=10.0)],
        titles={"x": "QUIZ"},
    )
    assert read(FORMATS["canvas"](titled))[3][6] == "5"
    named = export(
        standings=[graded("ana", 5, max_score=10.0)], columns={LAB: "Quiz (502)"}
    )
    assert read(FORMATS["canvas"](named))[3][5:7] == ["", "5"]


def test_without_a_column_nothing_is_guessed() -> None:
    """The message lists what there is."""
    unknown = export(standings=[graded("ana", assignment="other")])
    with pytest.raises(BadInput, match="no one column for other") as caught:
        FORMATS["canvas"](unknown)
    assert "Lab Frameworks (501), Quiz (502)" in str(caught.value.hint)


def test_points_of_another_scale_are_refused() -> None:
    """17.5 of 20 would be 17.5 of 10 there."""
    with pytest.raises(BadInput, match="out of 10 points, the grader out of 20"):
        FORMATS["canvas"](export(columns={LAB: "Quiz (502)"}))


@pytest.mark.parametrize(
    ("possible", "refused"),
    [("100,00", True), ("1.000,00", True), ("20,00", False), ("20.0", False)],
)
def test_points_are_read_in_canvas_language(possible: str, refused: bool) -> None:
    """Canvas writes numbers as its users do."""
    table = read(EXPORT.replace(",,,,,20,10", f',,,,,"{possible}",10'))
    fills = pytest.raises(BadInput, match="out of") if refused else nullcontext()
    with fills:
        FORMATS["canvas"](export(table=table, columns={LAB: "Lab Frameworks (501)"}))


def test_who_is_not_in_the_export_is_told() -> None:
    """Their grade would be lost; who has none loses nothing."""
    grades = export(
        standings=[graded("ana"), graded("eva"), graded("ivo", score=None)],
    )
    assert unlisted(grades) == ["eva"]


def test_two_rows_that_fit_are_none() -> None:
    """A key that is one student's login and another's ID goes nowhere."""
    table = [[*row] for row in read(EXPORT)]
    table[4][1] = "ana"
    grades = export(standings=[graded("ana")], people={}, table=table)
    assert read(FORMATS["canvas"](grades)) == table
    assert unlisted(grades) == ["ana"]


def test_a_fresh_file_has_the_points_possible_first() -> None:
    """Header, points, then a row a student with a cell an assignment."""
    standings = [*every_kind(), graded("late", 5, assignment=OTHER, max_score=10.0)]
    table = read(FORMATS["canvas"](Grades(standings, columns={LAB: "Lab (501)"})))
    fixed = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert table[0] == [*fixed, "Lab (501)", OTHER]
    assert table[1] == ["Points Possible", "", "", "", "", "20", "10"]
    rows = {row[3]: row[5:] for row in table[2:]}
    assert rows["late"] == ["15.3", "5"]
    assert rows["missing"] == rows["ungraded"] == rows["rejected"] == ["", ""]


def test_a_fresh_file_identifies_students_as_the_list_does() -> None:
    """Canvas' own numbers where the list has them; Moodle's are none of them."""
    canvas = {"Student": "Pi, Ana", "ID": "7", "SIS Login ID": "ap", "Section": "A"}
    people = {
        "ap": Listed("Ana Pi", row=canvas),
        "b@c.d": Listed("Bea", row={"Identifier": "Participant 5", "ID number": "U5"}),
    }
    table = read(FORMATS["canvas"](Grades([graded(one) for one in people], people)))
    assert table[2][:5] == ["Pi, Ana", "7", "", "ap", "A"]
    assert table[3][:5] == ["Bea", "", "", "", ""]


def test_every_name_comes_back() -> None:
    """In the column of names, where each of them is somebody's."""
    rows = read(FORMATS["canvas"](hostile()))[2:]
    assert [unescaped(row[0]) for row in rows] == [*NAMES]
