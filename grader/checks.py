"""Checks: pure functions of evidence and truth, and the graph that they form.

    @check("Your iris network generalises", points=4, needs=[trains])
    def iris_accuracy(evidence: Evidence, truth: Truth) -> Outcome: ...

A check measures, says what was needed, and gives a fraction of its points. It is
skipped, for no points, where a check that it needs was failed or skipped. What a check
raises is a fault of ours: the submission then has no grade, rather than a wrong one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from grader.evidence import Evidence
from grader.measures.credit import half_points
from grader.messages import Message, say

Status = Literal["passed", "partial", "failed", "skipped", "error"]


@dataclass(frozen=True)
class Line:
    """A line of a plot; ``values[i]`` belongs to epoch ``i + 1``."""

    label: Message
    values: Sequence[float]


@dataclass(frozen=True)
class Point:
    """A point worth seeing on a plot."""

    label: Message
    x: float
    y: float


@dataclass(frozen=True)
class CurvesPlot:
    """Learning curves with their claimed and measured ends."""

    title: Message
    x_label: Message
    lines: tuple[Line, ...]
    points: tuple[Point, ...] = ()


@dataclass(frozen=True)
class IntervalPlot:
    """A share with its one-sided 95 % bounds, against baseline and target."""

    title: Message
    value: float
    low: float
    high: float
    baseline: float
    target: float


@dataclass(frozen=True)
class Outcome:
    """What a check found: ``fraction`` of the points, in [0, 1], and why.

    ``hints`` are staged, the gentlest first; ``notes`` cost nothing; ``flags`` are for
    the instructor's eye. ``labels`` name in words what was measured, where the reports
    have no word of their own for it.
    """

    fraction: float
    message: Message
    hints: tuple[Message, ...] = ()
    notes: tuple[Message, ...] = ()
    flags: tuple[Message, ...] = ()
    measured: Mapping[str, float] = field(default_factory=dict)
    needed: Mapping[str, float] = field(default_factory=dict)
    labels: Mapping[str, Message] = field(default_factory=dict)
    plots: tuple[CurvesPlot | IntervalPlot, ...] = ()


def failed(message: Message, *hints: Message, **measured: float) -> Outcome:
    """No points."""
    return Outcome(0.0, message, hints, measured=measured)


class NotShown(Exception):  # noqa: N818  # read as: what was asked for is not shown
    """The evidence that a check needs is not there; the check is failed, saying why."""

    def __init__(self, message: Message, *hints: Message) -> None:
        super().__init__(str(message))
        self.outcome = failed(message, *hints)


Judge = Callable[[Evidence, Any], Outcome]


@dataclass(frozen=True)
class Check:
    """A judge with its title, its points and the checks that it needs."""

    id: str
    title: Message
    points: float
    needs: tuple[Check, ...]
    judge: Judge


def check(
    title: str, *, points: float, needs: Iterable[Check] = ()
) -> Callable[[Judge], Check]:
    """Make a check of a judge; its id is the function's name."""

    def decorate(judge: Judge) -> Check:
        return Check(judge.__name__, Message(title), points, tuple(needs), judge)

    return decorate


@dataclass(frozen=True)
class Judgement:
    """The outcome of one check, with the status and the points that follow from it."""

    check: Check
    status: Status
    score: float
    outcome: Outcome


def judge_all(
    checks: Sequence[Check], evidence: Evidence, truth: object
) -> tuple[Judgement, ...]:
    """Judge every check in order; a check stands after those that it needs."""
    done: dict[str, Judgement] = {}
    for one in checks:
        unmet = [need for need in one.needs if not _met(done[need.id])]
        done[one.id] = _skip(one, unmet[0]) if unmet else _judge(one, evidence, truth)
    return tuple(done.values())


def _met(need: Judgement) -> bool:
    return need.status in ("passed", "partial")


def _skip(one: Check, unmet: Check) -> Judgement:
    message = say("Not judged: “{title}” has to hold first.", title=unmet.title)
    return Judgement(one, "skipped", 0.0, Outcome(0.0, message))


def _judge(one: Check, evidence: Evidence, truth: object) -> Judgement:
    try:
        outcome = _outcome(one, evidence, truth)
        score = half_points(outcome.fraction, one.points)
    except Exception as error:
        message = say(
            "The grader failed here, not you: {what}",
            what=f"{type(error).__name__}: {error}"[:200],
        )
        return Judgement(one, "error", 0.0, Outcome(0.0, message))
    if outcome.fraction >= 1:
        return Judgement(one, "passed", one.points, outcome)
    return Judgement(one, "partial" if score > 0 else "failed", score, outcome)


def _outcome(one: Check, evidence: Evidence, truth: object) -> Outcome:
    try:
        return one.judge(evidence, truth)
    except NotShown as refusal:
        return refusal.outcome
