"""The checks of the overfitting notebook, on answers made by hand."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from grader.assignment import Assignment, find_assignment
from grader.checks import Judgement, judge_all
from grader.datasets import material
from grader.evidence import Answer, Evidence
from grader.execution import Execution
from grader.streams import Seed

BASE = {
    **{"n": 40, "noise": 0.5, "width": 8, "epochs": 9},
    **{"weight_decay": 0, "dropout": 0, "early_stopping": 0},
}


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return find_assignment("overfitting")


@pytest.fixture(scope="module")
def truth(assignment: Assignment) -> Any:
    return drawn(assignment, "answers made by hand")


@pytest.fixture(scope="module")
def modules(assignment: Assignment) -> Any:
    """The assignment's own modules, as the grader loads them, by name."""
    [check, *_] = assignment.checks()
    package = check.judge.__module__.rpartition(".")[0]
    return lambda name: importlib.import_module(f"{package}.{name}")


def drawn(assignment: Assignment, seed: str) -> Any:
    data = material(Seed(seed), (), strict=False)
    return assignment.exam().draw(Seed(seed), data, assignment.settings)


def judged(
    assignment: Assignment, truth: Any, answers: Mapping[str, Answer]
) -> dict[str, Judgement]:
    evidence = Evidence(Execution((), "completed", alive=True), answers)
    return {j.check.id: j for j in judge_all(assignment.checks(), evidence, truth)}


@pytest.mark.parametrize("by_heart", [False, True])
def test_the_curve_is_one_polynomial(
    assignment: Assignment, truth: Any, modules: Any, by_heart: bool
) -> None:
    """Of degree 6 and through the points; not the points here, another curve there."""
    grid = modules("five_points").GRID
    answers = {}
    for i, one in enumerate(truth.points):
        for name, degree in (("line", 1), ("curve", 6)):
            columns = np.vander(one.x, degree + 1)
            weights = np.linalg.lstsq(columns, one.y, rcond=None)[0]
            weights[0] += by_heart * (degree == 6)
            found = [np.polyval(weights, x) for x in (one.x, one.x_val, grid)]
            if by_heart and degree == 6:
                found[0] = one.y
            arrays = {str(j): values for j, values in enumerate(found)}
            answers[f"{name}.{i}"] = Answer("ok", arrays)
    result = judged(assignment, truth, answers)["models"]
    assert result.status == ("partial" if by_heart else "passed")


def diagnoses(truth: Any, verdicts: list[str], epochs: list[int]) -> dict[str, Any]:
    return {
        f"diagnose.{i}": Answer("ok", {"1": np.array(epoch)}, {"words": {"0": verdict}})
        for i, (verdict, epoch) in enumerate(zip(verdicts, epochs, strict=True))
    }


def test_silence_earns_nothing(assignment: Assignment, truth: Any) -> None:
    """Without an answer every check is failed or skipped, and none breaks."""
    results = judged(assignment, truth, {})
    assert {j.status for j in results.values()} <= {"failed", "skipped"}


@pytest.mark.parametrize(
    "array",
    [
        np.array(np.nan),
        np.full((3, 5), np.inf),
        np.zeros(0),
        np.array(7),
        np.zeros((5, 1), np.float32),
    ],
)
def test_odd_answers_break_no_check(
    assignment: Assignment, truth: Any, modules: Any, array: NDArray[Any]
) -> None:
    """Whatever arrays come: they earn next to nothing, and the grader stands."""
    settings = modules("settings")
    names = ["line_train", "line_val", "curve_train", "curve_val", "train", "again"]
    names += ["val", "fresh", "loss", "val_loss", "0", "1", "2"]
    whatever = Answer("ok", dict.fromkeys(names, array), {"words": {"0": "well"}})
    answers = dict.fromkeys([f"errors.{i}" for i in range(3)], whatever)
    answers |= {f"diagnose.{i}": whatever for i in range(40)}
    answers |= {"decompose": whatever, "bias_variance": whatever}
    for name in ("line", "curve"):
        batches = Answer("ok", {str(i): array for i in range(3)})
        answers |= {f"{name}.{i}": batches for i in range(3)}
    for group, keys in settings.GROUPS.items():
        fields = {f"{key}.{f}": np.array(v) for key in keys for f, v in BASE.items()}
        answers[group] = Answer("ok", fields)
        answers |= {f"{group}.{key}.{i}": whatever for key in keys for i in range(3)}
    odd = Answer("ok", {**answers["causes"].arrays, "noise.n": array})
    for causes in (answers["causes"], odd):
        results = judged(assignment, truth, {**answers, "causes": causes})
        assert "error" not in {j.status for j in results.values()}
        assert sum(j.score for j in results.values()) <= 1


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("field", ["n", "noise", "early_stopping"])
def test_a_setting_that_is_no_number_stops_no_exam(
    modules: Any, field: str, value: float
) -> None:
    """The exam reads settings too, where no check stands guard."""
    found = modules("settings")._out_of_bounds({**BASE, field: value})
    assert found == field


def test_true_diagnoses_earn_all(assignment: Assignment, truth: Any) -> None:
    """The truth itself gets all the points for verdicts and epochs."""
    verdicts = [one.verdict for one in truth.curves]
    epochs = [int(one.true_val.argmin()) + 1 for one in truth.curves]
    results = judged(assignment, truth, diagnoses(truth, verdicts, epochs))
    assert results["verdicts"].score == results["epochs"].score == 2


