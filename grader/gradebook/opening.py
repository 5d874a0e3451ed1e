"""Opens a gradebook by its URL: SQLite in WAL mode, or PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy import event, select
from sqlalchemy.engine import Connection, Engine, ExceptionContext, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
)

from grader.errors import BadInput
from grader.gradebook import tables
from grader.messages import say

KNOWN = ("sqlite", "postgresql")
WAIT_SECONDS = 30
"""How long one grader waits until another has written what it writes."""


def opened(url: str, must_exist: bool = False) -> Engine:
    """The database at ``url``, with a gradebook's tables; ``BadInput`` if it cannot."""
    engine = _engine(url)
    try:
        if must_exist and engine.dialect.name == "sqlite":
            _demand_file(engine.url.database)
        with engine.begin() as connection:
            _make_or_check(connection)
    except SQLAlchemyError as error:
        engine.dispose()
        raise _unusable(url, _first_line(error)) from None
    except BadInput:
        engine.dispose()
        raise
    event.listen(engine, "handle_error", _told)
    return engine


def _demand_file(path: str | None) -> None:
    """Refuse to have SQLite make a file; what is in memory or a URI has none."""
    if not path or path == ":memory:" or path.startswith("file:"):
        return
    if not Path(path).exists():
        raise BadInput(
            say("There is no gradebook {path}.", path=path),
            say("Check --db, or GRADER_DB. `grade batch` makes a gradebook."),
        )


def _told(context: ExceptionContext) -> BadInput | None:
    """``BadInput`` for what is no fault of ours: a full disk, a lock, damage."""
    failure = context.sqlalchemy_exception
    # Exactly a DatabaseError: SQLite's word for a damaged file.
    if not (isinstance(failure, OperationalError) or type(failure) is DatabaseError):
        return None
    return BadInput(
        say(
            "The gradebook could not be read or written: {why}",
            why=_first_line(failure),
        ),
        say(
            "What was recorded before is kept. Is there room on the disk, may you "
            "write there, is another grader busy? Then give the command again."
        ),
    )


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0]


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() not in KNOWN:
            raise ValueError(parsed.drivername)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        engine = sql.create_engine(parsed)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise _unusable(url, str(error)) from None
    except ModuleNotFoundError:
        raise BadInput(
            say("PostgreSQL needs a driver that is not installed here."),
            say("Install it: pip install 'dl-grader[postgresql]'."),
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: object) -> None:
    """Readers do not wait for a writer; what refers to nothing is refused."""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _make_or_check(connection: Connection) -> None:
    present = set(sql.inspect(connection).get_table_names())
    if not present:
        tables.metadata.create_all(connection)
        connection.execute(tables.gradebook.insert(), {"version": tables.VERSION})
        return
    if not present >= set(tables.metadata.tables):
        raise BadInput(
            say("The database is there, but it holds no gradebook."),
            say("Name another one with --db, or in GRADER_DB."),
        )
    version = connection.execute(select(tables.gradebook.c.version)).scalar_one()
    if version != tables.VERSION:
        raise BadInput(
            say(
                "The gradebook has version {found}; this grader reads version {known}.",
                found=version,
                known=tables.VERSION,
            ),
            say("Use the grader that wrote it, or a newer one."),
        )


def _unusable(url: str, why: str) -> BadInput:
    return BadInput(
        say(
            "The gradebook {url} cannot be opened: {why}",
            url=_without_password(url),
            why=why.strip().partition("\n")[0],
        ),
        say("Give --db a URL such as sqlite:///grades.db or postgresql://host/name."),
    )


def _without_password(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "?" if "@" in url else url
