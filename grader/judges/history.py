"""Is a history complete, does it end where the model is, and was it drawn?

A history is a claim. Its validation accuracy is compared with what the model reaches on
the same rows, at the last, the previous or a best epoch (restored weights). Its losses
are never a verdict: dropout, weight decay and running means make honest ones differ.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.answers import class_batches, history_of
from grader.checks import CurvesPlot, Line, Outcome, Point, failed
from grader.evidence import Answer
from grader.measures.accuracy import accuracy
from grader.messages import Message, say

KEYS = ("loss", "val_loss", "accuracy", "val_accuracy")
STANDARD_ERRORS = 3.0
GOOD_ENOUGH = 0.9

History = dict[str, NDArray[np.float64]]


@dataclass(frozen=True)
class Names:
    """What the notebook calls its history, its predict function and its split."""

    history: str
    predict: str
    split: str


def read(answer: Answer, name: str) -> History:
    """The four series of a history, equally long, a value an epoch."""
    return history_of(answer, name, KEYS)


def binomial_tolerance(history: History, n: int) -> float:
    """How far a share measured on ``n`` rows may be from what was claimed of more.

    Three standard errors of a share at the last claim, and one row.
    """
    claim = float(np.clip(history["val_accuracy"][-1], 0.5 / n, 1 - 0.5 / n))
    return STANDARD_ERRORS * math.sqrt(claim * (1 - claim) / n) + 1 / n


def judge(
    history: History,
    predictions: Answer,
    true: NDArray[np.int64],
    n_classes: int,
    tolerance: float,
    names: Names,
) -> Outcome:
    """All or nothing: a claimed end within ``tolerance`` of the measured accuracy.

    ``predictions`` are the model's on validation rows whose classes are ``true``.
    """
    shares = np.concatenate([history["accuracy"], history["val_accuracy"]])
    if not ((shares >= 0) & (shares <= 1)).all():
        return _not_shares(shares)
    [answers] = class_batches(predictions, names.predict, [len(true)], n_classes)
    measured = accuracy(answers, true)
    epoch = _nearest_epoch(history, measured)
    claimed = float(history["val_accuracy"][epoch])
    difference = abs(claimed - measured)
    good = difference <= tolerance + 1e-9
    values = {"claimed": claimed, "measured": measured}
    return Outcome(
        1.0 if good else 0.0,
        say(
            "val_accuracy ends at {claimed:.1%}; the network reaches {measured:.1%} on "
            "the same rows.",
            **values,
        ),
        hints=() if good else _hints(names),
        notes=_loss_notes(history["loss"], measured, n_classes),
        measured={**values, "difference": difference},
        needed={"difference_at_most": tolerance},
        plots=_plots(history, epoch, measured),
    )


def judge_drawn(figures: Answer, history: History, name: str) -> Outcome:
    """A quarter of the points for each series that a line of some plot shows."""
    if not figures.ok:
        return failed(
            say("The figures of the notebook could not be read."),
            say("Restart the kernel, run all cells, and look whether they are drawn."),
        )
    missing = [key for key in KEYS if not _is_drawn(figures.arrays, history[key])]
    measured = {"curves": float(len(KEYS) - len(missing))}
    needed = {"curves": float(len(KEYS))}
    if not missing:
        message = say("All four curves of {name} are drawn.", name=name)
        return Outcome(1.0, message, measured=measured, needed=needed)
    return Outcome(
        1 - len(missing) / len(KEYS),
        say(
            "All four series of {name} should be drawn; not found in any figure: "
            "{keys}.",
            name=name,
            keys=", ".join(missing),
        ),
        hints=(
            say("Draw the series with plt.plot, over the epochs, just as they are."),
            say("Make two plots, for loss and for accuracy, each with both curves."),
        ),
        measured=measured,
        needed=needed,
    )


def _not_shares(shares: NDArray[np.float64]) -> Outcome:
    return failed(
        say(
            "Accuracies should be shares between 0 and 1; found {low:.3g} to "
            "{high:.3g}.",
            low=float(shares.min()),
            high=float(shares.max()),
        ),
        say("Divide percentages by 100, and record every epoch."),
    )


def _hints(names: Names) -> tuple[Message, ...]:
    return (
        say(
            "Record the history of the very network that {name} uses.",
            name=names.predict,
        ),
        say(
            "Measure val_accuracy on x_val of {name}, after each epoch.",
            name=names.split,
        ),
    )


def _nearest_epoch(history: History, measured: float) -> int:
    """The last, the previous or a best epoch, whichever claims what was measured."""
    claims, losses = history["val_accuracy"], history["val_loss"]
    last = len(claims) - 1
    best_loss = int(np.nanargmin(losses)) if np.isfinite(losses).any() else last
    epochs = [last, last - 1, int(claims.argmax()), best_loss]
    return min(epochs, key=lambda epoch: abs(claims[epoch] - measured))


def _loss_notes(
    losses: NDArray[np.float64], reached: float, n_classes: int
) -> tuple[Message, ...]:
    """A loss that stays above ln(1 + (C - 1)/e) says softmax was applied twice."""
    floor = math.log(1 + (n_classes - 1) / math.e)
    if not (reached > GOOD_ENOUGH and 0.99 <= float(losses[-1]) / floor <= 1.25):
        return ()
    return (
        say(
            "The loss stays above {floor:.2f} although the network is good: does "
            "softmax come before a cross-entropy that expects logits?",
            floor=floor,
        ),
    )


def _plots(history: History, epoch: int, measured: float) -> tuple[CurvesPlot, ...]:
    claimed = float(history["val_accuracy"][epoch])
    ends = (
        Point(say("claimed end"), epoch + 1, claimed),
        Point(say("measured end"), epoch + 1, measured),
    )
    return (
        _plot(say("Accuracy"), history, "accuracy", ends),
        _plot(say("Loss"), history, "loss", ()),
    )


def _plot(
    title: Message, history: History, key: str, points: tuple[Point, ...]
) -> CurvesPlot:
    lines = (
        Line(say("training"), history[key].tolist()),
        Line(say("validation"), history[f"val_{key}"].tolist()),
    )
    return CurvesPlot(title, say("epoch"), lines, points)


def _is_drawn(arrays: Mapping[str, NDArray[Any]], series: NDArray[np.float64]) -> bool:
    return any(_same(y, series) for name, y in arrays.items() if name.endswith("/y"))


def _same(drawn: NDArray[Any], series: NDArray[np.float64]) -> bool:
    """Whether a line shows a series, as shares or in percent."""
    return drawn.shape == series.shape and any(
        np.allclose(drawn, scale * series, rtol=1e-3, atol=1e-6, equal_nan=True)
        for scale in (1, 100)
    )
