"""Has done what is planned, and records each run as soon as it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from grader.batch.crew import Brought, Task, run_all
from grader.batch.planning import Place, Work
from grader.batch.records import judged_for
from grader.batch.rescoring import Judging
from grader.errors import BadInput, GraderFault
from grader.gradebook.book import Gradebook
from grader.gradebook.entries import Judged, Pending, Status
from grader.kept import to_bytes
from grader.messages import Message, translator
from grader.pipeline import Conditions
from grader.result import Language, Result
from grader.submission import Submission

Recorded = Callable[[Pending, Judged], None]


@dataclass(frozen=True)
class Finished:
    """What a run brought, as bytes (None: more than is kept), and what it is worth."""

    evidence: bytes | None
    result: Result


@dataclass(frozen=True)
class Order:
    """A run that is wanted; ``load`` brings its notebook when its turn comes."""

    work: Work
    imports: frozenset[str]
    load: Callable[[], Submission]


Done = Callable[[Work, Finished | Message], None]
"""Told of a run: what it brought, or which fault of ours kept it from an end."""


class Crew(Protocol):
    """Those who run notebooks: here, or on other machines."""

    @property
    def place(self) -> Place:
        """Where they do it."""

    async def run(self, orders: Sequence[Order], done: Done) -> None:
        """Run all, and tell of each as soon as it is done."""


@dataclass(frozen=True)
class Local:
    """This machine, ``jobs`` notebooks at a time."""

    conditions: Conditions
    jobs: int

    @property
    def place(self) -> Place:
        own = self.conditions
        about = own.interpreter
        return Place(own.sandbox.name, about.version, about.packages, own.strict)

    async def run(self, orders: Sequence[Order], done: Done) -> None:
        def told(work: Work, brought: Brought | GraderFault) -> None:
            if isinstance(brought, GraderFault):
                done(work, brought.message)
            else:
                done(work, Finished(to_bytes(brought.gathered), brought.result))

        self.conditions.sandbox.expect(order.imports for order in orders)
        tasks = [
            Task(one.work, one.work.assignment, one.work.seed, one.load)
            for one in orders
        ]
        await run_all(tasks, self.conditions, self.jobs, told)


@dataclass(frozen=True)
class Batch:
    """A gradebook, and who runs its notebooks.

    ``recorded`` is told of every attempt that has been recorded, ``running`` of one run
    more (1) or less (-1) that is under way.
    """

    book: Gradebook
    crew: Crew
    recorded: Recorded
    judging: Judging
    language: Language
    running: Callable[[int], None] = lambda change: None

    async def run(self, works: Sequence[Work]) -> None:
        """Do all works; what the gradebook has is not run again."""
        orders = []
        for work in works:
            submission = self._load(work)
            if self._suits(submission, work) and not self._stored(submission, work):
                orders.append(Order(work, submission.imports, self._loader(work)))
        await self.crew.run(orders, self._done)

    def _load(self, work: Work) -> Submission:
        first = work.attempts[0]
        return self.book.notebook(work.notebook, first.name, first.student)

    def _loader(self, work: Work) -> Callable[[], Submission]:
        def load() -> Submission:
            self.running(1)
            return self._load(work)

        return load

    def _suits(self, submission: Submission, work: Work) -> bool:
        """Whether the notebook can be run at all; else it is rejected, saying why."""
        try:
            submission.framework(work.assignment.settings.frameworks)
        except BadInput as error:
            self._without_grade(work, "rejected", error.message)
            return False
        return True

    def _stored(self, submission: Submission, work: Work) -> bool:
        """Whether this very run was done before, for another student: then judge it."""
        gathered = self.book.evidence(work.key)
        if gathered is None:
            return False
        result = self.judging.result(submission, work.assignment, gathered)
        judged = [judged_for(one, result) for one in work.attempts]
        self.book.record(judged, work.key)
        self._tell(work, judged)
        return True

    def _done(self, work: Work, finished: Finished | Message) -> None:
        self.running(-1)
        if isinstance(finished, Message):
            self._without_grade(work, "ungraded", finished)
            return
        judged = [judged_for(one, finished.result) for one in work.attempts]
        self.book.keep(work.key, finished.evidence, judged)
        self._tell(work, judged)

    def _without_grade(self, work: Work, status: Status, why: Message) -> None:
        version = work.assignment.version
        reason = translator(self.language)(why)
        judged = [
            Judged(one.id, version, status, reason=reason) for one in work.attempts
        ]
        self.book.record(judged)
        self._tell(work, judged)

    def _tell(self, work: Work, judged: Sequence[Judged]) -> None:
        for one, its in zip(work.attempts, judged, strict=True):
            self.recorded(one, its)
