"""Grades one notebook, or has nbclient run it, and tells how long that took."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lessons import Classroom, Lesson
from nbclient import NotebookClient

from grader.pipeline import Conditions, grade
from grader.result import Result
from grader.sandbox import Limits, Sandbox, sandbox_named
from grader.sandbox.interpreter import Interpreter
from grader.streams import Seed
from grader.submission import read_submission

LEVELS = ("warm", "bwrap", "none")


@dataclass(frozen=True)
class Timing:
    """Seconds of one notebook: in all, and in the student's own code."""

    total: float
    own: float

    @property
    def beyond(self) -> float:
        return self.total - self.own


@dataclass(frozen=True)
class Stopwatch:
    """Times notebooks of one classroom in one environment."""

    room: Classroom
    python: Interpreter

    def imports(self, lesson: Lesson) -> frozenset[str]:
        """What its notebook has a zygote import beforehand."""
        return read_submission(self.room.file(lesson)).imports

    async def graded(
        self, lesson: Lesson, sandbox: Sandbox, limits: Limits | None = None
    ) -> Timing:
        """From the notebook's file to its result, which has to be a full score."""
        start = time.perf_counter()
        conditions = Conditions(
            seed=Seed.drawn(),
            sandbox=sandbox,
            interpreter=self.python,
            language="en",
            limits=limits or Limits(),
        )
        submission = read_submission(self.room.file(lesson))
        result = await grade(submission, self.room.assignment(lesson), conditions)
        total = time.perf_counter() - start
        assert _is_perfect(result), result  # no figure for a failure
        return Timing(total, result.execution.seconds + result.execution.probe_seconds)

    async def cold(self, lesson: Lesson, env: Mapping[str, str] | None = None) -> float:
        """What plain nbclient takes to run, not to grade, the same notebook."""
        start = time.perf_counter()
        client = NotebookClient(lesson.notebook(), kernel_name="python3")
        home = {"HOME": str(self.room.folder)}  # what kernels write goes with the room
        await client.async_execute(
            env={**os.environ, **home, **(env or {})},
            stdout=subprocess.DEVNULL,  # TensorFlow has much to say
            stderr=subprocess.DEVNULL,
        )
        return time.perf_counter() - start


def _is_perfect(result: Result) -> bool:
    return result.status == "graded" and result.score == result.max_score > 0


@contextlib.contextmanager
def opened(levels: Sequence[str]) -> Iterator[dict[str, Sandbox]]:
    """The sandboxes of these levels, as far as this machine has them."""
    with contextlib.ExitStack() as leaving:
        found = {}
        for level in levels:
            sandbox = sandbox_named(level)
            if (problem := sandbox.problem()) is not None:
                print(f"no {level} here: {problem}")
                continue
            leaving.callback(sandbox.close)
            found[level] = sandbox
        yield found
