"""Who has a grade and who has none, and whose notebook did not run to its end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from grader.class_report.rows import Row
from grader.gradebook.standings import Standing
from grader.result import Ending
from grader.text import one_line

Why = Ending | Literal["new", "ungraded", "rejected"]
"""How a run ended early, or else why there is no grade."""
REASON = 300


@dataclass(frozen=True)
class Attendance:
    """How many students; ``new`` are those whose notebook waits for its first run."""

    students: int
    graded: int
    ungraded: int
    new: int
    rejected: int
    missing: int


@dataclass(frozen=True)
class Stopped:
    """A student whose notebook did not run to its end, or has no grade, and why.

    ``reason``: what the gradebook says of it; often empty.
    """

    student: str
    why: Why
    reason: str


def attendance(standings: Iterable[Standing]) -> Attendance:
    """Count students by what they have; a grade by hand is a grade."""
    statuses = [one.status for one in standings]
    return Attendance(
        students=len(statuses),
        graded=statuses.count("graded"),
        ungraded=statuses.count("ungraded"),
        new=statuses.count("new"),
        rejected=statuses.count("rejected"),
        missing=statuses.count("missing"),
    )


def stopped(standings: Iterable[Standing], rows: Sequence[Row]) -> tuple[Stopped, ...]:
    """Those of whom somebody should look at the notebook, in the order of standings.

    A grade by hand does not hide that the notebook failed to run.
    """
    endings = {row.student: row.ending for row in rows}
    found = []
    for one in standings:
        attempt = one.attempt
        if attempt is None:
            continue
        ending = endings.get(one.student, "completed")
        if attempt.status != "graded":
            reason = one_line(attempt.reason, REASON)
            found.append(Stopped(one.student, attempt.status, reason))
        elif ending != "completed":
            found.append(Stopped(one.student, ending, ""))
    return tuple(found)
