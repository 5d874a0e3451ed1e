"""Fixtures that tests of several folders share."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from kernels import LEVELS, WALLED, level_or_skip, processes_naming

from grader.sandbox import Sandbox


@pytest.fixture(scope="module", params=LEVELS)
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """Each level of isolation in turn."""
    one = level_or_skip(request.param)
    yield one
    one.close()


@pytest.fixture(scope="module", params=WALLED)
def walled(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """Each level that has walls, in turn."""
    one = level_or_skip(request.param)
    yield one
    one.close()


@pytest.fixture
def nothing_left(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Path]:
    """A temporary folder of the test's own, in which no kernel leaves anything.

    Neither a file there nor a process that knows its name, which every kernel does.
    What a sandbox keeps between kernels is closed before and after.
    """
    used = {"sandbox", "walled"} & set(request.fixturenames)
    sandboxes: list[Sandbox] = [request.getfixturevalue(name) for name in used]
    for sandbox in sandboxes:
        sandbox.close()
    tmp_path_factory.getbasetemp()  # pytest's own folder lies where it always does
    # Short: there will be sockets in it.
    folder = Path(tempfile.mkdtemp(prefix="t-", dir="/tmp"))
    folder.chmod(0o755)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    for sandbox in sandboxes:
        sandbox.close()
    left = sorted(str(path) for path in folder.rglob("*"))
    alive = _after_a_moment(str(folder))
    shutil.rmtree(folder, ignore_errors=True)
    assert left == []
    assert alive == []


def _after_a_moment(name: str, seconds: float = 3.0) -> list[str]:
    """The processes that still know ``name``: the system takes a while to end one."""
    deadline = time.monotonic() + seconds
    while (alive := processes_naming(name)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return alive
