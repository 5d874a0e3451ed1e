"""Runs and standings of a small class, made up for these tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from grader.class_report.rows import CheckRow, Row
from grader.gradebook.entries import Attempt
from grader.gradebook.standings import Standing
from grader.result import Status

LAB = "lab-frameworks"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def check(id_: str, share: float, most: float = 1.0, **changed: Any) -> CheckRow:
    """A check of which this share was earned; its message tells how much."""
    status: Status = "passed" if share >= 1 else "partial" if share else "failed"
    about: dict[str, Any] = {
        **{"id": id_, "title": f"The {id_}", "status": status},
        **{"score": share * most, "max_score": most},
        **{"message": f"{share:.1%} of it is right.", "measured": {}},
    }
    return CheckRow(**{**about, **changed})


def row(student: str, *checks: CheckRow, **changed: Any) -> Row:
    """A run that went well, in torch on a CPU."""
    about: dict[str, Any] = {
        **{"student": student, "graded": True, "ran": True, "ending": "completed"},
        **{"framework": "torch", "device": "cpu", "versions": {"torch": "2.0"}},
        **{"seconds": 10.0, "probe_seconds": 1.0, "peak_memory_mb": 500},
        "checks": checks,
    }
    return Row(**{**about, **changed})


def standing(student: str, score: float | None = 17.5, **changed: Any) -> Standing:
    """Somebody with this score of 20; without one, they are missing."""
    status = "missing" if score is None else "graded"
    about: dict[str, Any] = {
        **{"assignment": LAB, "student": student, "status": status},
        **{"raw_score": score, "score": score, "max_score": 20.0 if score else 0.0},
        "attempt": None if score is None else attempt(score=score),
    }
    return Standing(**{**about, **changed})


def attempt(**changed: Any) -> Attempt:
    about: dict[str, Any] = {
        **{"id": 1, "name": "lab.ipynb", "origin": "lab.ipynb", "handed_in": NOON},
        **{"late": False, "status": "graded", "score": 17.5, "max_score": 20.0},
        "run": 1,
    }
    return Attempt(**{**about, **changed})
