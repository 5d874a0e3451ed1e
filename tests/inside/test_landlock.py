"""Landlock bounds where a process writes, where the mounts would not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import grader
from grader.inside import landlock

ROOT = Path(grader.__file__).parents[1]
PREPARE = """
import os, signal, socket, subprocess, sys
from pathlib import Path
from grader.inside import landlock
wall, folder = sys.argv[1:]
own, other = folder + "/own", folder + "/other"
before = socket.socket(socket.AF_UNIX)
before.bind(f"\\0grader-test-{os.getpid()}"); before.listen()
if wall == "walled":
    rights = landlock.rights_of_a_kernel([own], ["/dev/no-such-gpu"])
    assert landlock.restrict(rights)
def can(action):
    try:
        action()
    except PermissionError:
        return False
    return True
def made(path):
    Path(path).write_text("x")
def bound(path):
    with socket.socket(socket.AF_UNIX) as one: one.bind(path)
"""
ATTEMPTS = {
    "a file elsewhere": "print(can(lambda: made(other + '/file')))",
    "a socket elsewhere": "print(can(lambda: bound(other + '/socket')))",
    "a folder elsewhere": "print(can(lambda: os.mkdir(other + '/folder')))",
    "a link elsewhere": "print(can(lambda: os.symlink('x', other + '/link')))",
    "a change elsewhere": "print(can(lambda: open(other + '/there', 'r+')))",
    "an end of what is elsewhere": "print(can(lambda: os.unlink(other + '/there')))",
    "a pipe elsewhere": "print(can(lambda: os.mkfifo(other + '/pipe')))",
}
SCOPED = {
    "a signal to its parent": "print(can(lambda: os.kill(os.getppid(), 0)))",
    "an abstract socket of before": (
        "with socket.socket(socket.AF_UNIX) as one:\n"
        "    print(can(lambda: one.connect(before.getsockname())))"
    ),
}
ORDINARY = """
made(own + '/file'); os.mkdir(own + '/a'); os.rename(own + '/file', own + '/a/file')
os.truncate(own + '/a/file', 0); os.symlink('a', own + '/link'); os.mkfifo(own + '/p')
bound(own + '/socket')
assert Path(other + '/there').read_text() == 'there'
print(subprocess.check_output(['echo', 'fine'], text=True, stderr=subprocess.DEVNULL))
os.kill(os.getpid(), 0)
"""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or landlock.abi() == 0, reason="no Landlock here"
)
scoped = pytest.mark.skipif(
    sys.platform != "linux" or landlock.abi() < landlock.SCOPES,
    reason="this system's Landlock knows no scopes",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("own", "other"):
        (tmp_path / name).mkdir()
    (tmp_path / "other" / "there").write_text("there")
    return tmp_path


def tried(code: str, wall: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PREPARE + code, wall, str(folder)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("code", ATTEMPTS.values(), ids=ATTEMPTS)
def test_writing_is_refused_by_the_ruleset_alone(code: str, folder: Path) -> None:
    """With the wall off it succeeds, so it is the wall that refuses."""
    assert tried(code, "walled", folder) == "False"
    assert tried(code, "open", folder) == "True"


@scoped
@pytest.mark.parametrize("code", SCOPED.values(), ids=SCOPED)
def test_what_is_outside_is_not_reached(code: str, folder: Path) -> None:
    """Neither by signals nor through sockets of no folder."""
    assert tried(code, "walled", folder) == "False"
    assert tried(code, "open", folder) == "True"


def test_ordinary_work_goes_on(folder: Path) -> None:
    """Own files and sockets, reading and programs know nothing of it."""
    assert tried(ORDINARY, "walled", folder) == "fine"
