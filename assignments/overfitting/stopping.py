"""Early stopping: the gap shrinks, and the network of the best epoch predicts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from grader.answers import history_of
from grader.checks import NotShown, Outcome
from grader.evidence import Evidence
from grader.messages import say

from . import effects
from .settings import VALIDATION, Draw, predicted, setting_of

NAME = "early_stopping"
NEAR = 1.08
"""The validation loss of the network that predicts, over the lowest of its history.

Honest: 1, or 1.03 where a fall has to be worth waiting for. With the last weights, the
worst of three draws (of five no less) has 1.10 in a thousand cases of one, 1.13 in a
hundred, mostly 1.3.
"""
LAST_CREDIT = 0.5


def judge(
    evidence: Evidence, draws: tuple[Draw, ...], limits: effects.Thresholds
) -> Outcome:
    """As any remedy; half the points where the last weights predict, not the best."""
    outcome = effects.judge_remedy(evidence, NAME, draws, limits)
    # An untrue history costs points elsewhere, and proves nothing here.
    if not outcome.fraction >= 1 or not _true_history(evidence, draws):
        return outcome
    pairs = [_losses(evidence, i, one) for i, one in enumerate(draws)]
    worse = [pair for pair in pairs if not pair[0] <= NEAR * pair[1]]
    if not worse:
        return outcome
    found, lowest = worse[0]
    return replace(
        outcome,
        fraction=LAST_CREDIT,
        message=say(
            "The gap shrinks, but the network that predicts has a validation loss of "
            "{found:.3g}, and the lowest of its history is {lowest:.3g}.",
            found=found,
            lowest=lowest,
        ),
        hints=(
            say("Which epoch's weights predict, the last or the best?"),
            say(
                "Copy the weights whenever the validation loss is the lowest so far, "
                "and load the copy in the end; in Keras, restore_best_weights=True."
            ),
        ),
    )


def _true_history(evidence: Evidence, draws: tuple[Draw, ...]) -> bool:
    try:
        return effects.untrue_history(evidence, draws) is None
    except NotShown:
        return False


def _losses(evidence: Evidence, i: int, one: Draw) -> tuple[float, float]:
    """On the validation points: the network's loss, and its history's lowest."""
    answer = evidence[f"remedies.{NAME}.{i}"]
    _, y = one.validation(setting_of(evidence, "remedies", NAME))
    found = float(np.mean((predicted(answer, "val", VALIDATION) - y) ** 2))
    try:
        claims = history_of(answer, "history", ("loss", "val_loss"))["val_loss"]
    except NotShown:
        return found, found
    return found, float(np.min(claims))
