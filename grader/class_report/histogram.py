"""Scores as geometry: a bar for each range, with how many students it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.class_report.distribution import Bin
from grader.messages import Message, Translator, mark, say_n
from grader.reports.quantities import points
from grader.reports.scales import Scale, Tick

WIDTH = 320
HEIGHT = 180
TOP, BOTTOM = 22.0, 138.0
GAP = 1.0
"""Between two bars, on either side."""
X_LABEL = mark("points")


@dataclass(frozen=True)
class Bar:
    """``label`` stands above it; empty where nobody is."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    label: str


@dataclass(frozen=True)
class HistogramDrawing:
    description: str
    x_label: str
    left: float
    right: float
    bottom: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT


def draw_histogram(bins: Sequence[Bin], t: Translator) -> HistogramDrawing | None:
    """The bars of these ranges, in their order; None where there are none."""
    if not bins:
        return None
    x = Scale(bins[0].low, bins[-1].high, 14.0, WIDTH - 14.0)
    y = Scale(0.0, max(1, *(one.count for one in bins)), BOTTOM, TOP)
    return HistogramDrawing(
        description=" ".join(t(_spoken(one)) for one in bins if one.count),
        x_label=t(X_LABEL),
        left=x.start,
        right=x.end,
        bottom=BOTTOM,
        bars=tuple(_bar(one, x, y) for one in bins),
        ticks=tuple(
            Tick(x(edge), points(edge))
            for edge in [*(one.low for one in bins), bins[-1].high]
        ),
    )


def _bar(one: Bin, x: Scale, y: Scale) -> Bar:
    left, right, top = x(one.low) + GAP, x(one.high) - GAP, y(one.count)
    return Bar(
        x=round(left, 1),
        y=top,
        width=round(right - left, 1),
        height=round(BOTTOM - top, 1),
        middle=round((left + right) / 2, 1),
        label=f"{one.count}" if one.count else "",
    )


def _spoken(one: Bin) -> Message:
    return say_n(
        "{low} to {high} points: one student.",
        "{low} to {high} points: {n} students.",
        one.count,
        low=points(one.low),
        high=points(one.high),
    )
