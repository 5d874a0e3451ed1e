"""Moodle's CSV: who, the grade, and always the feedback beside it."""

from __future__ import annotations

import csv
import io

from sample_grades import LAB, OTHER, Listed, every_kind, graded, hostile

from grader.exports import FORMATS, Grades, moodle


def read(grades: Grades) -> list[list[str]]:
    return [*csv.reader(io.StringIO(FORMATS["moodle"](grades), newline=""))]


def test_a_grade_and_its_feedback_stand_together() -> None:
    """Two columns an assignment, in the words that Moodle's import offers itself."""
    standings = [graded("ana"), graded("ana", assignment=OTHER)]
    header, ana = read(Grades(standings, titles={LAB: "Frameworks"}))
    assert header == [
        *("ID number", "Frameworks", "Frameworks feedback"),
        *("gradients", "gradients feedback"),
    ]
    assert ana == ["ana", "17.5", "", "17.5", ""]


def test_a_student_is_whom_the_class_list_says() -> None:
    """Address and ID number as in Moodle's own export, in its language."""
    rows = {
        "ana": Listed("Ana", "ana@uni.es", {"Número de ID": "U7"}),
        "bea": Listed("Bea", "bea@uni.es", {"ID number": "U8"}),
    }
    grades = Grades([graded(name) for name in rows], rows)
    assert [row[:2] for row in read(grades)] == [
        ["Email address", "ID number"],
        *(["ana@uni.es", "U7"], ["bea@uni.es", "U8"]),
    ]


def test_nobody_has_an_empty_cell_for_who_they_are() -> None:
    """Moodle would give their grade to the student of the row before."""
    rows = {
        "ana": Listed("Ana", "ana@uni.es", {"ID number": "U7"}),
        "bea": Listed("Bea", "", {"ID number": "U8"}),
    }
    grades = Grades([graded(name) for name in rows], rows)
    assert [row[0] for row in read(grades)] == ["ID number", "U7", "U8"]
    assert moodle.unlisted(grades) == []


def test_whom_moodle_would_not_know_is_left_out_and_told() -> None:
    """Who has less than the others, and who is in no class list."""
    rows = {
        "ana": Listed("Ana", "ana@uni.es", {}),
        "bea": Listed("Bea", "bea@uni.es", {}),
        "eva": Listed("Eva", "", {}),
    }
    grades = Grades([graded(name) for name in [*rows, "? leo"]], rows)
    assert [row[0] for row in read(grades)] == [
        *("Email address", "ana@uni.es", "bea@uni.es")
    ]
    assert moodle.unlisted(grades) == ["eva", "? leo"]


def test_no_grade_is_an_empty_cell_with_a_reason() -> None:
    """What a student reads is said, markup is text, and instructors' notes stay out."""
    rows = {row[0]: row[1:] for row in read(Grades(every_kind()))[1:]}
    assert rows["missing"] == ["", "Nothing was handed in."]
    assert rows["ungraded"] == ["", "There is no grade yet: disk &lt;full&gt;"]
    assert rows["rejected"][0] == rows["new"][0] == ""
    assert rows["late"] == ["15.3", "It was handed in late: 15 % was taken off."]
    assert rows["by-hand"] == ["12.25", "This grade was given by hand."]


def test_every_row_is_as_wide_as_the_header() -> None:
    """Whoever has one assignment of two still has all cells."""
    standings = [graded("ana"), graded("luis", assignment=OTHER)]
    table = read(Grades(standings))
    assert {len(row) for row in table} == {5}
    assert table[2] == ["luis", "", "", "17.5", ""]
    assert len({len(row) for row in read(hostile())}) == 1
