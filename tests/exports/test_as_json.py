"""The grades as JSON."""

from __future__ import annotations

import json
from typing import Any

from sample_grades import DUE, NAMES, every_kind, graded, hostile

from grader.exports import FORMATS, Grades


def read(grades: Grades) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(FORMATS["json"](grades))
    return told


def test_every_name_comes_back() -> None:
    """JSON has no formulas: names are as they were, with no apostrophe."""
    told = read(hostile(course="Ñ"))
    assert (told["schema"], told["course"]) == ("grader.grades/1", "Ñ")
    assert [one["student"] for one in told["grades"]] == [*NAMES]
    assert [one["name"] for one in told["grades"]] == [*NAMES]


def test_what_there_is_not_is_null() -> None:
    """No grade is null, a zero is 0."""
    grades = {one["student"]: one for one in read(Grades(every_kind()))["grades"]}
    for student in ("ungraded", "rejected", "new", "missing"):
        assert grades[student]["score"] is None
        assert grades[student]["status"] == student
    assert grades["missing"]["file"] is None
    assert read(Grades([graded("ana", 0.0)]))["grades"][0]["score"] == 0


def test_an_override_keeps_who_why_and_when() -> None:
    """And what was measured stays beside it."""
    grades = {one["student"]: one for one in read(Grades(every_kind()))["grades"]}
    assert grades["by-hand"]["raw_score"] == 4
    assert grades["by-hand"]["override"] == {
        "score": 12.25,
        "who": "Rosa",
        "why": "her GPU broke",
        "at": DUE.isoformat(),
    }
    assert grades["graded"]["override"] is None


def test_scores_have_two_decimals() -> None:
    """What is longer in the gradebook is rounded here and nowhere before."""
    assert read(Grades([graded("ana", 10 / 3)]))["grades"][0]["score"] == 3.33


def test_every_grade_has_the_same_fields() -> None:
    """A script may rely on each."""
    fields = {tuple(one) for one in read(Grades(every_kind()))["grades"]}
    assert len(fields) == 1
