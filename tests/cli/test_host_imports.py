"""The host starts at once: what a command does not use it does not import.

Times are measured by ``make bench``; here is what they depend on, without a clock.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from commands import FRAMEWORKS, ROOT, grade_traced, run

LIBRARIES = {"matplotlib", "pandas", "scipy", "sklearn"}
HEAVY = {"numpy", "nbformat", "nbclient", "jupyter_client", "msgspec", "rich", "jinja2"}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["-h"]])
def test_help_imports_click_and_nothing_else(
    arguments: list[str], tmp_path: Path
) -> None:
    """Neither numpy, whose import alone takes the time that there is, nor a library."""
    ran = grade_traced(*arguments, cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert not ran.packages & (FRAMEWORKS | LIBRARIES | HEAVY | {"asyncio"})


@pytest.mark.parametrize(
    "command", ["submit", "start", "doctor", "assignments", "reference"]
)
def test_help_of_a_command_imports_no_more(command: str, tmp_path: Path) -> None:
    """Options are shown without what the command itself needs."""
    ran = grade_traced(command, "--help", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert not ran.packages & (FRAMEWORKS | LIBRARIES | HEAVY)


def test_a_file_that_is_missing_costs_no_numpy(tmp_path: Path) -> None:
    """The notebook is read before what grades it is imported."""
    ran = grade_traced("submit", "missing.ipynb", cwd=tmp_path)
    assert ran.code == 2
    assert not ran.packages & (FRAMEWORKS | LIBRARIES | {"numpy", "nbclient"})


def test_the_benchmark_measures_what_it_says(tmp_path: Path) -> None:
    """It runs, and prints a median for each of its commands; no time is asserted."""
    script = ROOT / "tests" / "benchmarks" / "host_start.py"
    ran = run(sys.executable, script, "--runs", "1", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert [line.split("  ")[0] for line in ran.out.splitlines()] == [
        "grade --help",
        "grade submit missing.ipynb",
    ]
