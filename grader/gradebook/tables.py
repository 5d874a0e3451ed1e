"""The tables of a gradebook. Rows are added and never changed: who looks back sees all.

    exams        the seed of an assignment's official run, the same for everybody
    notebooks    the code of a notebook, once, however many students handed it in
    submissions  a student and an assignment
    attempts     a file that was handed in
    evidence     what the run of a notebook brought, by all that it depends on
    runs         one judgement of an attempt: a first one, or a later one of the same
    outcomes     the checks of a run
    overrides    a grade that somebody gave by hand: who, why and when

``gradebook`` holds the version of all this. SQLite and PostgreSQL both have every type.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect

VERSION: Final = 1
AGAIN: Final = "+"


class Moment(TypeDecorator[datetime]):
    """A time with a zone, stored in UTC: SQLite keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


metadata = MetaData()

gradebook = Table("gradebook", metadata, Column("version", Integer, primary_key=True))

exams = Table(
    "exams",
    metadata,
    Column("assignment", Text, primary_key=True),
    Column("seed", Text, nullable=False),
    Column("drawn_at", Moment, nullable=False),
)

notebooks = Table(
    "notebooks",
    metadata,
    Column("id", Text, primary_key=True),  # sha256 of the code cells
    Column("data", LargeBinary, nullable=False),  # the notebook, compressed
)

submissions = Table(
    "submissions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("assignment", Text, nullable=False),
    Column("student", Text, nullable=False),
    UniqueConstraint("assignment", "student"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission", ForeignKey("submissions.id"), nullable=False, index=True),
    # sha256 of its bytes; and +2 where it came once more after another one, and so on
    Column("file", Text, nullable=False),
    Column("notebook", ForeignKey("notebooks.id")),  # null where it cannot be read
    Column("name", Text, nullable=False),
    Column("origin", Text, nullable=False),  # where it was found
    Column("handed_in", Moment),  # null where nothing tells
    Column("late", Boolean, nullable=False),  # the file's name says so
    Column("recorded_at", Moment, nullable=False),
    UniqueConstraint("submission", "file"),
)

evidence = Table(
    "evidence",
    metadata,
    Column("key", Text, primary_key=True),
    Column("data", LargeBinary),  # null where there was more than is kept
    Column("gathered_at", Moment, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("attempt", ForeignKey("attempts.id"), nullable=False, index=True),
    Column("evidence", ForeignKey("evidence.key")),  # null where nothing ran
    Column("assignment_version", Text, nullable=False),
    Column("status", Text, nullable=False),  # graded, ungraded, rejected
    Column("score", Float, nullable=False),
    Column("max_score", Float, nullable=False),
    Column("ending", Text, nullable=False),  # of the execution; "" where nothing ran
    Column("reason", Text, nullable=False),  # of a run that has no grade
    Column("result", LargeBinary),  # JSON, compressed; null where nothing ran
    Column("recorded_at", Moment, nullable=False),
    # What was judged by the same checks already is not judged again. Of an attempt
    # without evidence there may be many runs: null differs from null.
    UniqueConstraint("attempt", "evidence", "assignment_version"),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("run", ForeignKey("runs.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("check_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("max_score", Float, nullable=False),
    Column("message", Text, nullable=False),
)

overrides = Table(
    "overrides",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission", ForeignKey("submissions.id"), nullable=False, index=True),
    Column("score", Float),  # null takes an earlier override back
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
)
