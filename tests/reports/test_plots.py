"""Plots: whatever the numbers, positions are finite, on the drawing and legible."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.messages import translator
from grader.reports.curves import CurvesDrawing
from grader.reports.intervals import IntervalDrawing
from grader.reports.plots import drawing
from grader.result import Curves, Interval, Mark, Series

NAN, INF = float("nan"), float("inf")
Values = tuple[float | None, ...]
numbers = st.none() | st.floats()


def draw(*lines: Values, marks: tuple[Mark, ...] = ()) -> CurvesDrawing:
    """The drawing of these series."""
    series = tuple(Series(label=f"s{n}", values=line) for n, line in enumerate(lines))
    plot = Curves(title="Loss", x_label="epoch", series=series, marks=marks)
    drawn = drawing(plot, translator("en"))
    assert isinstance(drawn, CurvesDrawing)
    return drawn


def interval(
    value: float, low: float, high: float, baseline: float = 0.7, target: float = 0.94
) -> IntervalDrawing:
    """The drawing of this interval."""
    plot = Interval(
        title="a", value=value, low=low, high=high, baseline=baseline, target=target
    )
    drawn = drawing(plot, translator("en"))
    assert isinstance(drawn, IntervalDrawing)
    return drawn


def positions(drawn: CurvesDrawing) -> list[tuple[float, float]]:
    """Every point that is drawn."""
    strokes = [
        point for line in drawn.lines for s in line.strokes for point in s.split()
    ]
    pairs = [tuple(map(float, point.split(","))) for point in strokes]
    dots = [dot for line in drawn.lines for dot in line.dots]
    return [(x, y) for x, y in pairs] + dots + [spot.at for spot in drawn.spots]


@given(
    st.lists(st.lists(numbers, max_size=30).map(tuple), max_size=3),
    st.lists(st.tuples(st.floats(), st.floats()), max_size=3),
)
def test_any_curves_stay_on_the_drawing(
    lines: list[Values], ends: list[tuple[float, float]]
) -> None:
    """Whatever the values, every position and tick is inside the frame."""
    drawn = draw(*lines, marks=tuple(Mark(label="m", x=x, y=y) for x, y in ends))
    assert all(drawn.left <= x <= drawn.right for x, _ in positions(drawn))
    assert all(drawn.top <= y <= drawn.bottom for _, y in positions(drawn))
    assert all(drawn.top <= tick.at <= drawn.bottom for tick in drawn.y_ticks)
    assert len(drawn.y_ticks) <= 12
    assert drawn.left < drawn.width / 2


@given(*[st.floats()] * 5)
def test_any_interval_stays_on_the_drawing(
    value: float, low: float, high: float, baseline: float, target: float
) -> None:
    """Shares outside 0..1 are drawn at the edge."""
    drawn = interval(value, low, high, baseline, target)
    places = (drawn.value, drawn.low, drawn.high, drawn.baseline, drawn.target)
    assert all(drawn.left <= place <= drawn.right for place in places)
    assert 2 <= len(drawn.ticks) <= 11


def test_gaps_are_gaps() -> None:
    """A missing value parts the line; a value without neighbours becomes a dot."""
    (line,) = draw((1.0, 0.8, None, 0.5, None, 0.3, 0.2, NAN)).lines
    assert len(line.strokes) == 2
    assert len(line.dots) == 1


def test_single_epoch_is_a_dot_in_the_middle() -> None:
    """One epoch is drawn where it can be seen, on an axis that says 1."""
    drawn = draw((0.7,))
    ((x, _),) = drawn.lines[0].dots
    assert abs(x - (drawn.left + drawn.right) / 2) < 1
    assert [tick.label for tick in drawn.x_ticks] == ["1"]


def test_constant_curve_lies_between_ticks() -> None:
    """A constant is a level line away from the frame, with ticks that differ."""
    drawn = draw((0.5,) * 10)
    heights = {y for _, y in positions(drawn)}
    assert len(heights) == 1
    assert drawn.top + 20 < heights.pop() < drawn.bottom - 20
    assert len({tick.label for tick in drawn.y_ticks}) == len(drawn.y_ticks) >= 3


@pytest.mark.parametrize("values", [(), (None, None), (NAN, INF, -INF)])
def test_nothing_finite_is_said_so(values: Values) -> None:
    """An empty plot says why it is empty instead of inventing an axis."""
    drawn = draw(values)
    assert drawn.note == "no finite values"
    assert drawn.y_ticks == ()
    assert positions(drawn) == []


def test_an_explosion_does_not_flatten_the_rest() -> None:
    """With huge values the axis is logarithmic, says so, and small ones stay apart."""
    drawn = draw((1e12, 0.9, 0.6, 0.4, 0.2, 0.1))
    heights = sorted({y for _, y in positions(drawn)})
    assert drawn.note == "logarithmic axis"
    assert len(heights) == 6
    labels = {tick.label for tick in drawn.y_ticks}
    assert len(labels) == len(drawn.y_ticks)


def test_ordinary_curves_have_an_ordinary_axis() -> None:
    """A loss that falls from 2.3 to 0.05 is drawn from zero, with round numbers."""
    drawn = draw(tuple(2.3 * 0.9**i + 0.05 for i in range(60)))
    assert [tick.label for tick in drawn.y_ticks] == ["0", "0.5", "1.0", "1.5", "2.0"]
    assert [tick.label for tick in drawn.x_ticks] == ["1", *map(str, range(10, 61, 10))]


def test_thousands_of_epochs_keep_their_extremes() -> None:
    """A long curve is thinned, and its spike is still there."""
    values = [0.5] * 20_000
    values[12_345] = 3.0
    drawn = draw(tuple(values))
    spike = min(y for _, y in positions(drawn))
    assert len(positions(drawn)) <= 500
    assert spike < drawn.top + 15


def test_captions_never_meet() -> None:
    """Captions of baseline and target share a line only where there is room."""
    near = interval(0.95, 0.94, 0.96, baseline=0.9, target=0.92)
    far = interval(0.95, 0.94, 0.96, baseline=0.5, target=0.94)
    assert near.captions[0].y != near.captions[1].y
    assert far.captions[0].y == far.captions[1].y


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
def test_value_is_described_in_words(value: float) -> None:
    """The description says what the drawing shows, for those who cannot see it."""
    drawn = interval(value, value - 0.02, value + 0.02)
    assert f"{100 * value:.1f}" in drawn.description
    assert "94.0" in drawn.description


def test_reached_by_the_upper_end() -> None:
    """The target counts as reached when the interval reaches it."""
    assert interval(0.935, 0.93, 0.94).reached
    assert not interval(0.93, 0.92, 0.939).reached
