"""What the report keeps of a run: a few numbers and a line for each check.

A result with its plots takes much room. It is folded as soon as it has been read, so
that a class of thousands fits into memory.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from sys import intern

from grader.gradebook.entries import Recorded
from grader.result import CheckResult, Ending, Result, Status
from grader.text import one_line

TITLE = 200
MESSAGE = 300


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check of one run; ``measured`` holds what was measured and is finite."""

    id: str
    title: str
    status: Status
    score: float
    max_score: float
    message: str
    measured: Mapping[str, float]

    @property
    def share(self) -> float:
        """The part of its points that was earned, 0 to 1."""
        if self.max_score > 0:
            return self.score / self.max_score
        return float(self.status == "passed")


@dataclass(frozen=True, slots=True)
class Row:
    """A run; ``ran``: at least one cell was run. Seconds, and megabytes of memory."""

    student: str
    graded: bool
    ran: bool
    ending: Ending
    framework: str
    device: str
    versions: Mapping[str, str]
    seconds: float
    probe_seconds: float
    peak_memory_mb: int
    checks: tuple[CheckRow, ...]


@dataclass(frozen=True)
class Folded:
    """The runs of a class; ``newest``: when the last of them was recorded, if any."""

    rows: tuple[Row, ...]
    newest: datetime | None


def folded(recorded: Iterable[Recorded], students: Mapping[int, str]) -> Folded:
    """Fold runs as they come; ``students``: whose each is, by its number."""
    rows: list[Row] = []
    newest: datetime | None = None
    for one in recorded:
        newest = max(one.recorded_at, newest or one.recorded_at)
        if one.result is not None:
            rows.append(row_of(students[one.run], one.result))
    return Folded(tuple(rows), newest)


def row_of(student: str, result: Result) -> Row:
    """One result, folded."""
    execution, environment = result.execution, result.environment
    return Row(
        student=student,
        graded=result.status == "graded",
        ran=bool(execution.cells),
        ending=execution.outcome,
        framework=one_line(result.submission.framework, TITLE),
        device=one_line(environment.device, TITLE),
        versions={
            name: one_line(version, TITLE)
            for name, version in (
                ("python", environment.python),
                *environment.packages.items(),
            )
        },
        seconds=execution.seconds,
        probe_seconds=execution.probe_seconds,
        peak_memory_mb=execution.peak_memory_mb,
        checks=tuple(map(_check, result.checks)),
    )


def _check(check: CheckResult) -> CheckRow:
    """Texts that many students share are held once."""
    return CheckRow(
        id=intern(one_line(check.id, TITLE)),
        title=intern(one_line(check.title, TITLE)),
        status=check.status,
        score=check.score,
        max_score=check.max_score,
        message=intern(one_line(check.message, MESSAGE)),
        measured={
            name: value
            for name, value in check.measured.items()
            if value is not None and math.isfinite(value)
        },
    )
