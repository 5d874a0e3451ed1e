"""The grades as JSON, ``grader.grades/1``; null where there is no grade."""

from __future__ import annotations

import json
from typing import Any, Final

from grader.exports.cells import LONGEST, moment, rounded
from grader.exports.grades import Grades
from grader.gradebook.entries import Override
from grader.gradebook.standings import Standing
from grader.messages import Translator, translator
from grader.text import clean

SCHEMA: Final = "grader.grades/1"


def render(grades: Grades) -> str:
    """Indented, fields always in the same order, a newline at the end."""
    t = translator(grades.language)
    told = {
        "schema": SCHEMA,
        "course": _text(grades.course),
        "language": grades.language,
        "grades": [_grade(one, grades, t) for one in grades.standings],
    }
    return json.dumps(told, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _grade(one: Standing, grades: Grades, t: Translator) -> dict[str, Any]:
    attempt = one.attempt
    return {
        "assignment": _text(one.assignment),
        "student": _text(one.student),
        "name": _text(grades.name(one.student)),
        "email": _text(grades.email(one.student)),
        "status": one.status,
        "raw_score": _points(one.raw_score),
        "penalty_percent": rounded(one.penalty),
        "score": _points(one.score),
        "max_score": rounded(grades.max_score(one.assignment)),
        "handed_in": moment(attempt.handed_in if attempt else None) or None,
        "due": moment(one.due) or None,
        "file": _text(attempt.name) if attempt else None,
        "reason": _text(one.reason),
        "note": _text(t(one.note)) if one.note else "",
        "override": _override(one.override) if one.override else None,
    }


def _override(override: Override) -> dict[str, Any]:
    return {
        "score": _points(override.score),
        "who": _text(override.who),
        "why": _text(override.why),
        "at": moment(override.made_at),
    }


def _points(score: float | None) -> float | None:
    return None if score is None else rounded(score)


def _text(text: str) -> str:
    return clean(text, LONGEST)
