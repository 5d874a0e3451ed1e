"""Checks of early stopping: when a training ended, and with which weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grader.answers import require
from grader.checks import NotShown, Outcome, check
from grader.evidence import Evidence
from grader.judges import draws
from grader.measures.probabilities import SMALLEST
from grader.measures.stopping import stopping_epoch
from grader.messages import Message, say

from .exam import EARLY, Truth
from .rules import CLASSES

SAME_LOSS = 2e-3
"""Relative: rounding in single precision and the order of sums cost some 1e-6."""
LEARNT = 0.9
"""The loss on new rows has to be below this share of what equal probabilities cost."""


@check("Early stopping ends the training, neither sooner nor later", points=1)
def early_stopping(evidence: Evidence, truth: Truth) -> Outcome:
    def wrong_in(i: int) -> Message | None:
        one = truth.stoppings[i]
        losses = _losses(evidence, i)
        end = stopping_epoch(losses.tolist(), one.patience, one.epochs)
        if end == len(losses):
            return None
        return say(
            "With patience {patience} and at most {most} epochs, the best epoch being "
            "number {best}, the training ended after {found} epochs.",
            patience=one.patience,
            most=one.epochs,
            best=int(losses[:end].argmin()) + 1,
            found=len(losses),
        )

    return draws.judge(
        wrong_in,
        len(truth.stoppings),
        say("Watch the validation loss; stop when patience epochs did not lower it."),
        say("Return one val_loss for each epoch that was trained."),
    )


@check("The weights of the best epoch are kept", points=2)
def best_weights(evidence: Evidence, truth: Truth) -> Outcome:
    def wrong_in(i: int) -> Message | None:
        losses, one = _losses(evidence, i), truth.stoppings[i]
        least, reached = float(losses.min()), _reached(evidence, i, "val", one.y_val)
        # Of rows whose classes it was not given: the others may be known by heart.
        new = _reached(evidence, i, "fresh", one.y_fresh)
        if not new <= LEARNT * np.log(CLASSES):
            return say(
                "The network has hardly learnt: its loss on new rows is {reached:.3f}, "
                "and equal probabilities cost {blind:.3f}.",
                reached=new,
                blind=float(np.log(CLASSES)),
            )
        if abs(reached - least) <= SAME_LOSS * least:
            return None
        return say(
            "The least val_loss is {least:.4f}, in epoch {best}; the predict function "
            "reaches {reached:.4f} on the same rows.",
            least=least,
            best=int(losses.argmin()) + 1,
            reached=reached,
        )

    return draws.judge(
        wrong_in,
        len(truth.stoppings),
        say("The last epochs made it worse: go back to the best weights."),
        say("Keras: restore_best_weights. PyTorch: keep a copy of the state_dict."),
    )


def _losses(evidence: Evidence, i: int) -> NDArray[np.float64]:
    """The validation losses (epochs,) of one training."""
    answer = require(evidence[f"{EARLY}.{i}"], EARLY)
    losses = answer.arrays.get("val_loss")
    if losses is None or losses.ndim != 1 or not len(losses):
        raise NotShown(_wanted(), say("Two things: the list first, the function next."))
    if not np.isfinite(losses).all():
        raise NotShown(
            say("Some of the validation losses are NaN or infinite."),
            say("Lower the learning rate."),
        )
    return losses.astype(np.float64)


def _reached(evidence: Evidence, i: int, rows: str, y: NDArray[np.int64]) -> float:
    """The mean cross-entropy, for classes ``y``, of what was predicted for ``rows``."""
    found = require(evidence[f"{EARLY}.{i}"], EARLY).arrays.get(rows)
    if found is None or found.shape != (len(y), CLASSES):
        raise NotShown(_wanted(), say("Return a probability for each class."))
    chosen = found.astype(np.float64)[np.arange(len(y)), y]
    return float(-np.log(np.clip(chosen, SMALLEST, None)).mean())


def _wanted() -> Message:
    return say(
        "{name} should return the validation losses, one for each epoch, and a predict "
        "function that gives probabilities (n, {classes}).",
        name=EARLY,
        classes=CLASSES,
    )
