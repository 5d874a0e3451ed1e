"""What a notebook reads from learning curves: a verdict, and an epoch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.answers import require
from grader.assignment import Threshold
from grader.checks import CurvesPlot, Line, NotShown, Outcome, Point
from grader.evidence import Answer, Evidence, Examiner
from grader.measures.credit import credit_between
from grader.messages import Message, mark, say

from .curves import Curve


async def ask(examiner: Examiner, curves: Sequence[Curve]) -> None:
    for i, one in enumerate(curves):
        await examiner.apply(f"diagnose.{i}", "diagnose", one.train, one.val)


def judge_verdicts(
    evidence: Evidence, curves: Sequence[Curve], limits: Threshold
) -> Outcome:
    """Credit by the share of right verdicts."""
    words = [_verdict(evidence[f"diagnose.{i}"]) for i in range(len(curves))]
    _refuse_if_none(evidence, [word is not None for word in words])
    pairs = list(zip(words, curves, strict=True))
    wrong = [i for i, (word, one) in enumerate(pairs) if word != one.verdict]
    share = 1 - len(wrong) / len(curves)
    message = say(
        "{share:.0%} of {n} verdicts are right; credit starts at {low:.0%} and is full "
        "from {high:.0%}.",
        share=share,
        n=len(curves),
        low=limits.baseline,
        high=limits.target,
    )
    fraction = credit_between(share, limits.baseline, limits.target)
    return Outcome(
        fraction,
        message,
        hints=()
        if fraction >= 1
        else (
            _example(curves[wrong[0]], words[wrong[0]]),
            say(
                "Where does the training loss end? And the validation loss, against "
                "its lowest?"
            ),
            say("One epoch is noise: compare medians of several."),
        ),
        measured={"right": share},
        needed={"right": limits.target},
        labels={"right": say("share of right answers")},
        plots=tuple(_plot(curves[i], None) for i in wrong[:1]),
    )


def judge_epochs(
    evidence: Evidence, curves: Sequence[Curve], limits: Threshold
) -> Outcome:
    """Credit by the mean of two shares: overfitting curves, and all others.

    So that the last epoch, right for two kinds of three, is worth one half.
    """
    epochs = [_epoch(evidence[f"diagnose.{i}"]) for i in range(len(curves))]
    _refuse_if_none(evidence, [epoch is not None for epoch in epochs])
    right = [
        epoch is not None and one.good_epoch(epoch)
        for epoch, one in zip(epochs, curves, strict=True)
    ]
    turning = np.array([one.verdict == "overfit" for one in curves])
    shares = [float(np.mean(np.array(right)[part])) for part in (turning, ~turning)]
    share = float(np.mean(shares))
    fraction = credit_between(share, limits.baseline, limits.target)
    wrong = [i for i, good in enumerate(right) if not good]
    message = say(
        "The epoch is right for {turning:.0%} of the curves that turn and for "
        "{others:.0%} of the others; credit starts at {low:.0%} in the mean and is "
        "full from {high:.0%}.",
        turning=shares[0],
        others=shares[1],
        low=limits.baseline,
        high=limits.target,
    )
    return Outcome(
        fraction,
        message,
        hints=() if fraction >= 1 else _epoch_hints(curves, epochs, wrong),
        measured={"right": share},
        needed={"right": limits.target},
        labels={"right": say("share of right answers")},
        plots=tuple(_plot(curves[i], epochs[i]) for i in wrong[:1]),
    )


def _epoch_hints(
    curves: Sequence[Curve], epochs: Sequence[float | None], wrong: Sequence[int]
) -> tuple[Message, ...]:
    """What to look at; first of all, where most wrong epochs are one too early."""
    early = 0
    for i in wrong:
        epoch = epochs[i]
        early += epoch is not None and curves[i].good_epoch(epoch + 1)
    from_zero = say(
        "{early} of {n} wrong epochs would be right with 1 added: argmin counts from "
        "0, epochs from 1.",
        early=early,
        n=len(wrong),
    )
    return (
        *([from_zero] if 2 * early > len(wrong) else []),
        say("Stop where the validation loss is lowest; count epochs from 1."),
        say("A single low value may be luck: smooth the curve, then look."),
    )


def _verdict(answer: Answer) -> str | None:
    words = answer.facts.get("words") if answer.ok else None
    first = words.get("0") if isinstance(words, dict) else None
    return first if isinstance(first, str) else None


def _epoch(answer: Answer) -> float | None:
    found = answer.arrays.get("1") if answer.ok else None
    if found is None or found.size != 1 or found.dtype.kind not in "biuf":
        return None
    return float(found.reshape(()))


def _refuse_if_none(evidence: Evidence, shown: list[bool]) -> None:
    """NotShown where no answer has what is needed."""
    if any(shown):
        return
    require(evidence["diagnose.0"], "diagnose")
    raise NotShown(
        say("diagnose should return a verdict, as text, and an epoch, as a number."),
        say("Return a tuple, as in: return “good”, 17."),
    )


KIND_WORDS = {
    "underfit": mark("It is “underfit”: the training loss stays high."),
    "good": mark("It is “good”: both losses end low and close together."),
    "overfit": mark("It is “overfit”: the validation loss turns and rises."),
}


def _example(one: Curve, found: str | None) -> Message:
    return say(
        "For one curve you said “{found}”. {truth}",
        found=(found or "-")[:20],
        truth=Message(KIND_WORDS[one.verdict]),
    )


def _plot(one: Curve, epoch: float | None) -> CurvesPlot:
    best = int(one.true_val.argmin())
    points = [Point(say("best epoch"), best + 1, float(one.true_val[best]))]
    if epoch is not None and 1 <= epoch <= len(one.val):
        yours = int(epoch)
        points.append(Point(say("your epoch"), yours, float(one.true_val[yours - 1])))
    lines = (
        Line(say("training"), one.train.tolist()),
        Line(say("validation"), one.val.tolist()),
    )
    title = say("A curve that was misjudged")
    return CurvesPlot(title, say("epoch"), lines, tuple(points))
