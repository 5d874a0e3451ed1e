"""Learning curves as geometry: lines, gaps, dots and marked ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from grader.messages import Translator, say
from grader.reports.quantities import number
from grader.reports.scales import Scale, Tick, finite, scale_for, whole_numbers
from grader.result import Curves, Series

WIDTH = 320
HEIGHT = 200
STYLES = 4  # how many lines and how many marks look different
DENSE = 500  # points that a line of this width can show

Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """A series: stretches without gaps, and points that have no neighbour."""

    label: str
    style: int
    strokes: tuple[str, ...]
    dots: tuple[Point, ...]


@dataclass(frozen=True)
class Spot:
    """A marked point, with its value in words."""

    label: str
    style: int
    at: Point


@dataclass(frozen=True)
class CurvesDrawing:
    title: str
    description: str
    x_label: str
    note: str
    left: float
    right: float
    top: float
    bottom: float
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    spots: tuple[Spot, ...]
    kind: str = "curves"
    width: int = WIDTH
    height: int = HEIGHT


def draw_curves(plot: Curves, t: Translator) -> CurvesDrawing:
    """Series as lines, marks as spots, on axes that fit both."""
    known = [_known(series) for series in plot.series]
    ends = [
        (x, y, spot.label)
        for spot in plot.marks
        if (x := finite(spot.x)) is not None and (y := finite(spot.y)) is not None
    ]
    top, bottom = 10.0, HEIGHT - 38.0
    heights = [y for points in known for _, y in points] + [y for _, y, _ in ends]
    y_scale = scale_for(heights, bottom, top)
    y_ticks = y_scale.ticks()
    left = 14.0 + 6 * max((len(tick.label) for tick in y_ticks), default=1)
    last = max([len(series.values) for series in plot.series], default=1)
    x_scale = _epochs(max([last, *(x for x, _, _ in ends)]), left, WIDTH - 16.0)
    return CurvesDrawing(
        title=plot.title,
        description=_described(plot, known, t),
        x_label=plot.x_label,
        note=_note(heights, y_scale, t),
        left=left,
        right=x_scale.end,
        top=top,
        bottom=bottom,
        x_ticks=whole_numbers(max(last, 1), x_scale),
        y_ticks=y_ticks if heights else (),
        lines=tuple(
            _line(series, points, style % STYLES, x_scale, y_scale)
            for style, (series, points) in enumerate(
                zip(plot.series, known, strict=True)
            )
        ),
        spots=tuple(
            Spot(f"{label}: {number(y)}", style % STYLES, (x_scale(x), y_scale(y)))
            for style, (x, y, label) in enumerate(ends)
        ),
    )


def _known(series: Series) -> list[Point]:
    """Epoch and value of every finite value."""
    return [
        (float(epoch), value)
        for epoch, raw in enumerate(series.values, start=1)
        if (value := finite(raw)) is not None
    ]


def _epochs(last: float, left: float, right: float) -> Scale:
    """Epochs 1 to ``last``; a single epoch sits in the middle."""
    if last <= 1:
        return Scale(0.0, 2.0, left, right)
    room = 0.02 * (last - 1)
    return Scale(1 - room, last + room, left, right)


def _note(heights: Sequence[float], scale: Scale, t: Translator) -> str:
    if not heights:
        return t(say("no finite values"))
    return t(say("logarithmic axis")) if scale.logarithmic else ""


def _line(series: Series, points: list[Point], style: int, x: Scale, y: Scale) -> Line:
    strokes, dots = [], []
    for stretch in _stretches(points):
        drawn = [(x(epoch), y(value)) for epoch, value in _thinned(stretch)]
        if len(drawn) == 1:
            dots.append(drawn[0])
        else:
            strokes.append(" ".join(f"{a:g},{b:g}" for a, b in drawn))
    return Line(series.label, style, tuple(strokes), tuple(dots))


def _stretches(points: Iterable[Point]) -> list[list[Point]]:
    """Runs of neighbouring epochs: within one, epoch minus position is constant."""
    runs = groupby(enumerate(points), key=lambda pair: pair[1][0] - pair[0])
    return [[point for _, point in run] for _, run in runs]


def _thinned(points: list[Point]) -> list[Point]:
    """The lowest and highest of each bucket, where there are more than can be seen."""
    size = -(-len(points) // (DENSE // 2))
    if size <= 2:
        return points
    kept = set()
    for start in range(0, len(points), size):
        bucket = points[start : start + size]
        kept |= {min(bucket, key=lambda p: p[1]), max(bucket, key=lambda p: p[1])}
    return sorted(kept)


def _described(plot: Curves, known: list[list[Point]], t: Translator) -> str:
    told = [
        t(
            say(
                "{label}: from {first} to {last} in {n} epochs.",
                label=series.label,
                first=number(points[0][1]),
                last=number(points[-1][1]),
                n=len(series.values),
            )
        )
        for series, points in zip(plot.series, known, strict=True)
        if points
    ]
    told += [f"{spot.label}: {number(spot.y)}." for spot in plot.marks]
    return " ".join(told) or t(say("no finite values"))
