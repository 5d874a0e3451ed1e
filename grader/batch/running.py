"""Runs what is planned, judges it, and records each run as soon as it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grader.batch.crew import Brought, Task, run_all
from grader.batch.planning import Work
from grader.batch.records import judged_for
from grader.batch.rescoring import Judging
from grader.errors import BadInput, GraderFault
from grader.gradebook.book import Gradebook
from grader.gradebook.entries import Judged, Pending, Status
from grader.messages import Message, translator
from grader.pipeline import Conditions, judge
from grader.submission import Submission

Recorded = Callable[[Pending, Judged], None]


@dataclass(frozen=True)
class Batch:
    """A gradebook and the conditions under which its notebooks are run.

    ``recorded`` is told of every attempt that has been recorded.
    """

    book: Gradebook
    conditions: Conditions
    recorded: Recorded
    judging: Judging

    async def run(self, works: Sequence[Work], jobs: int) -> None:
        """Do all works, ``jobs`` at a time; what the gradebook has is not run again."""
        to_run, imports = [], []
        for work in works:
            submission = self._load(work)
            if self._suits(submission, work) and not self._stored(submission, work):
                to_run.append(
                    Task(work, work.assignment, work.seed, self._loader(work))
                )
                imports.append(submission.imports)
        self.conditions.sandbox.expect(imports)
        await run_all(to_run, self.conditions, jobs, self._done)

    def _load(self, work: Work) -> Submission:
        first = work.attempts[0]
        return self.book.notebook(work.notebook, first.name, first.student)

    def _loader(self, work: Work) -> Callable[[], Submission]:
        return lambda: self._load(work)

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

    def _done(self, work: Work, brought: Brought | GraderFault) -> None:
        if isinstance(brought, GraderFault):
            self._without_grade(work, "ungraded", brought.message)
            return
        result = judge(
            brought.submission,
            work.assignment,
            brought.gathered,
            brought.drawn.truth,
            self.conditions.language,
        )
        judged = [judged_for(one, result) for one in work.attempts]
        self.book.keep(work.key, brought.gathered, judged)
        self._tell(work, judged)

    def _without_grade(self, work: Work, status: Status, why: Message) -> None:
        version = work.assignment.version
        reason = translator(self.conditions.language)(why)
        judged = [
            Judged(one.id, version, status, reason=reason) for one in work.attempts
        ]
        self.book.record(judged)
        self._tell(work, judged)

    def _tell(self, work: Work, judged: Sequence[Judged]) -> None:
        for one, its in zip(work.attempts, judged, strict=True):
            self.recorded(one, its)
