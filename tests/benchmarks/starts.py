"""The start of a kernel: how long it takes, and the part of it that is isolation."""

from __future__ import annotations

import contextlib
import os
import statistics
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import table
from lessons import TORCH_IRIS
from stopwatch import LEVELS, Stopwatch, opened

from grader.execution.session import kernel_session
from grader.sandbox import Limits, Sandbox
from grader.sandbox.pid_namespace import descendants

TICKS = os.sysconf("SC_CLK_TCK")
START_FIELD = 19
"""Of /proc/PID/stat after the name: when it started, in ticks since the boot."""


@dataclass(frozen=True)
class Started:
    """Seconds from nothing to a kernel that answers, and its processes.

    They are in the order of their births: the first is what the sandbox started (for a
    warm one, what the zygote forked), the last is the kernel.
    """

    seconds: float
    processes: tuple[int, ...]


@contextlib.asynccontextmanager
async def started(
    watch: Stopwatch, sandbox: Sandbox, imports: frozenset[str]
) -> AsyncIterator[Started]:
    """A kernel before its first cell. Of the first in a warm sandbox, a zygote too."""
    before = set(descendants(os.getpid()))
    start = time.perf_counter()
    session = kernel_session(sandbox, watch.python, Limits(), None, (), imports)
    async with session:
        seconds = time.perf_counter() - start
        new = (pid for pid in descendants(os.getpid()) if pid not in before)
        yield Started(seconds, tuple(new))


async def split(watch: Stopwatch, rounds: int) -> None:
    """Every level in turn."""
    table.heading(f"a kernel's start: seconds, {rounds} rounds")
    torch = watch.imports(TORCH_IRIS)
    ready: dict[str, list[float]] = {}
    walling: list[int] = []
    with opened(LEVELS) as sandboxes:
        for level, sandbox in sandboxes.items():
            ready[level] = []
            async with started(watch, sandbox, torch):
                pass  # files into memory, a zygote started
        for _ in range(rounds):
            for level, sandbox in sandboxes.items():
                async with started(watch, sandbox, torch) as kernel:
                    ready[level].append(kernel.seconds)
                    if level == "warm":
                        walling.append(_ticks_of_walling(kernel))
    rows = [
        (level, statistics.median(several), _isolation(level, walling))
        for level, several in ready.items()
    ]
    table.show(("level", "ready (median)", "isolation in it (mean)"), rows)


def _ticks_of_walling(kernel: Started) -> int:
    """Ticks between the zygote's fork and the kernel's birth.

    ``inside/walls.enter`` forks the kernel when its last wall stands.
    """
    return _birth(kernel.processes[-1]) - _birth(kernel.processes[0])


def _birth(pid: int) -> int:
    text = Path(f"/proc/{pid}/stat").read_text()
    return int(text.rpartition(")")[2].split()[START_FIELD])


def _isolation(level: str, ticks: list[int]) -> str:
    """Mean and its standard error: a single one is no finer than the system's clock."""
    if level != "warm":
        return ""
    mean = statistics.mean(ticks) / TICKS
    error = statistics.stdev(ticks) / TICKS / len(ticks) ** 0.5
    return f"{mean:.3f} ± {error:.3f}"
