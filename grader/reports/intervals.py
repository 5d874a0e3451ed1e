"""A measured share with its interval, as geometry, beside what was needed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from grader.messages import Translator, say
from grader.reports.quantities import percent
from grader.reports.scales import Scale, Tick, finite, round_numbers
from grader.reports.wording import reading
from grader.result import Interval

WIDTH = 320
HEIGHT = 92
PLAIN, BOLD = 6.6, 8.0
"""The width of a character, about; generous, since the reader's font is not known."""


@dataclass(frozen=True)
class Caption:
    """A line of text around a position."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class IntervalDrawing:
    title: str
    description: str
    left: float
    right: float
    value: float
    low: float
    high: float
    baseline: float
    target: float
    ticks: tuple[Tick, ...]
    captions: tuple[Caption, Caption, Caption]
    reached: bool
    kind: str = "interval"
    width: int = WIDTH
    height: int = HEIGHT


def draw_interval(plot: Interval, t: Translator) -> IntervalDrawing:
    """The value, its interval, and the zones of no, some and full credit."""
    shares = (plot.value, plot.low, plot.high, plot.baseline, plot.target)
    value, low, high, baseline, target = (
        min(max(finite(share) or 0.0, 0.0), 1.0) for share in shares
    )
    scale = _shares((value, low, high, baseline, target))
    ticks, _ = round_numbers(scale.low, scale.high)
    return IntervalDrawing(
        title=plot.title,
        description=reading(plot, t),
        left=scale.start,
        right=scale.end,
        value=scale(value),
        low=scale(low),
        high=scale(high),
        baseline=scale(baseline),
        target=scale(target),
        ticks=tuple(Tick(scale(tick), f"{tick:.0%}") for tick in ticks),
        captions=_captions(plot, scale(baseline), scale(target), scale(value), t),
        reached=high >= target,
    )


def _shares(shares: Sequence[float]) -> Scale:
    """From a round number below all of them to one above, within 0..1."""
    low = max(0.0, math.floor(10 * min(shares) - 0.2) / 10)
    high = min(1.0, math.ceil(10 * max(shares) + 0.2) / 10)
    return Scale(low, max(high, low + 0.1), 20.0, WIDTH - 26.0)


def _captions(
    plot: Interval, baseline: float, target: float, value: float, t: Translator
) -> tuple[Caption, Caption, Caption]:
    """Words for baseline and target, side by side where they fit, and for the value."""
    needed = t(say("full credit from {share}", share=percent(plot.target)))
    floor = t(say("credit from {share}", share=percent(plot.baseline)))
    spread = f"{percent(plot.value)}  ({percent(plot.low)} – {percent(plot.high)})"
    above, beside = _caption(target, 11, needed), _caption(baseline, 11, floor)
    if above.x - beside.x < _half(needed) + _half(floor) + 6:
        beside = _caption(baseline - _half(floor) + 6, 25, floor)
    return above, beside, _caption(value, 66, spread, BOLD)


def _caption(x: float, y: float, text: str, width: float = PLAIN) -> Caption:
    """Centred on ``x``, or as near as keeps it on the drawing."""
    half = _half(text, width)
    return Caption(round(max(half, min(x, WIDTH - half)), 1), y, text)


def _half(text: str, width: float = PLAIN) -> float:
    """About half the width of a line of this text, ``width`` a character."""
    return width / 2 * len(text)
