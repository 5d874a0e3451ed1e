"""``grade submit`` as a process of its own: what a student at a terminal waits for."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

import table
from lessons import TORCH_IRIS
from stopwatch import Stopwatch, opened

LEVELS = ("warm", "bwrap")


async def compare(watch: Stopwatch, rounds: int) -> None:
    """A single notebook has its zygote to itself: that must not cost anything."""
    table.heading(f"grade submit, one process: seconds, medians of {rounds} rounds")
    with opened(LEVELS) as sandboxes:
        levels = tuple(sandboxes)
    times: dict[str, list[float]] = {level: [] for level in levels}
    for level in levels:
        _seconds_of(watch, level)  # files into memory
    for _ in range(rounds):
        for level in levels:
            times[level].append(_seconds_of(watch, level))
    table.show(
        ("level", "median", "fastest", "slowest"),
        [
            (level, statistics.median(several), min(several), max(several))
            for level, several in times.items()
        ],
    )


def _seconds_of(watch: Stopwatch, level: str) -> float:
    start = time.perf_counter()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "grader", "submit", watch.room.file(TORCH_IRIS)),
            *("--assignments", watch.room.assignments, "--sandbox", level),
            *("--min-score", "100"),  # anything less exits with 1
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return time.perf_counter() - start
