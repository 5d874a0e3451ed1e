"""How honest variants of a solution fare: ``reference/<id>/variants.json``.

A variant is a namespace, such as a student's notebook leaves behind. It is examined in
this very process: the kernel's agent serves it here, on the main thread, and the grader
asks from another one, by the same protocol; then the assignment's own checks judge.
What needs a kernel that ran cells is not seen so. Nothing here is for students' code.

A variant counts as honest by what its student could see, never by what the exam said.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import json
import multiprocessing
import os
import platform
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np

from grader.assignment import Allowance, Assignment
from grader.checks import Judgement, Outcome, judge_all
from grader.datasets import material
from grader.errors import GraderFault
from grader.evidence import Answer, Evidence, Examiner
from grader.execution import Execution
from grader.inside.agent import serve
from grader.streams import Seed

FILE = "variants.json"
SCHEMA: Final = "grader.variants/1"
QUANTILES = (0.0, 0.01, 0.05, 0.1, 0.5, 0.9, 0.95, 0.99, 1.0)
NEEDS_A_KERNEL = ("runs",)
"""Checks of what only a run of cells can show."""
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

Result = TypeVar("Result")


@dataclass(frozen=True, eq=False)
class Examined:
    """One namespace's answers, and how they were judged, against the truth."""

    truth: Any
    evidence: Evidence
    judgements: tuple[Judgement, ...]

    @property
    def fractions(self) -> dict[str, float]:
        """Of the points of each check, by its id."""
        return {name: one.fraction for name, one in self.outcomes.items()}

    @property
    def outcomes(self) -> dict[str, Outcome]:
        """What each check found, by its id."""
        return {one.check.id: one.outcome for one in self.judgements}


@dataclass(frozen=True)
class Fared:
    """How one honest variant fared: by check, and by what thresholds rest on."""

    fractions: Mapping[str, float]
    metrics: Mapping[str, float] = field(default_factory=dict)

    @property
    def losses(self) -> dict[str, float]:
        """The checks that did not give all their points."""
        return {
            name: fraction
            for name, fraction in self.fractions.items()
            if not fraction >= 1
        }


def drawn(assignment: Assignment, seed: Seed) -> Any:
    """The truth of the exam that ``seed`` gives."""
    settings = assignment.settings
    data = material(seed, settings.data, settings.strict)
    return assignment.exam().draw(seed, data, settings)


def examined(
    assignment: Assignment, namespace: dict[str, Any], framework: str, truth: Any
) -> Examined:
    """Put the exam of ``truth`` to ``namespace``; only for the main thread.

    ``GraderFault`` where a check itself fails: no figure could then be trusted.
    """
    answers = _answers(assignment, namespace, framework, truth)
    evidence = Evidence(Execution((), "completed", alive=True), answers)
    judged = judge_all(assignment.checks(), evidence, truth)
    for one in judged:
        if one.status == "error":
            raise GraderFault(one.outcome.message)
    seen = tuple(one for one in judged if one.check.id not in NEEDS_A_KERNEL)
    return Examined(truth, evidence, seen)


def in_processes(
    one: Callable[[int], Result], count: int, processes: int
) -> Iterator[Result]:
    """``one(i)`` for each i, in order, on the main threads of these many processes.

    They are spawned, so ``one`` has to be importable, and compute with one thread each.
    """
    for variable in ONE_THREAD:
        os.environ.setdefault(variable, "1")
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        yield from pool.imap(one, range(count))


def quantiles(values: Sequence[float], digits: int = 4) -> dict[str, float]:
    """Those of ``QUANTILES``, rounded to so many significant digits."""
    found = np.quantile(np.asarray(values, np.float64), QUANTILES)
    return {
        f"{q:g}": float(f"{value:.{digits}g}")
        for q, value in zip(QUANTILES, found, strict=True)
    }


