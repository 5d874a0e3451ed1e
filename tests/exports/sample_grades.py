"""The grades of a class whose students chose their names with care."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from grader.exports import Grades
from grader.gradebook.entries import Attempt, Override
from grader.gradebook.standings import Standing
from grader.messages import say

LAB, OTHER = "lab-frameworks", "gradients"
DUE = datetime(2026, 11, 20, 22, 59, tzinfo=UTC)

NAMES = (
    "Ana Núñez",
    '=HYPERLINK("https://evil.example","click")',
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\n=1+1",
    "'t Hart, Jan",
    'O"Brien, "Ann"',
    "two\nlines; and, three",
    "]]><!-- --> </testcase> & <b>",
    "👩🏽‍🎓 ñandú 漢字",
    "محمد علي",
    "| a | b |",
    "x" * 10_000,
)


@dataclass(frozen=True)
class Listed:
    """Somebody of a class list; only what exports need of one."""

    name: str
    email: str = ""
    row: Mapping[str, str] = field(default_factory=dict)


def attempt(**changed: Any) -> Attempt:
    about: dict[str, Any] = {
        **{"id": 1, "name": "lab.ipynb", "origin": "", "handed_in": DUE},
        **{"late": False, "status": "graded", "score": 17.5, "max_score": 20.0},
    }
    return Attempt(**{**about, **changed})


def graded(student: str, raw: float = 17.5, /, **changed: Any) -> Standing:
    about: dict[str, Any] = {
        **{"assignment": LAB, "student": student, "status": "graded"},
        **{"raw_score": raw, "score": raw, "max_score": 20.0},
        **{"attempt": attempt(score=raw), "due": DUE},
    }
    return Standing(**{**about, **changed})


def every_kind() -> list[Standing]:
    """A standing of each kind, under students whose keys tell which."""
    return [
        graded("graded"),
        graded("late", 18.0, penalty=15.0, score=15.3),
        graded(
            "by-hand",
            4.0,
            penalty=50.0,
            score=12.25,
            override=Override(12.25, "Rosa", "her GPU broke", DUE),
        ),
        graded("noted", note=say("Nothing tells when this was handed in.")),
        Standing(LAB, "ungraded", "ungraded", max_score=20.0, reason="disk <full>"),
        Standing(LAB, "rejected", "rejected", reason="It is no notebook."),
        Standing(LAB, "new", "new"),
        Standing(LAB, "missing", "missing", due=DUE),
    ]


def hostile(**more: Any) -> Grades:
    """Everybody of ``NAMES``, each under their own name, which is their address too."""
    people = {name: Listed(name, name) for name in NAMES}
    return Grades([graded(name) for name in NAMES], people, **more)


def unescaped(cell: str) -> str:
    """What a cell says, without the apostrophe that keeps it from being a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@\t\r\n") else cell
