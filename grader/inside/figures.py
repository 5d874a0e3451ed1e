"""Remembers what matplotlib drew, as each cell ends.

The inline backend closes every figure when its cell ends, so a plot has to be read
before that. Figures are noticed when they are made (pyplot or not), and read in a
``post_execute`` callback registered before the inline backend's own.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from typing import Any

import numpy as np

MAX_AXES = 200
MAX_LINES = 32
MAX_POINTS = 20_000
MAX_TEXT = 200


class Recorder:
    """Keeps the lines and words of each axes drawn; ``axes`` is the record.

    A figure that stays open is read again as each cell ends, and what it then shows
    takes the place of what it showed before.
    """

    def __init__(self) -> None:
        self._made: list[Any] = []
        self._final: list[dict[str, Any]] = []
        # By identity, with the figure itself: so nobody else gets its identity.
        self._open: dict[int, tuple[Any, list[dict[str, Any]]]] = {}

    @property
    def axes(self) -> list[dict[str, Any]]:
        """What was drawn, at most ``MAX_AXES``, the earliest first."""
        still = [axes for _, drawn in self._open.values() for axes in drawn]
        return (self._final + still)[:MAX_AXES]

    def watch(self, figure_module: Any) -> None:
        """Wrap ``matplotlib.figure.Figure`` so that new figures are noticed."""
        original = figure_module.Figure.__init__

        @functools.wraps(original)
        def noticed(figure: Any, *args: Any, **kwargs: Any) -> None:
            original(figure, *args, **kwargs)
            self._made.append(figure)

        figure_module.Figure.__init__ = noticed

    def end_cell(self) -> None:
        """Read the figures that this cell made, and those still open in pyplot."""
        made, self._made = self._made, []
        shown = {id(figure): figure for figure in _open_in_pyplot()}
        for known in [known for known in self._open if known not in shown]:
            self._keep(self._open.pop(known)[1])
        for figure in {id(figure): figure for figure in made}.values():
            if id(figure) not in shown:
                self._keep(_read_figure(figure))
        for identity, figure in shown.items():
            self._open[identity] = (figure, _read_figure(figure))

    def _keep(self, drawn: list[dict[str, Any]]) -> None:
        self._final += drawn[: MAX_AXES - len(self._final)]


def _open_in_pyplot() -> list[Any]:
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return []
    managers = getattr(pyplot._pylab_helpers.Gcf, "figs", {}).values()
    return [manager.canvas.figure for manager in managers]


def _read_figure(figure: Any) -> list[dict[str, Any]]:
    drawn = []
    for axes in list(getattr(figure, "axes", []))[:MAX_AXES]:
        # A plot that cannot be read is a plot not drawn; the student's cell must not
        # show an error of ours for it.
        with contextlib.suppress(Exception):
            drawn.append(_read_axes(axes))
    return drawn


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
