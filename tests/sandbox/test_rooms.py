"""The folders of kernels: short, held while they are used, removed with all in them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.sandbox import rooms

HOLDS = """
import sys, time
from grader.sandbox.rooms import made_room
with made_room() as room:
    (room / "file").touch()
    print(room, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def usual(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Where temporary folders lie, for this test; nothing has been tidied there."""
    with tempfile.TemporaryDirectory(prefix="t-", dir="/tmp") as name:
        monkeypatch.setattr(tempfile, "tempdir", name)
        rooms.remove_abandoned.cache_clear()
        yield Path(name)
    rooms.remove_abandoned.cache_clear()


def holder(usual: Path) -> subprocess.Popen[str]:
    """Another grader, with a room."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLDS],
        env=os.environ
        | {"TMPDIR": str(usual), "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_room_goes_with_all_in_it(usual: Path) -> None:
    """Files, links and closed folders; what a link points to stays."""
    outside = usual / "outside"
    outside.mkdir(mode=0o755)
    with rooms.made_room() as room:
        assert room.parent == usual
        assert room.stat().st_mode & 0o777 == 0o700
        (room / "a" / "b").mkdir(parents=True)
        (room / "link").symlink_to(outside)
        (room / "a").chmod(0)
    assert list(usual.iterdir()) == [outside]
    assert outside.stat().st_mode & 0o777 == 0o755


def test_a_room_is_short_where_the_usual_folder_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Two rooms deep, the path of a socket has to fit."""
    long = tmp_path / ("x" * 90)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    with rooms.made_room() as outer, rooms.made_room(outer) as inner:
        assert len(os.fsencode(inner / "s-5")) <= 107


def test_the_room_of_a_killed_grader_goes_next_time(usual: Path) -> None:
    """While its owner lives it stays; afterwards nobody holds it."""
    with holder(usual) as other:
        assert other.stdout is not None
        room = Path(other.stdout.readline().strip())
        rooms.remove_abandoned()
        assert (room / "file").exists()
        other.send_signal(signal.SIGKILL)
        other.wait()
    rooms.remove_abandoned.cache_clear()
    with rooms.made_room():
        assert not room.exists()


def test_what_only_looks_like_a_room_stays(usual: Path) -> None:
    """A link, a file, and another user's folder."""
    target = usual / "target"
    target.mkdir()
    (usual / "dlgrader-link").symlink_to(target)
    (usual / "dlgrader-file").touch()
    foreign = usual / "dlgrader-foreign"
    foreign.mkdir()
    if os.geteuid() == 0:
        os.chown(foreign, 4242, 4242)
    rooms.remove_abandoned()
    left = {path.name for path in usual.iterdir()}
    assert {"target", "dlgrader-link", "dlgrader-file"} <= left
    assert ("dlgrader-foreign" in left) == (os.geteuid() == 0)
