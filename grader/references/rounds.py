"""Grades many notebooks of ours, a few at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

import nbformat

from grader.batch.crew import Brought, Task, run_all
from grader.errors import GraderFault
from grader.pipeline import Conditions
from grader.references.cases import Case
from grader.result import Language, Result
from grader.sandbox import choose
from grader.sandbox.interpreter import Interpreter
from grader.streams import Seed
from grader.submission import Submission, parse_submission

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
    """Grade ``cases``, ``jobs`` at a time, and tell of each as soon as it is done."""

    def judged(case: Case, brought: Brought | GraderFault) -> None:
        if isinstance(brought, GraderFault):
            raise brought
        done(case, brought.result)

    with contextlib.closing(choose(sandbox)[0]) as chosen:
        chosen.expect(_submission(case).imports for case in cases)
        conditions = Conditions(Seed(""), chosen, interpreter, language, gpu=gpu)
        await run_all([_task(case) for case in cases], conditions, jobs, judged)


def _task(case: Case) -> Task[Case]:
    return Task(case, case.assignment, Seed(case.seed), lambda: _submission(case))


def _submission(case: Case) -> Submission:
    data = nbformat.writes(case.notebook).encode()
    name = f"{case.assignment.id}.ipynb"
    return parse_submission(data, name, case.assignment.id)
