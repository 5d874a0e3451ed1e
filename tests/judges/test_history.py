"""A history is held against the model that it claims to describe."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.checks import CurvesPlot, Outcome
from grader.evidence import Answer
from grader.judges import history

NAMES = history.Names("h", "predict", "split")
TRUE = np.arange(30) % 3


def a_history(*claims: float, **series: Any) -> history.History:
    n = len(claims)
    made: dict[str, Any] = {
        "loss": np.linspace(1, 0.1, n),
        "val_loss": np.linspace(1, 0.2, n),
        "accuracy": np.linspace(0.3, 1, n),
        "val_accuracy": claims,
        **series,
    }
    return {key: np.asarray(value, np.float64) for key, value in made.items()}


def judged(series: history.History, right: int, tolerance: float = 1 / 30) -> Outcome:
    """The outcome for a model that has ``right`` of 30 validation rows right."""
    predicted = np.where(np.arange(30) < right, TRUE, (TRUE + 1) % 3)
    predictions = Answer("ok", {"0": predicted})
    return history.judge(series, predictions, TRUE, 3, tolerance, NAMES)


@pytest.mark.parametrize("right", [27, 28, 26])
def test_the_end_may_be_a_flower_off(right: int) -> None:
    """Within one flower of what was claimed last."""
    assert judged(a_history(0.4, 0.5, 0.9), right).fraction == 1


@pytest.mark.parametrize("right", [25, 29, 10])
def test_another_end_fails(right: int) -> None:
    """Two flowers off is another network."""
    assert judged(a_history(0.4, 0.5, 0.9), right).fraction == 0


@pytest.mark.parametrize("claims", [(0.5, 0.9, 0.6), (0.9, 0.5, 0.6), (0.5, 0.6, 0.9)])
def test_the_previous_and_the_best_epoch_are_ends_too(
    claims: tuple[float, ...],
) -> None:
    """Weights may be restored from the best epoch, or measured one step late."""
    assert judged(a_history(*claims), 27).fraction == 1


def test_the_epoch_of_the_lowest_loss_is_an_end() -> None:
    """Early stopping restores where the validation loss was lowest."""
    series = a_history(0.6, 0.9, 1.0, 0.5, val_loss=[1, 0.1, 0.5, 0.6])
    assert judged(series, 27).fraction == 1


def test_percentages_are_told() -> None:
    """97.3 is no share between 0 and 1."""
    outcome = judged(a_history(40, 90), 27)
    assert outcome.fraction == 0
    assert "between 0 and 1" in str(outcome.message)


@pytest.mark.parametrize("loss", [[9, 9, 9], [np.nan] * 3, [-5, -6, -7]])
def test_no_loss_fails_anybody(loss: list[float]) -> None:
    """Losses are shown, never a verdict."""
    assert judged(a_history(0.4, 0.5, 0.9, loss=loss, val_loss=loss), 27).fraction == 1


def test_a_softmax_too_many_is_a_note() -> None:
    """A loss stuck above 0.551 with three classes says softmax was applied twice."""
    stuck = judged(a_history(0.4, 0.5, 0.97, loss=[0.9, 0.7, 0.58]), 29)
    assert stuck.fraction == 1
    assert "softmax" in str(stuck.notes[0])
    assert not judged(a_history(0.4, 0.5, 0.97), 29).notes


def test_plots_show_both_ends() -> None:
    """The accuracy plot marks the claimed and the measured end."""
    plots = judged(a_history(0.4, 0.5, 0.9), 28).plots
    assert all(isinstance(plot, CurvesPlot) for plot in plots)
    marks = [point for plot in plots for point in getattr(plot, "points", ())]
    assert [round(point.y, 3) for point in marks] == [0.9, 0.933]


def drawn(*lines: Any) -> Answer:
    return Answer("ok", {f"0/{i}/y": np.asarray(y) for i, y in enumerate(lines)})


def test_all_four_lines_earn_everything() -> None:
    """As shares or in percent, in any plot and order."""
    series = a_history(0.4, 0.5, 0.9)
    lines = [series[key] for key in history.KEYS]
    assert history.judge_drawn(drawn(*lines), series, "h").fraction == 1
    percent = [100 * line for line in lines[2:]]
    assert history.judge_drawn(drawn(*lines[:2], *percent), series, "h").fraction == 1


def test_each_missing_line_costs_a_quarter() -> None:
    """A plot of something else is no plot of the history."""
    series = a_history(0.4, 0.5, 0.9)
    outcome = history.judge_drawn(
        drawn(series["loss"], series["val_loss"], [1, 2, 3]), series, "h"
    )
    assert outcome.fraction == 0.5
    assert "accuracy, val_accuracy" in str(outcome.message)
    assert history.judge_drawn(Answer("absent"), series, "h").fraction == 0


def test_the_binomial_tolerance_shrinks_with_the_rows() -> None:
    """Three standard errors and a row: 97 % on 2,000 digits is about 1.2 points."""
    series = a_history(0.5, 0.97)
    assert history.binomial_tolerance(series, 2_000) == pytest.approx(0.0119, abs=1e-3)
    assert history.binomial_tolerance(a_history(0.5, 1.0), 2_000) > 1 / 2_000
