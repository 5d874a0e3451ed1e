"""Grades many notebooks of ours, a few at a time, one framework after the other."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path

import nbformat

from grader.pipeline import Conditions, grade
from grader.references.cases import Case
from grader.result import Language, Result
from grader.sandbox import Limits, choose
from grader.sandbox.interpreter import Interpreter
from grader.streams import Seed
from grader.submission import read_submission

Done = Callable[[Case, Result], None]


async def grade_all(
    cases: Sequence[Case],
    interpreter: Interpreter,
    sandbox: str,
    jobs: int,
    done: Done,
    *,
    language: Language = "en",
    gpu: bool = True,
) -> None:
    """Grade ``cases``, ``jobs`` at a time, and tell of each as soon as it is done.

    Each run of cases with one framework has a sandbox of its own, which has imported
    what the first of them does.
    """
    limits = Limits().among(jobs)
    for _, group in groupby(cases, key=lambda case: case.framework):
        with contextlib.closing(choose(sandbox)[0]) as chosen:
            gate = asyncio.Semaphore(jobs)

            async def one(case: Case, gate: asyncio.Semaphore = gate) -> None:
                conditions = Conditions(
                    *(Seed(case.seed), chosen, interpreter, language),
                    limits=limits,
                    gpu=gpu,
                )
                async with gate:
                    done(case, await _graded(case, conditions))

            async with asyncio.TaskGroup() as tasks:
                for case in group:
                    tasks.create_task(one(case))


async def _graded(case: Case, conditions: Conditions) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{case.assignment.id}.ipynb"
        nbformat.write(case.notebook, path)
        submission = read_submission(path)
    return await grade(submission, case.assignment, conditions)
