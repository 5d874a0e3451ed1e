"""Notebooks graded in each sandbox, beside plain nbclient; prints tables.

    python tests/benchmarks/sandboxes.py [--quick] [--full] [--only PART]...

PART is one of host, kernels, one, start, throughput, submit, peers; without --only, all
but the last. With ``PEERS=1`` in the environment, that one too: nbgrader and
otter-grader, installed into an environment of their own (``peers.py``).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import platform
import sys
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import memory
import one_at_a_time
import peers
import starts
import submitting
import throughput
from lessons import classroom
from stopwatch import Stopwatch
from throughput import Counts

from grader.sandbox.interpreter import Interpreter, interrogate

PARTS = ("host", "kernels", "one", "start", "throughput", "submit", "peers")


@dataclass(frozen=True)
class Effort:
    """How often everything is repeated."""

    rounds: int
    starts: int
    graded: Counts
    cold: Counts
    submits: int
    hosted: Counts
    peers: int


USUAL = Effort(
    rounds=7,
    starts=40,
    graded=Counts(8, 40),
    cold=Counts(2, 6),
    submits=5,
    hosted=Counts(10, 200),
    peers=3,
)
QUICK = Effort(
    rounds=1,
    starts=5,
    graded=Counts(2, 6),
    cold=Counts(1, 3),
    submits=1,
    hosted=Counts(2, 8),
    peers=1,
)


Part = Callable[[], Awaitable[None]]


def parts_of(watch: Stopwatch, effort: Effort, full: bool) -> dict[str, Part]:
    """Every part by its name; the host's memory first, while this process is fresh."""
    graded, levels = effort.graded, ("warm", "bwrap") if full else ("warm",)
    return {
        "host": partial(memory.of_the_host, watch, effort.hosted),
        "kernels": partial(memory.of_kernels, watch),
        "one": partial(one_at_a_time.compare, watch, effort.rounds),
        "start": partial(starts.split, watch, effort.starts),
        "throughput": partial(throughput.compare, watch, levels, graded, effort.cold),
        "submit": partial(submitting.compare, watch, effort.submits),
        "peers": partial(peers.compare, watch, effort.peers, graded),
    }


async def measure(parts: Mapping[str, Part]) -> list[str]:
    """Run each part; the names of those that failed, which have no figures."""
    failed = []
    for name, part in parts.items():
        try:
            await part()
        except Exception:
            traceback.print_exc()
            failed.append(name)
    return failed


def tell_machine(python: Interpreter) -> None:
    print(f"{_processor()}, {os.cpu_count()} cores, {platform.platform()}")
    print(f"load {os.getloadavg()[0]:.1f} before; Python {python.version}, ", end="")
    print(", ".join(f"{k} {v}" for k, v in python.packages.items()), flush=True)


def _processor() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def main() -> None:
    parser = argparse.ArgumentParser(description="Times notebooks in each sandbox.")
    parser.add_argument("--quick", action="store_true", help="only see that it works")
    parser.add_argument("--full", action="store_true", help="throughput of bwrap too")
    parser.add_argument("--only", action="append", choices=PARTS, metavar="PART")
    options = parser.parse_args()
    usual = [
        part for part in PARTS if part != "peers" or os.environ.get("PEERS") == "1"
    ]
    wanted = options.only or usual
    python = interrogate()
    tell_machine(python)
    with classroom() as room:
        effort = QUICK if options.quick else USUAL
        parts = parts_of(Stopwatch(room, python), effort, options.full)
        failed = asyncio.run(measure({k: v for k, v in parts.items() if k in wanted}))
    if failed:
        sys.exit(f"no figures for: {', '.join(failed)}")


if __name__ == "__main__":
    main()
