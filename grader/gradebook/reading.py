"""Reads rows of a gradebook as values."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import replace

import sqlalchemy as sql
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from grader.gradebook import tables
from grader.gradebook.entries import (
    Attempt,
    Entry,
    Override,
    PastRun,
    Pending,
    Recorded,
)
from grader.result import from_json


def entries(
    connection: Connection, assignment: str | None, student: str | None
) -> list[Entry]:
    """Every submission, by assignment and student, with all that belongs to it."""
    s = tables.submissions
    query = select(s).order_by(s.c.assignment, s.c.student)
    if assignment is not None:
        query = query.where(s.c.assignment == assignment)
    if student is not None:
        query = query.where(s.c.student == student)
    attempts = _attempts(connection)
    overrides = _overrides(connection)
    return [
        Entry(
            row.assignment,
            row.student,
            tuple(attempts.get(row.id, ())),
            tuple(overrides.get(row.id, ())),
        )
        for row in connection.execute(query)
    ]


def pending(connection: Connection, assignment: str | None) -> list[Pending]:
    """Every attempt, in the order of recording, with its runs."""
    s, a, r = tables.submissions, tables.attempts, tables.runs
    query = select(a.c.id, s.c.assignment, s.c.student, a.c.name, a.c.notebook)
    query = query.select_from(a).join(s, s.c.id == a.c.submission).order_by(a.c.id)
    if assignment is not None:
        query = query.where(s.c.assignment == assignment)
    runs = select(
        r.c.attempt, r.c.evidence, r.c.assignment_version, r.c.status, r.c.ending
    )
    known: dict[int, list[PastRun]] = {}
    for attempt, *about in connection.execute(runs.order_by(r.c.id)):
        known.setdefault(attempt, []).append(PastRun(*about))
    rows = connection.execute(query).all()
    return [Pending(*row, tuple(known.get(row.id, ()))) for row in rows]


def recorded(connection: Connection, runs: Collection[int]) -> dict[int, Recorded]:
    """These runs with their whole results, by their numbers."""
    t = tables.runs
    query = select(t.c.id, t.c.recorded_at, t.c.result).where(t.c.id.in_(runs))
    return {
        row.id: Recorded(
            row.id,
            row.recorded_at,
            None if row.result is None else from_json(zlib.decompress(row.result)),
        )
        for row in connection.execute(query)
    }


def _attempts(connection: Connection) -> dict[int, list[Attempt]]:
    """By submission: every attempt with its latest run that has a grade, or any."""
    a, r = tables.attempts, tables.runs
    graded = func.max(sql.case((r.c.status == "graded", r.c.id)))
    latest = (
        select(r.c.attempt, func.coalesce(graded, func.max(r.c.id)).label("run"))
        .group_by(r.c.attempt)
        .subquery()
    )
    query = (
        select(a, r.c.status, r.c.score, r.c.max_score, r.c.reason, latest.c.run)
        .select_from(a)
        .outerjoin(latest, latest.c.attempt == a.c.id)
        .outerjoin(r, r.c.id == latest.c.run)
        .order_by(a.c.id)
    )
    found: dict[int, list[Attempt]] = {}
    for row in connection.execute(query):
        about = (row.id, row.name, row.origin, row.handed_in, row.late)
        run = (row.status, row.score, row.max_score, row.reason, row.run)
        attempt = Attempt(*about, *(run if row.run is not None else ("new",)))
        attempt = replace(attempt, file=row.file.partition(tables.AGAIN)[0])
        found.setdefault(row.submission, []).append(attempt)
    return found


def _overrides(connection: Connection) -> dict[int, list[Override]]:
    t = tables.overrides
    found: dict[int, list[Override]] = {}
    for row in connection.execute(select(t).order_by(t.c.id)):
        one = Override(row.score, row.who, row.why, row.made_at)
        found.setdefault(row.submission, []).append(one)
    return found
