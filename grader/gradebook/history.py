"""All that happened to a student's work, in the order in which it was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from grader.gradebook import tables
from grader.gradebook.entries import Override, Status


@dataclass(frozen=True)
class HandIn:
    """A file that was taken in as attempt number ``attempt``, counted from 1."""

    assignment: str
    at: datetime
    attempt: int
    name: str
    origin: str
    handed_in: datetime | None


@dataclass(frozen=True)
class Run:
    """A judgement of an attempt; ``checks`` is the version of what judged it."""

    assignment: str
    at: datetime
    attempt: int
    number: int
    status: Status
    score: float
    max_score: float
    reason: str
    checks: str


@dataclass(frozen=True)
class ByHand:
    """A grade that somebody gave, or took back."""

    assignment: str
    at: datetime
    override: Override


Event = HandIn | Run | ByHand


def history(
    connection: Connection, student: str, assignment: str | None
) -> list[Event]:
    """Oldest first; of the same moment, first what was handed in, then its runs."""
    s = tables.submissions
    query = select(s).where(s.c.student == student).order_by(s.c.assignment)
    if assignment is not None:
        query = query.where(s.c.assignment == assignment)
    found: list[Event] = []
    for row in connection.execute(query).all():
        found += _attempts(connection, row.id, row.assignment)
        found += _overrides(connection, row.id, row.assignment)
    return sorted(found, key=lambda event: event.at)


def _attempts(
    connection: Connection, submission: int, assignment: str
) -> Iterator[Event]:
    a, r = tables.attempts, tables.runs
    own = select(a).where(a.c.submission == submission).order_by(a.c.id)
    for place, row in enumerate(connection.execute(own).all(), start=1):
        about = (place, row.name, row.origin, row.handed_in)
        yield HandIn(assignment, row.recorded_at, *about)
        runs = select(r).where(r.c.attempt == row.id).order_by(r.c.id)
        for run in connection.execute(runs):
            yield Run(
                assignment,
                run.recorded_at,
                place,
                run.id,
                run.status,
                run.score,
                run.max_score,
                run.reason,
                run.assignment_version,
            )


def _overrides(
    connection: Connection, submission: int, assignment: str
) -> Iterator[Event]:
    t = tables.overrides
    own = select(t).where(t.c.submission == submission).order_by(t.c.id)
    for row in connection.execute(own):
        given = Override(row.score, row.who, row.why, row.made_at)
        yield ByHand(assignment, row.made_at, given)
