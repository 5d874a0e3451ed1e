"""Plots as a lab's checks would attach them, for the sample results."""

from __future__ import annotations

import math
from collections.abc import Callable

import sample_texts as texts

from grader.result import Curves, Interval, Mark, Plot, Series

Words = Callable[[texts.Pair], str]


def plots(words: Words, id_: str, lost: bool) -> tuple[Plot, ...]:
    """The plots of one check, as it was passed or as points were lost."""
    match id_:
        case "iris_accuracy":
            value = 0.863 if lost else 0.9712
            return (_interval(words, "flowers", value, 0.004, 0.7, 0.94),)
        case "mnist_accuracy":
            value = 0.959 if lost else 0.976
            return (_interval(words, "digits", value, 0.0065, 0.88, 0.97),)
        case "iris_history":
            return _curves(words, epochs=60, ceiling=0.97, claimed=0.967)
        case "mnist_history":
            claimed = 0.991 if lost else 0.974
            return _curves(words, epochs=8, ceiling=0.977, claimed=claimed)
        case _:
            return ()


def _interval(
    words: Words, name: str, value: float, half: float, baseline: float, target: float
) -> Interval:
    return Interval(
        title=words(texts.PLOTS[name]),
        value=value,
        low=round(value - half, 4),
        high=round(value + half, 4),
        baseline=baseline,
        target=target,
    )


def _curves(
    words: Words, epochs: int, ceiling: float, claimed: float
) -> tuple[Curves, Curves]:
    """Loss and accuracy that fall and rise as they do, with a little ripple."""
    pace = 5 / epochs
    t = [math.exp(-pace * i) for i in range(epochs)]
    ripple = [0.012 * math.sin(2.4 * i) for i in range(epochs)]
    rows = {
        "loss": ([1.05 * a + 0.06 for a in t], [0.95 * a + 0.14 for a in t]),
        "accuracy": ([ceiling - 0.6 * a for a in t], [ceiling - 0.62 * a for a in t]),
    }
    drawn = []
    for name, (train, validation) in rows.items():
        noisy = [v + r for v, r in zip(validation, ripple, strict=True)]
        series = tuple(
            Series(
                label=words(texts.PLOTS[label]), values=tuple(round(v, 4) for v in line)
            )
            for label, line in (("train", train), ("validation", noisy))
        )
        marks = [("measured", noisy[-1]), ("claimed", claimed)]
        drawn.append(
            Curves(
                title=words(texts.PLOTS[name]),
                x_label=words(texts.PLOTS["epoch"]),
                series=series,
                marks=tuple(
                    Mark(
                        label=words(texts.PLOTS[label]), x=float(epochs), y=round(y, 4)
                    )
                    for label, y in (marks if name == "accuracy" else marks[:1])
                ),
            )
        )
    return drawn[0], drawn[1]
