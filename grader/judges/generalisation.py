"""How often is a classifier right on examples that it cannot have seen?

The exam is shuffled and asked whole, one row at a time and a class at a time: a predict
that normalises by the batch it gets, or that forgot to switch dropout off, answers
differently, and earns half the points at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.answers import class_batches
from grader.assignment import Threshold
from grader.checks import IntervalPlot, NotShown, Outcome
from grader.evidence import Evidence, Examiner
from grader.measures.accuracy import Classes, agreement
from grader.measures.credit import credit_between
from grader.measures.intervals import clopper_pearson
from grader.messages import Message, say

SINGLES = 20
AGREEMENT = 0.998
"""Rounding may flip a tie; a batch's own statistics flip far more than this."""
UNSTEADY_CREDIT = 0.5


@dataclass(frozen=True, eq=False)
class Exam:
    """Examples ``x`` (n, ...), classes ``y`` (n,), the function that is asked.

    ``singles`` are the rows that are asked one at a time.
    """

    function: str
    x: NDArray[Any]
    y: NDArray[np.int64]
    singles: NDArray[np.int64]
    n_classes: int

    @classmethod
    def of(
        cls,
        function: str,
        x: NDArray[Any],
        y: NDArray[np.int64],
        n_classes: int,
        rng: np.random.Generator,
    ) -> Exam:
        return cls(function, x, y, rng.permutation(len(y))[:SINGLES], n_classes)

    def groups(self) -> list[NDArray[np.int64]]:
        """The rows of each class."""
        return [np.flatnonzero(self.y == label) for label in np.unique(self.y)]


async def ask(examiner: Examiner, key: str, exam: Exam) -> None:
    """The same examples whole, one at a time and a class at a time."""
    answer = await examiner.call(f"{key}.whole", exam.function, exam.x)
    if not answer.ok:
        return
    singles = [exam.x[i : i + 1] for i in exam.singles]
    await examiner.call(f"{key}.singles", exam.function, *singles)
    groups = [exam.x[rows] for rows in exam.groups()]
    await examiner.call(f"{key}.groups", exam.function, *groups)


def judge(evidence: Evidence, key: str, exam: Exam, threshold: Threshold) -> Outcome:
    """Credit from baseline to target, by the upper end of the 95 % interval."""
    [answers] = _asked(evidence, f"{key}.whole", exam, [len(exam.y)])
    right = int((answers == exam.y).sum())
    share = right / len(exam.y)
    low, high = clopper_pearson(right, len(exam.y))
    fraction = credit_between(high, threshold.baseline, threshold.target)
    unsteady = _unsteady(evidence, key, exam, answers)
    message, *hints = unsteady or (_reached(share, high, len(exam.y), threshold),)
    if fraction < 1:
        hints += [
            say("Compare training and validation accuracy: are both low, or just one?"),
            say("Normalise the input, train longer, or try another learning rate."),
        ]
    return Outcome(
        min(fraction, UNSTEADY_CREDIT) if unsteady else fraction,
        message,
        hints=tuple(hints),
        measured={"accuracy": share, "low": low, "high": high},
        needed={"accuracy": threshold.target},
        plots=(
            IntervalPlot(
                say("Accuracy on new examples"),
                *(share, low, high),
                *(threshold.baseline, threshold.target),
            ),
        ),
    )


def _reached(share: float, high: float, n: int, threshold: Threshold) -> Message:
    message = say(
        "{share:.1%} of {n} new examples are right; credit starts at {baseline:.1%} "
        "and is full from {target:.1%}.",
        share=share,
        n=n,
        target=threshold.target,
        baseline=threshold.baseline,
    )
    if share >= threshold.target:
        return message
    return say(
        "{found} What counts is the most that chance leaves possible, {high:.1%}.",
        found=message,
        high=high,
    )


def _asked(
    evidence: Evidence, key: str, exam: Exam, sizes: Sequence[int]
) -> list[Classes]:
    return class_batches(evidence[key], exam.function, sizes, exam.n_classes)


def _unsteady(
    evidence: Evidence, key: str, exam: Exam, whole: Classes
) -> tuple[Message, ...]:
    """Where answers depend on what else is in the batch: what to say, then hints."""
    groups = exam.groups()
    try:
        one_by_one = _asked(evidence, f"{key}.singles", exam, [1] * len(exam.singles))
        by_class = _asked(evidence, f"{key}.groups", exam, [len(g) for g in groups])
    except NotShown as refusal:
        return (
            say(
                "{function} answers the whole exam at once, but not in parts, and so "
                "earns half the points at most. {why}",
                function=exam.function,
                why=refusal.outcome.message,
            ),
            *refusal.outcome.hints,
        )
    alone = agreement(np.concatenate(one_by_one), whole[exam.singles])
    grouped = agreement(np.concatenate(by_class), whole[np.concatenate(groups)])
    if alone >= 1 - 1 / len(exam.singles) and grouped >= AGREEMENT:
        return ()
    return (
        say(
            "{function} should give a row the same answer in any batch. Alone, "
            "{alone:.0%} of the rows keep their answer; among their own class, "
            "{grouped:.1%}. This earns half the points at most.",
            function=exam.function,
            alone=alone,
            grouped=grouped,
        ),
        say("Normalise with the mean and spread of the training data, at all times."),
        say("Switch dropout and batch normalisation to evaluation for predictions."),
    )
