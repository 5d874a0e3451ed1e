"""Two hundred notebooks in a row: nothing of them is left, and nothing grows."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from kernels import SMALL, level_or_skip, notebook, this_python
from small_assignment import NEVER, RIGHT, write_assignment

from grader.assignment import Assignment, read_assignment
from grader.pipeline import Conditions, grade
from grader.sandbox import MIB, cgroups
from grader.sandbox.pid_namespace import descendants
from grader.streams import Seed
from grader.submission import Submission, read_submission

MANY, FEW = 200, 10
JOBS = 2
GROWTH = 20 * MIB
LEAVES = (
    "import os, subprocess\nsubprocess.Popen(['sleep', '60'])",
    "open('file', 'w').write('x' * 9999); os.mkfifo('/tmp/pipe')",
)
DIES = ("import os; os._exit(1)",)


@dataclass(frozen=True)
class Traces:
    """What kernels could leave on this machine, and in the grader."""

    processes: int
    threads: int
    descriptors: int
    mounts: int
    groups: int
    sockets: int
    files: int


def traces(folder: Path) -> Traces:
    tree = cgroups.available()
    folders = tree.folders if tree else ()
    groups = [path for f in folders for path in f.glob(f"{cgroups.PREFIX}*")]
    return Traces(
        processes=len(list(descendants(os.getpid()))),
        # asyncio's own pool grows to its size at leisure.
        threads=len(list(Path("/proc/self/task").iterdir()))
        - sum(thread.name.startswith("asyncio_") for thread in threading.enumerate()),
        descriptors=len(list(Path("/proc/self/fd").iterdir())),
        mounts=len(Path("/proc/self/mountinfo").read_text().splitlines()),
        groups=len([path for path in groups if f"-{os.getpid()}-" in path.name]),
        sockets=Path("/proc/net/unix").read_text().count(str(folder)),
        files=len(list(folder.rglob("*"))),
    )


def memory() -> int:
    """Resident bytes of this process now."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE")


async def grade_many(
    count: int,
    submissions: list[Submission],
    assignment: Assignment,
    conditions: Conditions,
) -> list[float]:
    """The scores of ``count`` notebooks, ``JOBS`` at a time."""
    room = asyncio.Semaphore(JOBS)

    async def one(number: int) -> float:
        async with room:
            submission = submissions[number % len(submissions)]
            return (await grade(submission, assignment, conditions)).score

    return list(await asyncio.gather(*map(one, range(count))))


@pytest.mark.timeout(900)
@pytest.mark.parametrize("level", ["warm"])
def test_nothing_is_left_and_nothing_grows(
    level: str, nothing_left: Path, tmp_path: Path
) -> None:
    """Processes, files, mounts, groups, sockets and memory are as after the tenth."""
    assignment = read_assignment(write_assignment(tmp_path / "course") / "doubling")
    submissions = []
    for number, cells in enumerate([()] * 8 + [LEAVES, DIES]):
        path = tmp_path / f"{number}.ipynb"
        nbformat.write(notebook(NEVER, RIGHT, *cells), path)
        submissions.append(read_submission(path))
    sandbox = level_or_skip(level)
    conditions = Conditions(Seed("1"), sandbox, this_python(), "en", limits=SMALL)

    async def journey() -> tuple[list[float], Traces, int, Traces, int]:
        scores = await grade_many(FEW, submissions, assignment, conditions)
        early, before = traces(nothing_left), memory()
        scores += await grade_many(MANY - FEW, submissions, assignment, conditions)
        return scores, early, before, traces(nothing_left), memory()

    try:
        scores, early, before, late, after = asyncio.run(journey())
    finally:
        sandbox.close()
    # One in ten ends its kernel, and loses a point for it.
    assert sorted(set(scores)) == [3.0, 4.0]
    assert scores.count(3.0) == MANY // 10
    assert late == early
    assert after - before < GROWTH, (before >> 20, after >> 20)
