"""The rows of ``iris_experiments``, read with distrust."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grader.evidence import Answer

MAX_HIDDEN = 8
MAX_UNITS = 4_096
MAX_EPOCHS = 20_000
MAX_ROWS = 200
FIELDS = ("hidden", "parameters", "epochs", "seed", "accuracy", "val_accuracy")


@dataclass(frozen=True)
class Experiment:
    """One row: a network, how it was trained, and the accuracies it claims."""

    hidden: tuple[int, ...]
    parameters: int
    epochs: int
    seed: int
    accuracy: float
    val_accuracy: float


def experiments_of(answer: Answer) -> list[Experiment]:
    """The rows that have every field, of its type and within reason."""
    rows = answer.facts.get("value") if answer.ok else None
    if not isinstance(rows, list):
        return []
    found = [_experiment(row) for row in rows[:MAX_ROWS]]
    return [row for row in found if row is not None]


def covers_every_size(rows: Sequence[Experiment]) -> bool:
    """One layer of 3, three sizes of one more layer, and a deeper network.

    ``()`` and ``(3,)`` both are "one layer of 3"; "two layers" are one hidden layer and
    the output, or two hidden layers: whichever depth has three sizes.
    """
    networks = {row.hidden for row in rows}
    single = () if () in networks else (3,)
    others = [hidden for hidden in networks if hidden not in (single, ())]
    depths = sorted({len(hidden) for hidden in others})
    three_sizes = [
        depth for depth in depths if sum(len(h) == depth for h in others) >= 3
    ]
    return bool(single in networks and three_sizes and depths[-1] > three_sizes[0])


def _experiment(row: Any) -> Experiment | None:
    if not isinstance(row, dict) or any(name not in row for name in FIELDS):
        return None
    hidden = row["hidden"]
    if isinstance(hidden, int):
        hidden = [hidden]
    if not isinstance(hidden, list) or len(hidden) > MAX_HIDDEN:
        return None
    if not all(_whole(units, 1, MAX_UNITS) for units in hidden):
        return None
    if not _whole(row["epochs"], 1, MAX_EPOCHS) or not _whole(row["seed"], 0, 2**31):
        return None
    if not _whole(row["parameters"], 0, 2**62):
        return None
    if not all(_share(row[name]) for name in ("accuracy", "val_accuracy")):
        return None
    return Experiment(
        hidden=tuple(int(units) for units in hidden),
        parameters=int(row["parameters"]),
        epochs=int(row["epochs"]),
        seed=int(row["seed"]),
        accuracy=float(row["accuracy"]),
        val_accuracy=float(row["val_accuracy"]),
    )


def _whole(value: Any, low: int, high: int) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return (
        number and math.isfinite(value) and value == int(value) and low <= value <= high
    )


def _share(value: Any) -> bool:
    return isinstance(value, (int, float)) and 0 <= value <= 1
