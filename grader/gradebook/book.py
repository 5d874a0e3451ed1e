"""The gradebook itself: what is added to it and what is read from it.

What is recorded is recorded in one transaction, and at most once: a grader that is
killed leaves a book in which nothing is half done, and the same command goes on.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from types import TracebackType
from typing import Any, Self

import msgspec
import sqlalchemy as sql
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from grader.errors import BadInput
from grader.gradebook import reading, tables
from grader.gradebook.entries import Entry, Judged, Pending, Received, Recorded
from grader.gradebook.history import Event, history
from grader.gradebook.opening import opened
from grader.kept import Gathered, from_bytes
from grader.messages import say
from grader.result import Result, from_json
from grader.streams import Seed
from grader.submission import Submission
from grader.submission import from_bytes as submission_from
from grader.submission import to_bytes as submission_bytes

DEFAULT_URL = "sqlite:///grades.db"
AT_A_TIME = 100
"""Whole results that are read together; each may take a megabyte."""


class Gradebook:
    """An open gradebook; closes with ``with``.

    One that is not there yet is made, unless it ``must_exist``: who only reads has
    mistyped its name.
    """

    def __init__(self, url: str = DEFAULT_URL, *, must_exist: bool = False) -> None:
        self._engine = opened(url, must_exist)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._engine.dispose()

    def exam_seed(self, assignment: str, chosen: str | None = None) -> Seed:
        """The seed of the official runs: as recorded, else chosen, else drawn now.

        ``BadInput`` where another one was chosen than has been used already.
        """
        t = tables.exams
        with self._engine.begin() as connection:
            wanted = chosen or Seed.drawn().text
            row = {"assignment": assignment, "seed": wanted, "drawn_at": _now()}
            _add_if_new(connection, t, row)
            where = t.c.assignment == assignment
            recorded = connection.execute(select(t.c.seed).where(where)).scalar_one()
        if chosen is not None and recorded != chosen:
            raise BadInput(
                say(
                    "{assignment} has runs in the gradebook already, with another "
                    "seed.",
                    assignment=assignment,
                ),
                say("Leave the seed as it was, or use another gradebook."),
            )
        return Seed(recorded)

    def receive(self, received: Iterable[Received]) -> None:
        """Record files, each in its submission; a known one changes nothing."""
        with self._engine.begin() as connection:
            for one in received:
                _receive(connection, one)

    def rename(self, assignment: str, known_as: str, student: str) -> None:
        """All that a student has, under another name, which has no file there yet.

        It may have a grade by hand, which stays and goes first.
        """
        s = tables.submissions
        with self._engine.begin() as connection:
            new = _submission(connection, assignment, student)
            old = _submission(connection, assignment, known_as)
            for t in (tables.attempts, tables.overrides):
                moved = t.update().where(t.c.submission == old)
                connection.execute(moved.values(submission=new))
            connection.execute(s.delete().where(s.c.id == old))

    def pending(self, assignment: str | None = None) -> list[Pending]:
        """Every attempt, in the order of recording, with its runs."""
        with self._engine.connect() as connection:
            return reading.pending(connection, assignment)

    def notebook(self, notebook: str, name: str, student: str) -> Submission:
        """A stored notebook, as this student's."""
        t = tables.notebooks
        with self._engine.connect() as connection:
            query = select(t.c.data).where(t.c.id == notebook)
            data = connection.execute(query).scalar_one()
        return submission_from(zlib.decompress(data), name, student)

    def evidence(self, key: str) -> Gathered | None:
        """What a run brought; None where it never ran, or brought too much to keep."""
        t = tables.evidence
        with self._engine.connect() as connection:
            query = select(t.c.data).where(t.c.key == key)
            data = connection.execute(query).scalar_one_or_none()
        return None if data is None else from_bytes(data)

    def keep(self, key: str, data: bytes | None, judged: Iterable[Judged]) -> None:
        """Record what a run brought and what all its attempts earned, or nothing.

        ``data`` is evidence as ``kept.to_bytes`` packs it.
        """
        with self._engine.begin() as connection:
            row = {"key": key, "data": data, "gathered_at": _now()}
            _add_if_new(connection, tables.evidence, row)
            for one in judged:
                _record(connection, one, key)

    def record(self, judged: Iterable[Judged], key: str | None = None) -> int:
        """Record runs of kept evidence, or of none; how many of them are new."""
        with self._engine.begin() as connection:
            return sum(_record(connection, one, key) for one in judged)

    def result(self, run: int) -> Result | None:
        """The whole result of a run; None where nothing ran."""
        t = tables.runs
        with self._engine.connect() as connection:
            query = select(t.c.result).where(t.c.id == run)
            data = connection.execute(query).scalar_one_or_none()
        return None if data is None else from_json(zlib.decompress(data))

    def results(self, runs: Iterable[int]) -> Iterator[Recorded]:
        """These runs in this order, few of them in memory at a time."""
        waiting = iter(runs)
        while some := [*islice(waiting, AT_A_TIME)]:
            with self._engine.connect() as connection:
                found = reading.recorded(connection, some)
            yield from (found[run] for run in some if run in found)

    def override(
        self, assignment: str, student: str, score: float | None, who: str, why: str
    ) -> None:
        """Give a grade by hand, or take the last one back; earlier ones stay."""
        with self._engine.begin() as connection:
            row = {
                "submission": _submission(connection, assignment, student),
                **{"score": score, "who": who, "why": why, "made_at": _now()},
            }
            connection.execute(tables.overrides.insert(), row)

    def entries(
        self, assignment: str | None = None, student: str | None = None
    ) -> list[Entry]:
        """Every submission, by assignment and student, with all that belongs to it."""
        with self._engine.connect() as connection:
            return reading.entries(connection, assignment, student)

    def history(self, student: str, assignment: str | None = None) -> list[Event]:
        """All that was recorded of a student, oldest first."""
        with self._engine.connect() as connection:
            return history(connection, student, assignment)