@pytest.mark.parametrize("verdict", ["underfit", "good", "overfit"])
def test_one_answer_for_all_earns_nothing(
    assignment: Assignment, truth: Any, verdict: str
) -> None:
    """The same verdict, and the last epoch, for every curve."""
    verdicts = [verdict] * len(truth.curves)
    epochs = [len(one.val) for one in truth.curves]
    results = judged(assignment, truth, diagnoses(truth, verdicts, epochs))
    assert results["verdicts"].score == results["epochs"].score == 0


def smoothed(values: NDArray[Any], reach: int) -> NDArray[Any]:
    padded = np.pad(values, reach, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
    return np.asarray(np.median(windows, axis=1))


@pytest.mark.parametrize("reach", [1, 2, 3])
def test_epochs_count_from_one(assignment: Assignment, reach: int) -> None:
    """Medians find every epoch; counted from 0 they lose points, and are told why."""
    for i in range(10):
        truth = drawn(assignment, f"curves {i}")
        verdicts = [one.verdict for one in truth.curves]
        lowest = [int(smoothed(one.val, reach).argmin()) for one in truth.curves]
        from_one = diagnoses(truth, verdicts, [epoch + 1 for epoch in lowest])
        assert judged(assignment, truth, from_one)["epochs"].score == 2
        results = judged(assignment, truth, diagnoses(truth, verdicts, lowest))
        assert results["epochs"].score <= 1
        assert "argmin" in str(results["epochs"].outcome.hints[0])
        assert results["verdicts"].score == 2


def trained(one: Any, setting: dict[str, Any], error: float, kept: float) -> Answer:
    """A network that is off by ``error`` on all points, but for the training points.

    Of the lowest loss of its history, its own is ``kept`` times as large.
    """
    _, y = one.training(setting)
    x_val, y_val = one.validation(setting)
    val = one.signal(x_val) + error
    found = float(np.mean((val - y_val) ** 2))
    arrays = {
        **{"train": y, "again": y, "val": val, "fresh": one.signal(one.fresh) + error},
        **{"loss": np.zeros(3), "val_loss": np.array([2, 1 / kept, 1]) * found},
    }
    return Answer("ok", arrays)


@pytest.mark.parametrize(("kept", "score"), [(1, 1), (1.03, 1), (1.2, 0.5)])
def test_after_early_stopping_the_best_network_predicts(
    assignment: Assignment, truth: Any, modules: Any, kept: float, score: float
) -> None:
    """The last one, with a smaller gap all the same, has half the points."""
    networks = {
        ("causes", "balanced"): (BASE, 0.1, 1.0),
        ("remedies", "overfit"): (BASE, 0.9, 1.0),
        ("remedies", "early_stopping"): ({**BASE, "early_stopping": 1}, 0.3, kept),
    }
    answers: dict[str, Answer] = {}
    for (group, name), (setting, *how) in networks.items():
        fields = {f"{name}.{f}": np.array(v) for f, v in setting.items()}
        known = answers[group].arrays if group in answers else {}
        answers[group] = Answer("ok", {**known, **fields})
        for i, one in enumerate(truth.draws):
            answers[f"{group}.{name}.{i}"] = trained(one, setting, *how)
    results = judged(assignment, truth, answers)
    assert results["network"].score == 1
    assert results["early_stopping"].score == score


def test_what_is_drawn_shows_what_it_should(assignment: Assignment) -> None:
    """Over draws: seven parameters do worse, curves are clear, bias falls."""
    for i in range(20):
        truth = drawn(assignment, f"draw {i}")
        for one in truth.points:
            curve = np.linalg.lstsq(np.vander(one.x, 7), one.y, rcond=None)[0]
            line = np.polyfit(one.x, one.y, 1)
            errors = [
                np.mean((np.polyval(f, one.x_val) - one.y_val) ** 2)
                for f in (line, curve)
            ]
            assert errors[1] > 2 * errors[0]
        for one in truth.curves:
            rise = one.true_val[-1] / one.true_val.min()
            assert rise >= 1.4 if one.verdict == "overfit" else rise <= 1.01
            assert (one.train[-5:].mean() > 0.5) == (one.verdict == "underfit")
        bias2, variance, error = truth.experiment.parts()
        assert bias2[0] > bias2[-1]
        assert (np.diff(variance) > 0).all()
        assert 0 < error.argmin() < len(error) - 1


def test_only_its_own_field_may_change(modules: Any) -> None:
    """A cause or remedy changes one thing, in the right direction."""
    change = modules("settings").Change(("n",), more=False)
    assert change.holds(BASE, {**BASE, "n": 20})
    assert not change.holds(BASE, BASE)
    assert not change.holds(BASE, {**BASE, "n": 60})
    assert not change.holds(BASE, {**BASE, "n": 20, "noise": 1})


def test_settings_share_their_points(truth: Any) -> None:
    """Fewer points are the first ones; noise has exactly the size that is asked."""
    one = truth.draws[0]
    x, y = one.training({**BASE, "n": 30})
    more, _ = one.training({**BASE, "n": 90})
    assert (more[:30] == x).all()
    assert np.mean((y - one.signal(x)) ** 2) == pytest.approx(0.25)
