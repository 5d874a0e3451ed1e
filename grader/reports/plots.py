"""Plots as geometry: positions and words that the page's SVG templates draw.

Every plot is 320 units wide, about as many pixels on a page, so that its small print
stays readable on a phone. Words of a student's are carried here, escaped there.
"""

from __future__ import annotations

from grader.messages import Translator
from grader.reports.curves import CurvesDrawing, draw_curves
from grader.reports.intervals import IntervalDrawing, draw_interval
from grader.result import Interval, Plot


def drawing(plot: Plot, t: Translator) -> CurvesDrawing | IntervalDrawing:
    """The geometry of one plot."""
    if isinstance(plot, Interval):
        return draw_interval(plot, t)
    return draw_curves(plot, t)
