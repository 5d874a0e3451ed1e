"""What a gradebook holds of one student and one assignment, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from grader.result import Result
from grader.submission import Submission

Status = Literal["new", "graded", "ungraded", "rejected"]


@dataclass(frozen=True)
class Attempt:
    """A file that was handed in, and its latest run that has a grade, or else a reason.

    ``status``: new before its first run. ``run`` is that run's number; ``reason`` says
    why there is no grade. ``handed_in`` is None where nothing tells; ``late`` is what
    the file's name says. ``file`` names its bytes.
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
    file: str = ""


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


@dataclass(frozen=True)
class Received:
    """A file that was handed in; ``submission`` is None where it cannot be graded."""

    assignment: str
    student: str
    name: str
    origin: str
    file: str
    submission: Submission | None
    reason: str = ""
    handed_in: datetime | None = None
    late: bool = False


@dataclass(frozen=True)
class PastRun:
    """``evidence`` is the key of what it brought; None where nothing ran."""

    evidence: str | None
    assignment_version: str
    status: Status
    ending: str


@dataclass(frozen=True)
class Pending:
    """An attempt as a batch sees it; ``notebook`` is None where it cannot be read."""

    id: int
    assignment: str
    student: str
    name: str
    notebook: str | None
    runs: tuple[PastRun, ...]


@dataclass(frozen=True)
class Judged:
    """A run to record: what an attempt earned, or why it has no grade."""

    attempt: int
    assignment_version: str
    status: Status
    reason: str = ""
    result: Result | None = None


@dataclass(frozen=True)
class Recorded:
    """A run as it is on record; ``result`` is None where nothing ran."""

    run: int
    recorded_at: datetime
    result: Result | None
