"""The grades with the columns of ``nbgrader export``, for scripts that read those.

nbgrader takes points off for lateness, not percents, and its score is what is left of
the raw one. It has no word for a grade by hand: such a one is a raw score of its own.
Times are in UTC and do not say so, as nbgrader's are.
"""

from __future__ import annotations

from datetime import UTC, datetime

from grader.exports.cells import cell, number, table
from grader.exports.grades import Grades
from grader.gradebook.standings import Standing

COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id"),
    *("last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)


def render(grades: Grades) -> str:
    """Every cell quoted: names have commas."""
    rows = [_row(one, grades) for one in grades.standings]
    return table([COLUMNS, *rows], quoted=True)


def _row(one: Standing, grades: Grades) -> list[str]:
    first, last = grades.names(one.student)
    raw = one.raw_score if one.override is None else one.score
    lost = None if raw is None or one.score is None else raw - one.score
    return [
        cell(one.assignment),
        _universal(one.due),
        _universal(one.attempt.handed_in if one.attempt else None),
        cell(one.student),
        cell(last),
        cell(first),
        cell(grades.email(one.student)),
        number(raw),
        number(lost),
        number(one.score),
        number(grades.max_score(one.assignment)),
    ]


def _universal(when: datetime | None) -> str:
    return "" if when is None else str(when.astimezone(UTC).replace(tzinfo=None))
