"""Runs many notebooks, a few at a time, and hands over what each brought.

The host keeps no more than what is running: a notebook is loaded when its turn comes,
and what runs of one seed are asked is drawn once and dropped after the last of them.
"""

from __future__ import annotations

import asyncio
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

from grader.assignment import Assignment
from grader.errors import GraderError, GraderFault
from grader.kept import Gathered
from grader.messages import say
from grader.pipeline import Conditions, Questions, gather, judge, questions
from grader.result import Result
from grader.streams import Seed
from grader.submission import Submission
from grader.text import one_line

TRIES = 3
"""Runs of a notebook that the machine, not the notebook, brings to nothing."""

Of = TypeVar("Of")


@dataclass(frozen=True, eq=False)
class Task(Generic[Of]):
    """One run to come; ``of`` is what the caller knows it by."""

    of: Of
    assignment: Assignment
    seed: Seed
    load: Callable[[], Submission]


@dataclass(frozen=True, eq=False)
class Brought:
    """What a run brought, and what it is worth."""

    gathered: Gathered
    result: Result


Done = Callable[[Of, "Brought | GraderFault"], None]


async def run_all(
    tasks: Sequence[Task[Of]], conditions: Conditions, jobs: int, done: Done[Of]
) -> None:
    """Run every task, ``jobs`` at a time, and tell of each as soon as it is done.

    ``conditions`` hold for all of them, but for the seed. What the machine failed to
    run ``TRIES`` times is told as a fault; the first error of anything else, ``done``
    included, ends all of it and is raised.
    """
    shared = replace(conditions, limits=conditions.limits.among(jobs))
    exams = _Exams(tasks, conditions.strict)
    coming = iter(tasks)

    async def work() -> None:
        for task in coming:
            done(task.of, await run_one(task, shared, exams.of(task)))
            exams.finished(task)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(jobs, len(tasks))):
                group.create_task(work())
    except ExceptionGroup as several:
        raise several.exceptions[0] from several
    finally:
        exams.close()


async def run_one(
    task: Task[Of], conditions: Conditions, asked: Questions
) -> Brought | GraderFault:
    """Run one task and judge it: the unit of work, wherever it is done."""
    conditions = replace(conditions, seed=task.seed)
    submission = task.load()
    fault: GraderFault | None = None
    for _ in range(TRIES):
        try:
            gathered = await gather(submission, task.assignment, conditions, asked)
            break
        except GraderFault as error:
            fault = error
            await asyncio.sleep(0)  # others get their turn before it is tried again
        except GraderError:
            raise
        except Exception as error:
            # A slip in an exam, which one student's answer may find: not all fail.
            return _slipped(error)
    else:
        assert fault is not None  # noqa: S101  # there is at least one try
        return fault
    truth = (await asked.drawn).truth
    own = (submission, task.assignment, gathered, truth)
    return Brought(gathered, judge(*own, conditions.language))


def _slipped(error: Exception) -> GraderFault:
    where = traceback.extract_tb(error.__traceback__)[-1]
    return GraderFault(
        say(
            "The grader failed on this notebook: {error}",
            error=one_line(
                f"{type(error).__name__}: {error} "
                f"({Path(where.filename).name}:{where.lineno})"
            ),
        ),
        say("Please report it, with the notebook; the others are not affected."),
    )


class _Exams:
    """The questions of every seed that some task still needs."""

    def __init__(self, tasks: Iterable[Task[Of]], strict: bool) -> None:
        self._strict = strict
        self._left = Counter(map(self._key, tasks))
        self._asked: dict[tuple[str, str], Questions] = {}

    @staticmethod
    def _key(task: Task[Of]) -> tuple[str, str]:
        return task.assignment.id, task.seed.text

    def of(self, task: Task[Of]) -> Questions:
        key = self._key(task)
        if key not in self._asked:
            strict = self._strict or task.assignment.settings.strict
            self._asked[key] = questions(task.assignment, task.seed, strict)
        return self._asked[key]

    def finished(self, task: Task[Of]) -> None:
        key = self._key(task)
        self._left[key] -= 1
        if not self._left[key]:
            self._asked.pop(key).drawn.cancel()

    def close(self) -> None:
        while self._asked:
            self._asked.popitem()[1].drawn.cancel()
