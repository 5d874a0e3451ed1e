"""Checks of the networks for MNIST: the best one, and the table it was chosen from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from grader.answers import class_batches, require
from grader.checks import Outcome, check, failed
from grader.evidence import Evidence
from grader.judges import generalisation
from grader.measures.accuracy import accuracy
from grader.measures.networks import dense_parameters
from grader.messages import say

from .exam import DIGITS, Truth

PIXELS = 784
FIELDS = ("hidden", "activation", "parameters", "val_accuracy")
LEAST_ROWS = 3
MOST_ROWS, MOST_LAYERS, MOST_UNITS = 100, 12, 10_000
VALIDATED = 5_000
"""Digits that a claim is measured on, at least."""
STANDARD_ERRORS, SLACK = 3.0, 0.005


@dataclass(frozen=True)
class Row:
    """A network as reported."""

    hidden: tuple[int, ...]
    activation: str
    parameters: int
    val_accuracy: float


@check("MNIST: the best network reads digits that it has never seen", points=2)
def mnist_accuracy(evidence: Evidence, truth: Truth) -> Outcome:
    threshold = truth.thresholds["mnist_accuracy"]
    return generalisation.judge(evidence, "mnist", truth.mnist_exam, threshold)


@check("MNIST: several networks are compared", points=2, needs=[mnist_accuracy])
def mnist_experiments(evidence: Evidence, truth: Truth) -> Outcome:
    answer = require(evidence["mnist.experiments"], "mnist_experiments")
    rows = _rows(answer.facts.get("value"))
    networks = {(row.hidden, row.activation) for row in rows}
    varied = all(len(set(choices)) > 1 for choices in zip(*networks, strict=True))
    if not (varied and len(networks) >= LEAST_ROWS):
        return failed(
            say(
                "mnist_experiments should hold at least {n} different networks, with "
                "other hidden sizes and other activations; of the {rows} complete "
                "rows, {found} differ.",
                n=LEAST_ROWS,
                rows=len(rows),
                found=len(networks),
            ),
            say(
                "It is a list of dicts with the keys {fields}.",
                fields=", ".join(FIELDS),
            ),
        )
    for row in rows:
        if row.parameters not in dense_parameters((PIXELS, *row.hidden, DIGITS)):
            return _wrong_parameters(row)
    return _agrees(evidence, truth, max(rows, key=lambda row: row.val_accuracy))


def _agrees(evidence: Evidence, truth: Truth, best: Row) -> Outcome:
    """The claim for the best network against what mnist_predict reaches."""
    exam = truth.mnist_exam
    n = len(exam.y)
    [found] = class_batches(evidence["mnist.whole"], exam.function, [n], DIGITS)
    measured, claimed = accuracy(found, exam.y), best.val_accuracy
    spread = max(measured * (1 - measured), 1 / n)
    tolerance = STANDARD_ERRORS * math.sqrt(spread * (1 / n + 1 / VALIDATED)) + SLACK
    good = abs(claimed - measured) <= tolerance
    return Outcome(
        1.0 if good else 0.0,
        say(
            "The best row, {hidden} with {activation}, claims {claimed:.1%}; "
            "mnist_predict reaches {measured:.1%} on new digits.",
            hidden=str(best.hidden),
            activation=best.activation,
            claimed=claimed,
            measured=measured,
        ),
        hints=()
        if good
        else (
            say("Does mnist_predict use the network of the best row?"),
            say("Measure val_accuracy on digits that the network did not train on."),
        ),
        measured={"claimed": claimed, "measured": measured},
        needed={"difference_at_most": tolerance},
    )


def _wrong_parameters(row: Row) -> Outcome:
    sizes = (PIXELS, *row.hidden, DIGITS)
    return failed(
        say(
            "A network {sizes} has {needed} parameters; the row says {found}.",
            sizes="-".join(map(str, sizes)),
            needed=sum((a + 1) * b for a, b in pairwise(sizes)),
            found=row.parameters,
        ),
        say("Count the elements of every weight and bias that is trained."),
    )


def _rows(value: Any) -> list[Row]:
    """The rows that have every field, of its type and within reason."""
    rows: Sequence[Any] = value[:MOST_ROWS] if isinstance(value, list) else []
    read = (_row(row) for row in rows if isinstance(row, dict))
    return [row for row in read if row is not None]


def _row(row: dict[str, Any]) -> Row | None:
    hidden, activation, parameters, share = (row.get(field) for field in FIELDS)
    hidden = hidden if isinstance(hidden, list) else [hidden]
    whole = all(isinstance(units, int) and 1 <= units <= MOST_UNITS for units in hidden)
    if not whole or len(hidden) > MOST_LAYERS or not isinstance(activation, str):
        return None
    if not isinstance(parameters, int) or not isinstance(share, (int, float)):
        return None
    if not 0 <= share <= 1:
        return None
    return Row(tuple(hidden), activation, parameters, float(share))
