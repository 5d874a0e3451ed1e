"""The recorder of figures, with matplotlib itself and no kernel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from grader.inside import figures
from grader.inside.figures import Recorder

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
plt = pytest.importorskip("matplotlib.pyplot")


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    module = matplotlib.figure
    monkeypatch.setattr(module.Figure, "__init__", module.Figure.__init__)
    made = Recorder()
    made.watch(module)
    yield made
    plt.close("all")


def drawn(recorder: Recorder) -> list[list[float]]:
    return [line["y"].tolist() for axes in recorder.axes for line in axes["lines"]]


def test_a_closed_figure_is_remembered(recorder: Recorder) -> None:
    """A figure that its own cell closed was drawn all the same."""
    plt.plot([1, 2])
    plt.close("all")
    recorder.end_cell()
    recorder.end_cell()
    assert drawn(recorder) == [[1, 2]]


def test_an_open_figure_is_remembered_once_as_it_was_last(recorder: Recorder) -> None:
    """Cell after cell it is the same figure; what is added later counts."""
    plt.plot([1])
    for value in range(2, 5):
        recorder.end_cell()
        plt.plot([value])
    recorder.end_cell()
    assert drawn(recorder) == [[1], [2], [3], [4]]
    plt.close("all")
    plt.plot([5])
    recorder.end_cell()
    assert drawn(recorder) == [[1], [2], [3], [4], [5]]


def test_many_open_figures_leave_room_for_the_last(recorder: Recorder) -> None:
    """Figures that stay open are not counted again with every cell."""
    for value in range(15):
        plt.figure()
        plt.plot([value])
        for _ in range(30):
            recorder.end_cell()
    assert drawn(recorder) == [[value] for value in range(15)]


def test_figures_without_pyplot_are_remembered(recorder: Recorder) -> None:
    """An object-oriented figure belongs to nobody, and is noticed when it is made."""
    figure = matplotlib.figure.Figure()
    figure.subplots().plot([1, 2, 3])
    recorder.end_cell()
    assert drawn(recorder) == [[1, 2, 3]]


def test_words_are_kept(recorder: Recorder) -> None:
    """Titles, labels and legends come along, cut to a length."""
    _, axes = plt.subplots()
    axes.plot([1, 2], label="train")
    axes.set(title="T" * 999, xlabel="epoch", ylabel="loss")
    axes.legend()
    recorder.end_cell()
    (found,) = recorder.axes
    assert found["title"] == "T" * figures.MAX_TEXT
    assert (found["x_label"], found["y_label"]) == ("epoch", "loss")
    assert found["legend"] == ["train"]
    assert [line["label"] for line in found["lines"]] == ["train"]


def test_there_is_an_end_to_what_is_kept(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Axes, lines and points are bounded."""
    monkeypatch.setattr(figures, "MAX_AXES", 3)
    monkeypatch.setattr(figures, "MAX_LINES", 2)
    monkeypatch.setattr(figures, "MAX_POINTS", 4)
    for _ in range(2):
        _, grid = plt.subplots(1, 2)
        for axes in grid:
            for _ in range(3):
                axes.plot(range(9))
        plt.close("all")
        recorder.end_cell()
    assert [len(axes["lines"]) for axes in recorder.axes] == [2, 2, 2]
    assert {len(line["y"]) for axes in recorder.axes for line in axes["lines"]} == {4}


def test_a_plot_that_cannot_be_read_is_passed_over(recorder: Recorder) -> None:
    """A line with a mind of its own costs its axes, and no error."""

    class Line(matplotlib.lines.Line2D):  # type: ignore[misc, name-defined]
        def get_ydata(self, orig: bool = True) -> Any:
            raise RuntimeError

    _, (left, right) = plt.subplots(1, 2)
    left.add_line(Line([0, 1], [0, 1]))
    right.plot([7])
    recorder.end_cell()
    assert drawn(recorder) == [[7]]


def test_subclasses_of_figure_are_noticed(recorder: Recorder) -> None:
    """Who makes figures of a kind of their own draws too."""

    class Mine(matplotlib.figure.Figure):  # type: ignore[misc, name-defined]
        pass

    plt.figure(FigureClass=Mine)
    plt.plot([1])
    recorder.end_cell()
    assert drawn(recorder) == [[1]]
