"""Notebooks graded in each sandbox, beside plain nbclient; prints tables.

    python tests/benchmarks/sandboxes.py [--quick] [--full] [--only PART]...

With ``PEERS=1`` in the environment, beside nbgrader and otter-grader too, which are
installed into an environment of their own (``peers.py``).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
from dataclasses import dataclass

import memory
import one_at_a_time
import starts
import submitting
import throughput
from lessons import classroom
from stopwatch import Stopwatch
from throughput import Counts

from grader.sandbox.interpreter import interrogate

PARTS = ("memory", "one", "start", "throughput", "submit", "peers")


@dataclass(frozen=True)
class Effort:
    """How often everything is repeated."""

    rounds: int
    starts: int
    graded: Counts
    cold: Counts
    submits: int
    hosted: Counts


USUAL = Effort(
    rounds=7,
    starts=60,
    graded=Counts(8, 40),
    cold=Counts(2, 6),
    submits=5,
    hosted=Counts(10, 200),
)
QUICK = Effort(
    rounds=1,
    starts=5,
    graded=Counts(2, 6),
    cold=Counts(1, 3),
    submits=1,
    hosted=Counts(2, 6),
)


async def measure(
    watch: Stopwatch, parts: set[str], effort: Effort, full: bool
) -> None:
    """Every part in turn; the host's memory first, while this process is fresh."""
    if "memory" in parts:
        await memory.of_the_host(watch, effort.hosted.few, effort.hosted.many)
        await memory.of_kernels(watch)
    if "one" in parts:
        await one_at_a_time.compare(watch, effort.rounds)
    if "start" in parts:
        await starts.split(watch, effort.starts)
    if "throughput" in parts:
        levels = ("warm", "bwrap") if full else ("warm",)
        await throughput.compare(watch, levels, effort.graded, effort.cold)
    if "submit" in parts:
        submitting.compare(watch, effort.submits)


def main() -> None:
    parser = argparse.ArgumentParser(description="Times notebooks in each sandbox.")
    parser.add_argument("--quick", action="store_true", help="only see that it works")
    parser.add_argument("--full", action="store_true", help="throughput of bwrap too")
    parser.add_argument("--only", action="append", choices=PARTS, metavar="PART")
    options = parser.parse_args()
    python = interrogate()
    packages = ", ".join(f"{k} {v}" for k, v in python.packages.items())
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {python.version}")
    print(packages, flush=True)
    with classroom() as room:
        watch = Stopwatch(room, python)
        effort = QUICK if options.quick else USUAL
        parts = set(options.only or PARTS)
        asyncio.run(measure(watch, parts, effort, options.full))


if __name__ == "__main__":
    main()