def summed_up(drawn: Sequence[Fared | None], seconds: float) -> dict[str, Any]:
    """The figures of all that were drawn; None is one that nobody would hand in.

    ``losing`` has every honest variant that lost anything, by the number of its draw:
    the fraction that was left of each check.
    """
    honest = {i: one for i, one in enumerate(drawn) if one is not None}
    losing = {str(i): one.losses for i, one in honest.items() if one.losses}
    return {
        "drawn": len(drawn),
        "learnt": len(honest),
        "seconds": round(seconds, 1),
        "losing": losing,
        "checks": {
            name: {
                "all_points": round(float(np.mean(np.array(values) >= 1)), 4),
                "quantiles": quantiles(values),
            }
            for name, values in _columns([one.fractions for one in honest.values()])
        },
        "metrics": {
            name: {"n": len(values), "quantiles": quantiles(values)}
            for name, values in _columns([one.metrics for one in honest.values()])
        },
    }


def options(words: str, file: Path, **counts: int) -> argparse.Namespace:
    """The command line of a script that draws variants; ``counts`` are its defaults.

    ``words``: the script's docstring, whose first line says what it does.
    """
    parser = argparse.ArgumentParser(description=words.partition("\n")[0])
    for name, count in counts.items():
        parser.add_argument(f"--{name}", type=int, default=count, metavar="N")
    parser.add_argument("--seed", default="variants", metavar="S")
    parser.add_argument("--out", type=Path, default=file, metavar="FILE")
    return parser.parse_args()


def record(
    words: str, file: Path, fared: Callable[..., Fared | None], count: int
) -> dict[str, Any]:
    """What a script does from its command line: draw, examine, sum up and write.

    ``fared(i, seed=...)`` has to be importable; it runs in a process for each core.
    """
    chosen = options(words, file, count=count)
    start = time.perf_counter()
    one = functools.partial(fared, seed=chosen.seed)
    found = [*in_processes(one, chosen.count, os.cpu_count() or 1)]
    figures = summed_up(found, time.perf_counter() - start)
    write(chosen.out, figures)
    return figures


def write(path: Path, figures: Mapping[str, Any]) -> None:
    """Write ``variants.json``, with the versions of Python and torch."""
    versions = {"python": platform.python_version(), "torch": version("torch")}
    told = {"schema": SCHEMA, "versions": versions, **figures}
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def _columns(
    rows: Sequence[Mapping[str, float]],
) -> Iterator[tuple[str, list[float]]]:
    """Name by name the values of all rows that have one."""
    for name in dict.fromkeys(name for row in rows for name in row):
        yield name, [row[name] for row in rows if name in row]


def _answers(
    assignment: Assignment, namespace: dict[str, Any], framework: str, truth: Any
) -> Mapping[str, Answer]:
    ours, theirs = socket.socketpair()
    allowance = assignment.settings.allowance(framework)

    def ask() -> Mapping[str, Answer]:
        with ours:
            return asyncio.run(_asked(ours, allowance, framework, assignment, truth))

    with theirs, ThreadPoolExecutor(1) as other_thread:
        asking = other_thread.submit(ask)
        serve(theirs, namespace, _NothingDrawn(), dict)
        return asking.result()


async def _asked(
    channel: socket.socket,
    allowance: Allowance,
    framework: str,
    assignment: Assignment,
    truth: Any,
) -> Mapping[str, Answer]:
    examiner = Examiner(
        channel,
        _interrupt,
        allowance.probe,
        allowance.probes,
        framework=framework,
    )
    await assignment.exam().examine(examiner, truth)
    return examiner.answers


async def _interrupt() -> None:
    main = threading.main_thread().ident
    if main is not None:
        signal.pthread_kill(main, signal.SIGINT)


class _NothingDrawn:
    """In the place of what records the figures of a kernel."""

    axes: tuple[Any, ...] = ()


def in_short(figures: Mapping[str, Any]) -> str:
    """A line for a terminal: how many are honest, how many of these lose, and what."""
    lost = [name for losses in figures["losing"].values() for name in losses]
    by_check = ", ".join(f"{name} {n}" for name, n in Counter(lost).most_common())
    return (
        f"{figures['learnt']} of {figures['drawn']} are honest; "
        f"{len(figures['losing'])} lose something ({by_check or 'nothing'}); "
        f"{figures['seconds']} s"
    )
