"""Many notebooks, two at a time: what one more of them costs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

import table
from lessons import KERAS_IRIS, TORCH_IRIS
from stopwatch import Stopwatch, opened

from grader.sandbox import Limits
from grader.sandbox.process import THREADS

JOBS = 2
LESSONS = (TORCH_IRIS, KERAS_IRIS)
ONE_THREAD = dict.fromkeys(THREADS, "1")
TITLES = ("notebook", "level", "few", "many", "s/notebook", "cold/this")


@dataclass(frozen=True)
class Counts:
    """How many notebooks: the slope between few and many is what one more takes."""

    few: int
    many: int

    def slope(self, few_seconds: float, many_seconds: float) -> float:
        return (many_seconds - few_seconds) / (self.many - self.few)


async def compare(
    watch: Stopwatch, levels: Sequence[str], graded: Counts, cold: Counts
) -> None:
    """What one more notebook takes in each sandbox, and with nbclient."""
    table.heading(
        f"throughput: {JOBS} jobs, seconds for {graded.few} and {graded.many} "
        f"notebooks, with nbclient for {cold.few} and {cold.many}"
    )
    limits = Limits().among(JOBS)
    rows: list[Sequence[table.Cell]] = []
    for lesson in LESSONS:
        plain = partial(watch.cold, lesson, ONE_THREAD)
        few, many, usual = await slope(cold, plain)
        rows.append((lesson.name, "nbclient", few, many, usual, ""))
        with opened(levels) as sandboxes:
            for level, sandbox in sandboxes.items():
                one = partial(watch.graded, lesson, sandbox, limits)
                await one()  # a zygote starts with its first kernel
                few, many, each = await slope(graded, one)
                rows.append(("", level, few, many, each, table.ratio(usual, each)))
    table.show(TITLES, rows)


async def slope(
    counts: Counts, one: Callable[[], Awaitable[object]], jobs: int = JOBS
) -> tuple[float, float, float]:
    """Seconds for few, for many, and for one more."""
    few = await among(counts.few, one, jobs)
    many = await among(counts.many, one, jobs)
    return few, many, counts.slope(few, many)


async def among(
    count: int, one: Callable[[], Awaitable[object]], jobs: int = JOBS
) -> float:
    """Wall-clock seconds of ``count`` of them, ``jobs`` at a time."""
    gate = asyncio.Semaphore(jobs)

    async def admitted() -> None:
        async with gate:
            await one()

    start = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(count):
            group.create_task(admitted())
    return time.perf_counter() - start
