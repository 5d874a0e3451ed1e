"""Checks of networks for three kinds of targets, by the probabilities they give.

The true probabilities of every fresh row are known, so what a network is judged by has
no luck of drawn labels in it: the log-loss to be expected, against the least possible.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.answers import require
from grader.assignment import Threshold
from grader.checks import NotShown, Outcome, check, failed
from grader.evidence import Evidence
from grader.measures.credit import credit_between
from grader.measures.probabilities import of_classes, of_labels
from grader.messages import Message, say

from .exam import Truth

ROUNDING = 1e-3
"""How far a probability may be outside [0, 1], and the sum of a row from 1."""

_TRY = say("Train until the loss falls no more; compare with what example draws.")

Probabilities = NDArray[np.float64]


@check("Two classes: the probability of the second", points=2)
def binary(evidence: Evidence, truth: Truth) -> Outcome:
    true = truth.binary.truth
    found = _probabilities(evidence, "fit_binary", true.shape)
    return _judged(
        "fit_binary",
        of_labels(true, found),
        truth.thresholds["binary"],
        say("One output with a sigmoid, and the binary cross-entropy."),
        say("Does the loss expect logits or probabilities? Give it what it expects."),
    )


@check("One of several classes: probabilities that add up to 1", points=1)
def multiclass(evidence: Evidence, truth: Truth) -> Outcome:
    true = truth.multiclass.truth
    found = _probabilities(evidence, "fit_multiclass", true.shape)
    sums = found.sum(axis=1)
    worst = int(np.abs(sums - 1).argmax())
    if not abs(sums[worst] - 1) <= ROUNDING:
        return failed(
            say(
                "The probabilities of a row should add up to 1; those of one row add "
                "up to {total:.4g}.",
                total=float(sums[worst]),
            ),
            say("Classes that exclude each other share one softmax."),
        )
    return _judged(
        "fit_multiclass",
        of_classes(true, found),
        truth.thresholds["multiclass"],
        say("An output for each class, a softmax, and the categorical cross-entropy."),
        say("Softmax once, not twice: in the network, in the loss, or in predict?"),
    )


@check("Labels that do not exclude each other: a probability for each", points=2)
def multilabel(evidence: Evidence, truth: Truth) -> Outcome:
    true = truth.multilabel.truth
    found = _probabilities(evidence, "fit_multilabel", true.shape)
    outcome = _judged(
        "fit_multilabel",
        of_labels(true, found),
        truth.thresholds["multilabel"],
        say("Each label is a question of its own: yes or no."),
        say("An output with a sigmoid for each, and the binary cross-entropy of all."),
    )
    if outcome.fraction < 1 and (np.abs(found.sum(axis=1) - 1) <= ROUNDING).all():
        message = say(
            "In every row of fit_multilabel the probabilities add up to 1, as if "
            "labels excluded each other; here none, some or all of them may hold."
        )
        return replace(outcome, fraction=0.0, message=message)
    return outcome


def _probabilities(
    evidence: Evidence, name: str, shape: tuple[int, ...]
) -> Probabilities:
    """What the predict function of ``name`` gave, if it can be probabilities at all."""
    [output] = require(evidence[name], name).batches()
    if len(shape) == 1 and output.shape == (*shape, 1):
        output = output[:, 0]
    if output.shape != shape or output.dtype.kind not in "biuf":
        raise NotShown(
            say(
                "The predict function of {name} should return probabilities of shape "
                "{needed}; it returned {found}.",
                name=name,
                needed=str(shape),
                found=str(output.shape),
            ),
            say("A row for each row of x, a probability for each class or label."),
        )
    return _between(output, name)


def _between(output: NDArray[Any], name: str) -> Probabilities:
    found = output.astype(np.float64)
    low, high = float(found.min()), float(found.max())
    if not (low >= -ROUNDING and high <= 1 + ROUNDING):
        raise NotShown(
            say(
                "The predict function of {name} should return probabilities, between 0 "
                "and 1; found {low:.4g} to {high:.4g}.",
                name=name,
                low=low,
                high=high,
            ),
            say("Which activation makes probabilities of any numbers?"),
            say("Logits come before it: apply sigmoid or softmax to them in predict."),
        )
    return np.clip(found, 0, 1)


def _judged(
    name: str,
    losses: tuple[float, float],
    threshold: Threshold,
    *hints: Message,
) -> Outcome:
    """Credit by the log-loss beyond the best possible: less is better."""
    best, reached = losses
    fraction = credit_between(reached - best, threshold.baseline, threshold.target)
    return Outcome(
        fraction,
        say(
            "{name}: the log-loss on fresh rows is {reached:.3f}; the true "
            "probabilities reach {best:.3f}. All points up to {good:.2f} more, none "
            "from {bad:.2f} more.",
            name=name,
            reached=reached,
            best=best,
            good=threshold.target,
            bad=threshold.baseline,
        ),
        hints=() if fraction >= 1 else (*hints, _TRY),
        measured={"log_loss": reached, "best": best, "excess": reached - best},
        needed={"excess_at_most": threshold.target},
        labels={
            "log_loss": say("log-loss"),
            "best": say("least possible log-loss"),
            "excess": say("log-loss beyond the least possible"),
        },
    )
