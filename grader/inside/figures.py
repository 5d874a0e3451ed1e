"""Remembers what matplotlib drew, as each cell ends.

The inline backend closes every figure when its cell ends, so a plot has to be read
before that. Figures are noticed when they are made (pyplot or not), and read in a
``post_execute`` callback registered before the inline backend's own.
"""

from __future__ import annotations

import contextlib
import sys
from typing import Any

import numpy as np

MAX_AXES = 200
MAX_LINES = 32
MAX_POINTS = 20_000
MAX_TEXT = 200


class Recorder:
    """Keeps the lines and words of each axes drawn; ``axes`` is the record."""

    def __init__(self) -> None:
        self.axes: list[dict[str, Any]] = []
        self._open: list[Any] = []

    def watch(self, figure_module: Any) -> None:
        """Wrap ``matplotlib.figure.Figure`` so that new figures are noticed."""
        original = figure_module.Figure.__init__

        def noticed(figure: Any, *args: Any, **kwargs: Any) -> None:
            original(figure, *args, **kwargs)
            self._open.append(figure)

        figure_module.Figure.__init__ = noticed

    def end_cell(self) -> None:
        """Read the figures that this cell made, and those still open in pyplot."""
        figures, self._open = self._open, []
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is not None:
            managers = getattr(pyplot._pylab_helpers.Gcf, "figs", {}).values()
            figures += [manager.canvas.figure for manager in managers]
        for figure in {id(figure): figure for figure in figures}.values():
            for axes in list(getattr(figure, "axes", [])):
                if len(self.axes) < MAX_AXES:
                    # A plot that cannot be read is a plot not drawn; the student's
                    # cell must not show an error of ours for it.
                    with contextlib.suppress(Exception):
                        self.axes.append(_read_axes(axes))


def _read_axes(axes: Any) -> dict[str, Any]:
    legend = axes.get_legend()
    texts = legend.get_texts() if legend is not None else []
    return {
        "title": axes.get_title()[:MAX_TEXT],
        "x_label": axes.get_xlabel()[:MAX_TEXT],
        "y_label": axes.get_ylabel()[:MAX_TEXT],
        "legend": [text.get_text()[:MAX_TEXT] for text in texts[:MAX_LINES]],
        "lines": [_read_line(line) for line in list(axes.lines)[:MAX_LINES]],
    }


def _read_line(line: Any) -> dict[str, Any]:
    x = np.asarray(line.get_xdata(orig=False), dtype=np.float64).ravel()[:MAX_POINTS]
    y = np.asarray(line.get_ydata(orig=False), dtype=np.float64).ravel()[:MAX_POINTS]
    return {"label": str(line.get_label())[:MAX_TEXT], "x": x.copy(), "y": y.copy()}
