"""The README's commands do what it says: each is run, in order, as a reader would.

Two are special. ``make demo`` runs in a clone that shares this environment: what it
would install is there. ``make test`` is what runs this test, so make itself is asked
what it would do.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest
from commands import ROOT, Ran, run, tracked_copy

from grader.sandbox import sandbox_named

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
ENVIRONMENT = Path(sys.prefix)


def commands() -> list[str]:
    lines = [line for block in BLOCKS for line in block.splitlines()]
    stripped = (shlex.join(shlex.split(line, comments=True)) for line in lines)
    return [line for line in stripped if line]


def in_environment(*command: str, cwd: Path) -> Ran:
    """Run with the environment's commands on the path, as when it is activated."""
    path = f"{ENVIRONMENT / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return run(*command, cwd=cwd, env={"PATH": path}, timeout=540)


@pytest.mark.frameworks
def test_every_command_of_the_readme_works(tmp_path: Path) -> None:
    """In the order of the README, in one folder, all exit 0 and say nothing odd."""
    session = [line for line in commands() if not line.startswith("make ")]
    assert len(session) >= 6
    for line in session:
        walled = "bwrap" in line or line.startswith("grade batch")
        if walled and sandbox_named("bwrap").problem() is not None:
            continue  # refused where there is no bubblewrap; other tests say how
        ran = in_environment(*shlex.split(line), cwd=tmp_path)
        assert ran.code == 0, f"{line}\n{ran.out}\n{ran.err}"
        assert "Traceback" not in ran.err
    written = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert {"report.html", "result.json"} <= written


def test_the_two_commands_of_a_newcomer_are_these() -> None:
    """``make demo`` and ``make test``, in the first block and nothing else there."""
    first = [shlex.split(line, comments=True) for line in BLOCKS[0].splitlines()]
    assert first == [["make", "demo"], ["make", "test"]]
    assert [line for line in commands() if line.startswith("make ")] == [
        "make demo",
        "make test",
    ]


@pytest.mark.frameworks
def test_make_demo_grades_a_submission_and_shows_the_report(tmp_path: Path) -> None:
    """In a clone: most points but not all, and where the page with the plots is."""
    clone = tracked_copy(tmp_path / "clone")
    (clone / ".venv").symlink_to(ENVIRONMENT)
    # The environment is shared, so it is not to be made again: -o says it is new.
    ran = in_environment("make", "-o", ".venv/.torch", "demo", cwd=clone)
    assert ran.code == 0, ran.out + ran.err
    score = re.search(r"^([\d.]+) / 20 ", ran.out, re.MULTILINE)
    assert score is not None, ran.out
    assert 12 <= float(score[1]) < 20
    assert "report.html" in ran.out.splitlines()[-1]
    assert (clone / "report.html").stat().st_size > 10_000


def test_make_test_installs_everything_and_runs_the_tests(tmp_path: Path) -> None:
    """In a clean clone: an environment, all extras by the constraints, then pytest."""
    clone = tracked_copy(tmp_path / "clone")
    ran = in_environment("make", "-n", "test", cwd=clone)
    assert ran.code == 0, ran.err
    steps = [line for line in ran.out.splitlines() if not line.startswith("touch")]
    made, installed, tested, *attacked = steps
    assert "as_ordinary_user.py" in " ".join(attacked)
    assert made.endswith("-m venv .venv")
    assert "--constraint constraints.txt" in installed
    assert ".[all,dev]" in installed
    assert "pytest" in tested


def test_what_the_readme_names_is_there() -> None:
    """Files and folders that it links to or puts in its tables exist."""
    linked = re.findall(r"\]\(([^)#:]+)\)", README)
    tabled = re.findall(r"^\| `([\w./-]+)`", README, re.MULTILINE)
    assert linked
    assert tabled
    for name in (*linked, *tabled):
        assert (ROOT / name.removesuffix("<id>/")).exists(), name


def test_targets_that_the_readme_names_exist() -> None:
    """Every ``make target`` in its text is a target of the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    for words in re.findall(r"`make ([a-z ]+)`", README):
        assert set(words.split()) <= targets
    assert shutil.which("make") is not None
