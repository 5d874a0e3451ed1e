"""The histogram: bars are on the drawing, and as high as what they count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.class_report.distribution import bins
from grader.class_report.histogram import HistogramDrawing, draw_histogram
from grader.messages import translator

ENGLISH = translator("en")


def draw(values: list[float], most: float = 20.0) -> HistogramDrawing:
    drawn = draw_histogram(bins(values, most), ENGLISH)
    assert drawn is not None
    return drawn


@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1),
    st.floats(0.01, 1e6),
)
def test_any_scores_stay_on_the_drawing(values: list[float], most: float) -> None:
    """Whatever they are, and however many points there are."""
    drawn = draw(values, most)
    for bar in drawn.bars:
        assert drawn.left <= bar.x <= bar.x + bar.width <= drawn.right + 0.2
        assert 0 < bar.y <= bar.y + bar.height <= drawn.bottom + 0.2
        assert bar.width > 5
    assert len(drawn.ticks) == len(drawn.bars) + 1


def test_heights_are_in_proportion() -> None:
    """Twice as many students, twice the height; nobody, no bar and no number."""
    drawn = draw([1.0] * 4 + [3.0] * 2)
    first, second, *others = drawn.bars
    assert first.height == pytest.approx(2 * second.height, abs=0.2)
    assert (first.label, second.label) == ("4", "2")
    assert {(bar.height, bar.label) for bar in others} == {(0.0, "")}


def test_what_is_drawn_is_also_said() -> None:
    """For ears: every range in which somebody is, with how many."""
    drawn = draw([1.0, 19.0, 20.0])
    assert drawn.description == (
        "0 to 2 points: one student. 18 to 20 points: 2 students."
    )
    assert [tick.label for tick in drawn.ticks][::5] == ["0", "10", "20"]


def test_nothing_is_not_drawn() -> None:
    assert draw_histogram((), ENGLISH) is None
