"""Learning curves whose truth is known, and what a notebook reads from them.

Losses are in units of the loss of a constant answer. Only clear cases are drawn:

    underfit   training loss ends above .5, validation close to it
    good       both end below .25, close together, the validation loss at its lowest
    overfit    training loss ends below .15, the validation loss 40 % above its lowest

A single epoch may be lucky or unlucky; the course is what counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.answers import require
from grader.assignment import Threshold
from grader.checks import CurvesPlot, Line, NotShown, Outcome, Point
from grader.evidence import Answer, Evidence, Examiner
from grader.measures.credit import credit_between
from grader.messages import Message, mark, say

VERDICTS = ("underfit", "good", "overfit")
COUNTS = {"underfit": 12, "good": 12, "overfit": 16}
SHORTEST, LONGEST = 20, 200
NOISE = 0.03
LUCKY = 0.6
UNLUCKY = 1.7
REGRET = 0.10
"""By this part of the lowest true loss an epoch may be worse: three times the noise."""

Series = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Curve:
    """Losses after each epoch, as a notebook gets them, and the truth behind them."""

    verdict: str
    train: Series
    val: Series
    true_val: Series

    def good_epoch(self, epoch: float) -> bool:
        """Whether stopping after ``epoch`` epochs is nearly as good as can be."""
        if not (1 <= epoch <= len(self.val) and epoch == round(epoch)):
            return False
        lowest = float(self.true_val.min())
        return float(self.true_val[int(epoch) - 1]) <= (1 + REGRET) * lowest


def draw(rng: np.random.Generator) -> tuple[Curve, ...]:
    """Curves of every kind, in no order."""
    # Half the curves of each kind have an epoch that is an accident.
    kinds = [(kind, i % 2) for kind, count in COUNTS.items() for i in range(count)]
    makers = {"underfit": _underfit, "good": _good, "overfit": _overfit}
    found = []
    for place in rng.permutation(len(kinds)):
        kind, accident = kinds[place]
        n = round(SHORTEST * (LONGEST / SHORTEST) ** rng.uniform())
        train, val = makers[kind](rng, n)
        seen = [s * np.exp(NOISE * rng.normal(size=n)) for s in (train, val)]
        if accident:
            seen[1] *= _accident(rng, kind, val)
        found.append(Curve(kind, seen[0], seen[1], val))
    return tuple(found)


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
        hints=()
        if fraction >= 1
        else (
            say("Stop where the validation loss is lowest; count epochs from 1."),
            say("A single low value may be luck: smooth the curve, then look."),
        ),
        measured={"right": share},
        needed={"right": limits.target},
        plots=tuple(_plot(curves[i], epochs[i]) for i in wrong[:1]),
    )


def _underfit(rng: np.random.Generator, n: int) -> tuple[Series, Series]:
    """Still falling, or level, but high in any case."""
    t = np.arange(1, n + 1)
    end = rng.uniform(0.55, 0.8)
    if rng.uniform() < 0.5:
        train = end ** (t / n)
    else:
        train = end + (1 - end) * np.exp(-t / (n * rng.uniform(0.05, 0.2)))
    return train, train * rng.uniform(1.01, 1.08)


def _good(rng: np.random.Generator, n: int) -> tuple[Series, Series]:
    t = np.arange(1, n + 1)
    end = rng.uniform(0.05, 0.18)
    train = end + (1 - end) * np.exp(-t / (n * rng.uniform(0.06, 0.13)))
    return train, train * rng.uniform(1.02, 1.15)


def _overfit(rng: np.random.Generator, n: int) -> tuple[Series, Series]:
    """The validation loss turns between a tenth and two thirds of the way."""
    t = np.arange(1, n + 1)
    while True:
        pace, end = n * rng.uniform(0.04, 0.2), rng.uniform(0.01, 0.06)
        train = end + (1 - end) * np.exp(-t / pace)
        low, start = rng.uniform(0.1, 0.3), rng.uniform(0.05, 0.5)
        rise = rng.uniform(0.2, 0.8) * np.maximum(0, t / n - start) ** rng.uniform(1, 2)
        val = np.maximum(low + (1 - low) * np.exp(-t / pace), 1.02 * train) + rise
        turn = int(val.argmin()) + 1
        clear = val[-1] >= 1.4 * val.min() and train[-1] <= 0.12
        if clear and 0.1 * n <= turn <= 0.67 * n:
            return train, val


def _accident(rng: np.random.Generator, kind: str, val: Series) -> Series:
    """Factors: a lucky epoch after a turn, an unlucky one where there is none.

    A lucky one is the lowest of all, though stopping there would be wrong. The last
    five epochs have none.
    """
    factors = np.ones_like(val)
    if kind != "overfit":
        factors[rng.integers(len(val) // 2, len(val) - 5)] = UNLUCKY
        return factors
    turn, lowest = int(val.argmin()), float(val.min())
    late = np.flatnonzero(val > (1 + 1.5 * REGRET) * lowest)
    late = late[(late > turn) & (late < len(val) - 5)]
    if len(late):
        place = int(rng.choice(late))
        factors[place] = LUCKY * lowest / val[place]
    return factors


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
