"""``grade doctor`` says what is there, what is missing, and what to do about it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from commands import FRAMEWORKS, grade, grade_traced
from other_environment import make_environment

from grader.sandbox import sandbox_named
from grader.sandbox.walls import surveyed

WALLED = sandbox_named("bwrap").problem() is None


def test_it_examines_the_whole_machine(tmp_path: Path) -> None:
    """Isolation, frameworks, devices, data, assignments; no framework is imported."""
    ran = grade_traced("doctor", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    headings = [line for line in ran.out.splitlines() if not line.startswith(" ")]
    assert headings == ["Isolation", "Frameworks", "Devices", "Data", "Assignments"]
    for word in ("bwrap", "none", sys.executable, "numpy", "CPU", "Iris", "MNIST"):
        assert word in ran.out
    assert "lab-frameworks" in ran.out
    assert not ran.packages & FRAMEWORKS


def line_of(level: str, text: str) -> str:
    """What doctor says of one level of isolation."""
    return next(
        line for line in text.splitlines() if line[3:].startswith(f" {level}: ")
    )


@pytest.mark.skipif(not WALLED, reason="bubblewrap does not work here")
def test_walls_that_stand_are_told(tmp_path: Path) -> None:
    """Where bubblewrap works the first line is a tick."""
    ran = grade("doctor", cwd=tmp_path)
    assert "  ✓ warm: " in ran.out
    assert "  ✓ bwrap: " in ran.out
    for wall in surveyed():
        sign, words = ("✓", wall.good) if wall.stands else ("✗", wall.missing)
        assert f"  {sign} {words}" in ran.out


def test_without_bubblewrap_it_says_how_to_get_it(tmp_path: Path) -> None:
    """Nothing found on the path: the command that installs it, and still exit 0."""
    ran = grade("doctor", cwd=tmp_path, env={"PATH": str(tmp_path)})
    assert (ran.code, ran.err) == (0, "")
    line = line_of("bwrap", ran.out)
    assert line.startswith("  ✗ bwrap: ")
    assert "sudo apt install bubblewrap" in line


def test_a_bubblewrap_that_is_refused_is_told(tmp_path: Path) -> None:
    """Installed but forbidden by the system: its own words say why."""
    for name, text in (
        ("bwrap", "echo 'bwrap: No permissions to create new namespace' >&2; exit 1"),
        ("setpriv", 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"'),
    ):
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    ran = grade("doctor", cwd=tmp_path, env={"PATH": str(tmp_path)})
    assert ran.code == 0, ran.err
    line = line_of("bwrap", ran.out)
    assert line.startswith("  ✗ bwrap: ")
    assert "No permissions to create new namespace" in line


def test_missing_frameworks_come_with_their_command(tmp_path: Path) -> None:
    """In an environment without torch: how to install it there."""
    python = make_environment(tmp_path / "env", "ipykernel", "numpy")
    ran = grade("doctor", "--python", python, cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert f"✓ Python {sys.version.split()[0]}, {python}" in ran.out
    for name in ("torch", "tensorflow"):
        (line,) = (x for x in ran.out.splitlines() if x.startswith(f"  ✗ {name}:"))
        assert line.startswith(f"  ✗ {name}: {python} -m pip install {name} ")


def test_an_environment_that_runs_nothing_is_told(tmp_path: Path) -> None:
    """No such interpreter: a line of the report, with what to do, and no exit code."""
    ran = grade("doctor", "--python", "missing/python", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert "missing/python is not a Python" in ran.out


def test_it_speaks_spanish(tmp_path: Path) -> None:
    """Headings too."""
    ran = grade("doctor", "--lang", "es", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert ran.out.splitlines()[0] == "Aislamiento"
