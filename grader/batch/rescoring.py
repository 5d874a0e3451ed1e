"""Judges stored evidence by today's checks: no kernel, no training."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from grader import datasets
from grader.assignment import Assignment
from grader.batch.records import judged_for
from grader.errors import BadInput
from grader.gradebook.book import Gradebook
from grader.gradebook.entries import Judged, Pending
from grader.kept import Gathered
from grader.messages import say
from grader.pipeline import Drawn, draw, judge
from grader.result import Language, Result
from grader.streams import Seed
from grader.submission import Submission

LEAST = 50
"""Notebooks that are worth a process of their own, which draws its exam anew."""

Told = Callable[[Pending, "Judged | BadInput", bool], None]
"""An attempt, its run or why there is none, and whether that run is a new one."""


class Judging:
    """Judges evidence by the truth that its seed draws again, once for each seed."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._drawn: dict[tuple[str, str, bool], Drawn] = {}

    def result(
        self, submission: Submission, assignment: Assignment, gathered: Gathered
    ) -> Result:
        """The result; ``BadInput`` where today's exam asks something else."""
        drawn = self._truth(assignment, gathered.seed, gathered.strict)
        if drawn.fingerprint != gathered.asked:
            raise BadInput(
                say(
                    "The exam of {assignment} has changed since the notebook was run: "
                    "its answers are to other questions.",
                    assignment=assignment.id,
                ),
                say("Run it again: `grade batch`."),
            )
        return judge(submission, assignment, gathered, drawn.truth, self._language)

    def _truth(self, assignment: Assignment, seed: Seed, strict: bool) -> Drawn:
        key = assignment.id, seed.text, strict
        if key not in self._drawn:
            self._drawn.clear()  # one is large, and attempts come by assignment
            material = datasets.material(seed, assignment.settings.data, strict)
            self._drawn[key] = draw(assignment, seed, material)
        return self._drawn[key]


def rescore(
    book: Gradebook,
    pending: Iterable[Pending],
    assignments: Mapping[str, Assignment],
    language: Language,
    told: Told,
) -> None:
    """Judge the latest evidence of every attempt that has any; record what is new."""
    judging = Judging(language)
    for key, attempts in _by_evidence(pending, assignments).items():
        assignment = assignments[attempts[0].assignment]
        gathered = book.evidence(key)
        if gathered is None:
            _tell_all(told, attempts, _not_kept())
            continue
        first = attempts[0]
        submission = book.notebook(str(first.notebook), first.name, first.student)
        try:
            result = judging.result(submission, assignment, gathered)
        except BadInput as refusal:
            _tell_all(told, attempts, refusal)
            continue
        for one in attempts:
            judged = judged_for(one, result)
            told(one, judged, book.record([judged], key) > 0)


def shares(
    pending: Iterable[Pending], assignments: Mapping[str, Assignment], n: int
) -> list[list[Pending]]:
    """What there is to rescore in at most ``n`` parts of like size.

    Copies stay together, and so do the attempts of an assignment, as far as they can:
    each part draws their exam.
    """
    groups = [*_by_evidence(pending, assignments).values()]
    size = max(-(-len(groups) // n), LEAST)
    parts = (groups[first : first + size] for first in range(0, len(groups), size))
    return [[one for group in part for one in group] for part in parts]


def _by_evidence(
    pending: Iterable[Pending], assignments: Mapping[str, Assignment]
) -> dict[str, list[Pending]]:
    found: dict[str, list[Pending]] = {}
    for one in sorted(pending, key=lambda one: (one.assignment, one.id)):
        keys = [run.evidence for run in one.runs if run.evidence is not None]
        if keys and one.assignment in assignments:
            found.setdefault(keys[-1], []).append(one)
    return found


def _tell_all(told: Told, attempts: Iterable[Pending], refusal: BadInput) -> None:
    for one in attempts:
        told(one, refusal, False)


def _not_kept() -> BadInput:
    return BadInput(
        say("The run brought more evidence than is kept."),
        say("Run it again: `grade batch`."),
    )