def file_digest(data: bytes) -> str:
    """What names a file in the gradebook: the SHA-256 of its bytes."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _receive(connection: Connection, one: Received) -> None:
    notebook = None
    if one.submission is not None:
        data = submission_bytes(one.submission)
        notebook = file_digest(data)
        row = {"id": notebook, "data": zlib.compress(data)}
        _add_if_new(connection, tables.notebooks, row)
    attempt = {
        "submission": _submission(connection, one.assignment, one.student),
        **{"file": one.file, "notebook": notebook, "name": one.name},
        **{"origin": one.origin, "handed_in": one.handed_in, "late": one.late},
        "recorded_at": _now(),
    }
    number = _add_if_new(connection, tables.attempts, attempt)
    if number is not None and one.submission is None:
        _record(connection, Judged(number, "", "rejected", reason=one.reason), None)


def _record(connection: Connection, judged: Judged, key: str | None) -> bool:
    """Add a run and its outcomes; False where this very run is there already."""
    result = judged.result
    row = {
        "attempt": judged.attempt,
        "evidence": key,
        "assignment_version": judged.assignment_version,
        "status": judged.status,
        "score": result.score if result else 0.0,
        "max_score": result.max_score if result else 0.0,
        "ending": result.execution.outcome if result else "",
        "reason": judged.reason,
        "result": zlib.compress(msgspec.json.encode(result)) if result else None,
        "recorded_at": _now(),
    }
    number = _add_if_new(connection, tables.runs, row)
    if number is not None and result is not None and result.checks:
        connection.execute(tables.outcomes.insert(), [*_outcomes(number, result)])
    return number is not None


def _outcomes(run: int, result: Result) -> Iterator[dict[str, Any]]:
    for position, check in enumerate(result.checks):
        yield {
            **{"run": run, "position": position, "check_id": check.id},
            **{"status": check.status, "score": check.score},
            **{"max_score": check.max_score, "message": check.message},
        }


def _submission(connection: Connection, assignment: str, student: str) -> int:
    t = tables.submissions
    row = {"assignment": assignment, "student": student}
    _add_if_new(connection, t, row)
    where = (t.c.assignment == assignment) & (t.c.student == student)
    found: int = connection.execute(select(t.c.id).where(where)).scalar_one()
    return found


def _add_if_new(
    connection: Connection, table: sql.Table, row: Mapping[str, Any]
) -> Any | None:
    """Add a row and give its primary key; None where one like it is there already."""
    insert: Any = sqlite.insert
    if connection.dialect.name == "postgresql":
        insert = postgresql.insert
    [key] = table.primary_key.columns
    adding = insert(table).values(**row).on_conflict_do_nothing().returning(key)
    return connection.execute(adding).scalar_one_or_none()


def _now() -> datetime:
    return datetime.now(UTC)
