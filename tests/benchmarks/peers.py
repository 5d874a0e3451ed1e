"""The same torch notebook graded by nbgrader and by otter-grader, beside warm kernels.

Without Docker, as their own documentation has it, in an environment of their own. They
judge in the student's kernel how many of 6,000 flowers are right, one notebook at a
time; so a second line tells what warm kernels take one at a time.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import peer_graders
import table
from lessons import TORCH_IRIS
from stopwatch import Stopwatch, opened
from throughput import JOBS, Counts, slope

from grader.sandbox import Limits
from grader.sandbox.interpreter import interrogate

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "build" / "peers"
NAMES = ("nbgrader==0.9.6", "otter-grader==7.0.0")
DECISIVE = (
    *("torch", "numpy", "scipy", "scikit-learn"),
    *("ipykernel", "ipython", "jupyter_client", "nbclient", "nbformat", "pyzmq"),
)
"""What decides how long a notebook takes: pinned as in constraints.txt.

The rest is what pip resolves: otter-grader excludes some of our versions (wrapt 2).
"""
COUNTS = Counts(1, 3)
TITLES = ("grader", "jobs", "few", "many", "s/notebook", "this/warm")
Grade = Callable[[Path, Path, int], float]


async def compare(watch: Stopwatch, rounds: int, graded: Counts) -> None:
    """What one more notebook takes each of them, start-up apart."""
    python = installed()
    table.heading(
        f"peers: torch Iris, seconds for {COUNTS.few} and {COUNTS.many} notebooks "
        f"(warm: {graded.few} and {graded.many}), medians of {rounds} rounds"
    )
    about = interrogate(str(python))
    packages = ", ".join(f"{k} {v}" for k, v in about.packages.items())
    print(f"{', '.join(NAMES)}; Python {about.version}, {packages}")
    rows: list[tuple[str, int, float, float, float]] = []
    with opened(["warm"]) as sandboxes:
        for sandbox in sandboxes.values():
            for jobs in (JOBS, 1):
                limits = Limits().among(jobs)
                one = partial(watch.graded, TORCH_IRIS, sandbox, limits)
                await one()  # a zygote starts with its first kernel
                rows.append(("warm", jobs, *await slope(graded, one, jobs)))
    graders: dict[str, Grade] = {
        "nbgrader": peer_graders.nbgrader,
        "otter-grader": peer_graders.otter,
    }
    for name, grade in graders.items():
        folder = watch.room.folder / name
        rows.append((name, 1, *_slope(partial(grade, python), folder, rounds)))
    first = rows[0][-1]
    shown: list[Sequence[table.Cell]] = [
        (name, str(jobs), few, many, each, table.ratio(each, first))
        for name, jobs, few, many, each in rows
    ]
    table.show(TITLES, shown)


def _slope(
    grade: Callable[[Path, int], float], folder: Path, rounds: int
) -> tuple[float, float, float]:
    """Seconds for few, for many, and for one more."""
    few, many = [], []
    for i in range(rounds):
        few.append(grade(folder / f"{i}-few", COUNTS.few))
        many.append(grade(folder / f"{i}-many", COUNTS.many))
    middle = statistics.median(few), statistics.median(many)
    return *middle, COUNTS.slope(*middle)


def installed() -> Path:
    """Their Python, in an environment that is made once."""
    wanted = [*NAMES, *_pins()]
    python, stamp = HOME / "bin" / "python", HOME / "installed.txt"
    if not stamp.exists() or stamp.read_text().split() != wanted:
        print(f"installing into {HOME}: minutes, once", flush=True)
        _run(sys.executable, "-m", "venv", "--clear", HOME)
        _run(python, "-m", "pip", "install", "--quiet", *wanted)
        stamp.write_text("\n".join(wanted))
    return python


def _pins() -> list[str]:
    lines = (ROOT / "constraints.txt").read_text().split()
    return [line for line in lines if line.partition("==")[0] in DECISIVE]


def _run(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
