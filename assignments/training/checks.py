"""The checks of the training notebook, in the order in which a student meets them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from grader.answers import parts
from grader.checks import NotShown, Outcome, check
from grader.datasets.rows import ServedRows
from grader.evidence import Evidence
from grader.judges import draws, generalisation, history, running, split
from grader.measures.gradients import relative_error, tolerance
from grader.messages import Message, say

from .exam import CLASSES, DIGITS, RATE, Loop, Truth, validation_rows

LEAST_POINTS = 40
LEAST_DIGITS = 1_000


@check("The notebook runs from top to bottom", points=1)
def runs(evidence: Evidence, truth: Truth) -> Outcome:
    return running.judge(evidence.execution)


@check("A training loop: every loss and every step", points=4)
def loop(evidence: Evidence, truth: Truth) -> Outcome:
    def wrong_in(i: int) -> Message | None:
        one = truth.loops[i]
        steps = -(-len(one.x) // one.batch)
        shapes = [(steps,), (steps, 2), (steps,)]
        return _difference(parts(evidence[f"loop.{i}"], "logistic_epoch", shapes), one)

    return draws.judge(
        wrong_in,
        len(truth.loops),
        say("For each batch: loss, gradient, step. The loss is that before a step."),
        say("Does the loss expect logits or probabilities? Is it a mean or a sum?"),
        say("The last batch may be shorter; gradients are reset before each."),
    )


@check("Points: validation points are kept apart", points=1)
def points_split(evidence: Evidence, truth: Truth) -> Outcome:
    return split.judge(
        *(evidence["points.split"], "points_split", truth.served_points, CLASSES),
        least_rows=LEAST_POINTS,
        as_loaded=say("points as they were drawn"),
    )


@check("Points: the network classifies points that it has never seen", points=3)
def points_accuracy(evidence: Evidence, truth: Truth) -> Outcome:
    exam, threshold = truth.points_exam, truth.points_threshold
    return generalisation.judge(evidence, "points.exam", exam, threshold)


@check(
    "Points: the history is complete and ends where the network is",
    points=2,
    needs=[points_accuracy],
)
def points_history(evidence: Evidence, truth: Truth) -> Outcome:
    rows = _validation(evidence, truth, "points", truth.served_points)
    series = history.read(evidence["points.history"], "points_history")
    tolerance = 1 / len(rows)
    return _history(evidence, "points", series, truth.served_points.y[rows], tolerance)


@check(
    "Points: loss and accuracy are drawn, for training and validation",
    points=2,
    needs=[points_history],
)
def points_curves(evidence: Evidence, truth: Truth) -> Outcome:
    series = history.read(evidence["points.history"], "points_history")
    return history.judge_drawn(evidence["figures"], series, "points_history")


@check("MNIST: validation digits are kept apart", points=1)
def mnist_split(evidence: Evidence, truth: Truth) -> Outcome:
    return split.judge(
        *(evidence["mnist.split"], "mnist_split", truth.served_digits, DIGITS),
        least_rows=LEAST_DIGITS,
        as_loaded=say("images with grey levels from 0 to 255"),
    )


@check("MNIST: the network reads digits that were withheld", points=3)
def mnist_accuracy(evidence: Evidence, truth: Truth) -> Outcome:
    exam, threshold = truth.mnist_exam, truth.mnist_threshold
    return generalisation.judge(evidence, "mnist.exam", exam, threshold)


@check(
    "MNIST: the history is complete and ends where the network is",
    points=2,
    needs=[mnist_accuracy],
)
def mnist_history(evidence: Evidence, truth: Truth) -> Outcome:
    rows = _validation(evidence, truth, "mnist", truth.served_digits)
    series = history.read(evidence["mnist.history"], "mnist_history")
    tolerance = history.binomial_tolerance(series, len(rows))
    return _history(evidence, "mnist", series, truth.served_digits.y[rows], tolerance)


@check("MNIST: all four curves are drawn", points=1, needs=[mnist_history])
def mnist_curves(evidence: Evidence, truth: Truth) -> Outcome:
    series = history.read(evidence["mnist.history"], "mnist_history")
    return history.judge_drawn(evidence["figures"], series, "mnist_history")


def _validation(
    evidence: Evidence, truth: Truth, name: str, served: ServedRows
) -> NDArray[np.int64]:
    rows = validation_rows(evidence[f"{name}.split"], served, truth.seed)
    if not len(rows):
        raise NotShown(
            say("{split} has no validation rows to measure on.", split=f"{name}_split"),
            say("Keep the validation rows in x_val, as they were before normalising."),
        )
    return rows


def _history(
    evidence: Evidence,
    name: str,
    series: history.History,
    true: NDArray[np.int64],
    tolerance: float,
) -> Outcome:
    return history.judge(
        *(series, evidence[f"{name}.validation"], true),
        n_classes=CLASSES if name == "points" else DIGITS,
        tolerance=tolerance,
        names=history.Names(f"{name}_history", f"{name}_predict", f"{name}_split"),
    )


def trained(one: Loop) -> list[NDArray[np.float64]]:
    """Losses before, weights and biases after each step of plain gradient descent.

    Of logistic regression: mean cross-entropy of sigmoid(x w + b), batch after batch.
    """
    w, b = one.w, one.b
    losses, weights, biases = [], [], []
    for start in range(0, len(one.x), one.batch):
        x, y = (part[start : start + one.batch] for part in (one.x, one.y))
        logits = x @ w + b
        losses.append(np.mean(np.logaddexp(0, logits) - y * logits))
        residual = 1 / (1 + np.exp(-logits)) - y
        w, b = w - RATE * x.T @ residual / len(x), b - RATE * float(residual.mean())
        weights.append(w)
        biases.append(b)
    return [np.array(losses), np.stack(weights), np.array(biases)]


def _difference(found: Sequence[NDArray[np.float64]], one: Loop) -> Message | None:
    """What is wrong first: the loss, the first step, or a later one."""
    true = trained(one)
    for step in range(len(true[0])):
        for what, given, right in zip(
            (say("loss"), say("weights"), say("bias")), found, true, strict=True
        ):
            error = relative_error(given[: step + 1], right[: step + 1])
            if not error <= tolerance(given):
                return _told(what, step, given[step], right[step])
    return None


def _told(what: Message, step: int, found: object, true: object) -> Message:
    needed, got = (np.atleast_1d(np.asarray(v, np.float64)) for v in (true, found))
    return say(
        "Step {step}, {what}: {needed} was expected, {found} found.",
        step=step + 1,
        what=what,
        needed=", ".join(f"{value:.6g}" for value in needed),
        found=", ".join(f"{value:.6g}" for value in got),
    )
