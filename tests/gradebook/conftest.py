"""Every test of a gradebook runs on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sql
from servers import postgresql, programs


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    if programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgresql() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that nobody has used yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/grades.db"
    server: str = request.getfixturevalue("server")
    name = f"test_{uuid.uuid4().hex}"
    driver = server.replace("postgresql:", "postgresql+psycopg:")
    engine = sql.create_engine(driver, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sql.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.rpartition("/")[0] + f"/{name}"
