"""What a gradebook holds of one student and one assignment, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Status = Literal["new", "graded", "ungraded", "rejected"]


@dataclass(frozen=True)
class Attempt:
    """A file that was handed in, and its latest run that has a grade, or else a reason.

    ``status``: new before its first run. ``run`` is that run's number; ``reason`` says
    why there is no grade. ``handed_in`` is None where nothing tells; ``late`` is what
    the file's name says.
    """

    id: int
    name: str
    origin: str
    handed_in: datetime | None
    late: bool
    status: Status
    score: float = 0.0
    max_score: float = 0.0
    reason: str = ""
    run: int | None = None


@dataclass(frozen=True)
class Override:
    """A grade that somebody gave by hand; ``score`` None takes an earlier one back."""

    score: float | None
    who: str
    why: str
    made_at: datetime


@dataclass(frozen=True)
class Entry:
    """All of one student and one assignment; both in the order of recording."""

    assignment: str
    student: str
    attempts: tuple[Attempt, ...]
    overrides: tuple[Override, ...] = ()
