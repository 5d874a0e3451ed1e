"""It works wherever the clone lies, with its environment beside it.

Under /tmp, in a path with spaces, under a home that only its owner may enter; as root
and as an ordinary user. The environment is made in the clone, as ``make`` does it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import Ran, handed_in, neutral_environment, read_json, run, tracked_copy
from other_environment import make_environment
from small_assignment import NEVER, RIGHT, write_assignment

from grader.sandbox import sandbox_named

LEVELS = ("none", "bwrap", "warm")
SANDBOXES = [name for name in LEVELS if sandbox_named(name).problem() is None]
ORDINARY = 4242
BECOME_ORDINARY = ["setpriv", f"--reuid={ORDINARY}", f"--regid={ORDINARY}"]
# By way of a shell: setpriv itself keeps root's way into closed folders.
BECOME_ORDINARY += ["--clear-groups", "--", "/bin/sh", "-c", 'exec "$0" "$@"']


@pytest.fixture
def under_tmp() -> Iterator[Path]:
    """A folder right under /tmp that everybody may enter, as pytest's are not."""
    folder = Path(tempfile.mkdtemp(prefix="places-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def clone_with_environment(place: Path, base: str | None = None) -> Path:
    """A clone with ``.venv`` in it, and the small assignment as the course's own."""
    clone = tracked_copy(place)
    make_environment(clone / ".venv", "dl-grader", base=base, checkout=clone)
    write_assignment(clone / "course")
    return clone


def command(clone: Path, notebook: Path, sandbox: str) -> list[str | Path]:
    return [
        *(clone / ".venv" / "bin" / "python", "-m", "grader", "submit", notebook),
        *("--assignments", clone / "course", "--sandbox", sandbox),
        *("--json", notebook.with_suffix(".json"), "--min-score", "100"),
    ]


def assert_graded(ran: Ran, notebook: Path, sandbox: str) -> None:
    assert ran.code == 0, ran.out + ran.err
    result = read_json(notebook.with_suffix(".json"))
    assert (result["score"], result["status"]) == (4.0, "graded")
    assert result["environment"]["isolation"] == sandbox


@pytest.mark.parametrize("name", ["clone", "a clone  with spaces", "ñandú's"])
def test_under_tmp_whatever_its_name(name: str, under_tmp: Path) -> None:
    """/tmp is the kernel's own in there, and the clone's environment is seen still."""
    clone = clone_with_environment(under_tmp / name)
    for sandbox in SANDBOXES:
        notebook = handed_in(clone, NEVER, RIGHT, assignment="doubling")
        ran = run(*command(clone, notebook, sandbox), cwd=clone)
        assert_graded(ran, notebook, sandbox)


def test_under_a_home_that_is_closed(under_tmp: Path) -> None:
    """A 0700 folder above the clone: an unprivileged kernel gets to its Python."""
    home = under_tmp / "home"
    home.mkdir(mode=0o700)
    clone = clone_with_environment(home / "work" / "clone")
    for sandbox in SANDBOXES:
        notebook = handed_in(clone, NEVER, RIGHT, assignment="doubling")
        ran = run(*command(clone, notebook, sandbox), cwd=clone)
        assert_graded(ran, notebook, sandbox)


@pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("setpriv") is None,
    reason="only root can become an ordinary user",
)
def test_for_an_ordinary_user_in_a_closed_home(under_tmp: Path) -> None:
    """Their clone, their environment, their 0700 home; nothing that needs root."""
    base = python_for_all()
    if base is None:
        pytest.skip("no Python of this version that an ordinary user may run")
    home = under_tmp / "home"
    clone = clone_with_environment(home / "clone", base=base)
    for path in (home, *home.rglob("*")):
        # Files of packages are linked, and are not this test's to give away.
        if path.is_dir() or ".venv" not in path.parts:
            os.chown(path, ORDINARY, ORDINARY, follow_symlinks=False)
    home.chmod(0o700)
    for sandbox in SANDBOXES:
        notebook = handed_in(clone, NEVER, RIGHT, assignment="doubling")
        os.chown(notebook, ORDINARY, ORDINARY)
        ran = as_ordinary_user(command(clone, notebook, sandbox), home)
        assert_graded(ran, notebook, sandbox)


def as_ordinary_user(arguments: list[str | Path], home: Path) -> Ran:
    done = subprocess.run(
        [*BECOME_ORDINARY, *map(str, arguments)],
        cwd=home,
        env=neutral_environment() | {"HOME": str(home), "USER": "someone"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def python_for_all() -> str | None:
    """This Python or the system's, of this version, if uid 4242 can run it."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    own = Path(sys.base_prefix) / "bin" / f"python{version}"
    for path in (str(own), f"/usr/bin/python{version}"):
        tried = subprocess.run(
            [*BECOME_ORDINARY, path, "-c", "import venv"],
            capture_output=True,
            check=False,
        )
        if tried.returncode == 0:
            return path
    return None
