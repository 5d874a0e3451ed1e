"""One notebook at a time, as a student sees it."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

import table
from lessons import LESSONS, Lesson
from stopwatch import LEVELS, Stopwatch, Timing, opened

TITLES = ("notebook", "level", "all", "own", "beyond", "cold/all")


async def compare(watch: Stopwatch, rounds: int) -> None:
    """Every level in turn, so that a slow moment of the machine hits all of them."""
    table.heading(f"one at a time: seconds, medians of {rounds} rounds")
    rows: list[Sequence[table.Cell]] = []
    for lesson in LESSONS:
        rows += await _rows(watch, lesson, rounds)
    table.show(TITLES, rows)


async def _rows(
    watch: Stopwatch, lesson: Lesson, rounds: int
) -> list[Sequence[table.Cell]]:
    with opened(LEVELS) as sandboxes:
        for sandbox in sandboxes.values():  # files into memory, a zygote started
            await watch.graded(lesson, sandbox)
        plain: list[float] = []
        timings: dict[str, list[Timing]] = {level: [] for level in sandboxes}
        for _ in range(rounds):
            plain.append(await watch.cold(lesson))
            for level, sandbox in sandboxes.items():
                timings[level].append(await watch.graded(lesson, sandbox))
    cold = statistics.median(plain)
    rows: list[Sequence[table.Cell]] = [(lesson.name, "nbclient", cold, "", "", "")]
    for level, several in timings.items():
        total = statistics.median(timing.total for timing in several)
        own = statistics.median(timing.own for timing in several)
        beyond = statistics.median(timing.beyond for timing in several)
        rows.append(("", level, total, own, beyond, table.ratio(cold, total)))
    return rows
