"""The grades as a CSV file with everything that is known of them, a row a student."""

from __future__ import annotations

from grader.exports.cells import cell, moment, number, table
from grader.exports.grades import Grades
from grader.gradebook.standings import Standing
from grader.messages import Translator, translator

COLUMNS = (
    *("assignment", "student", "name", "email", "status"),
    *("raw_score", "penalty_percent", "score", "max_score"),
    *("handed_in", "due", "file", "reason", "note"),
    *("override_score", "override_by", "override_why", "override_at"),
)


def render(grades: Grades) -> str:
    """UTF-8 text; a grade that there is not is an empty cell."""
    t = translator(grades.language)
    return table([COLUMNS, *(_row(one, grades, t) for one in grades.standings)])


def _row(one: Standing, grades: Grades, t: Translator) -> list[str]:
    attempt, override = one.attempt, one.override
    return [
        cell(one.assignment),
        cell(one.student),
        cell(grades.name(one.student)),
        cell(grades.email(one.student)),
        one.status,
        number(one.raw_score),
        number(one.penalty),
        number(one.score),
        number(grades.max_score(one.assignment)),
        moment(attempt.handed_in if attempt else None),
        moment(one.due),
        cell(attempt.name if attempt else ""),
        cell(one.reason),
        cell(t(one.note) if one.note else ""),
        number(override.score if override else None),
        cell(override.who if override else ""),
        cell(override.why if override else ""),
        moment(override.made_at if override else None),
    ]
