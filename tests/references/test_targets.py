"""What references reach: recorded, read again, and held against a new run."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from grader.errors import BadInput
from grader.references import targets
from grader.references.targets import Targets
from grader.result import Result, from_json

FIXTURE = Path(__file__).parents[1] / "fixtures" / "good.en.result.json"
METRIC = "iris_accuracy.accuracy"


def result(accuracy: float = 0.97, framework: str = "torch") -> Result:
    """A real result whose Iris accuracy is this."""
    good = from_json(FIXTURE.read_bytes())
    checks = tuple(
        msgspec.structs.replace(
            check, measured={**check.measured, "accuracy": accuracy}
        )
        if check.id == "iris_accuracy"
        else check
        for check in good.checks
    )
    submission = msgspec.structs.replace(good.submission, framework=framework)
    return msgspec.structs.replace(good, checks=checks, submission=submission)


def recorded(*accuracies: float) -> Targets:
    return Targets().updated([targets.reached([result(a) for a in accuracies])])


def test_a_metric_is_what_was_measured_and_needed() -> None:
    """Intervals and errors that should be small are none."""
    found = targets.measured(result())
    assert found[METRIC] == 0.97
    assert "iris_accuracy.low" not in found
    assert not any("difference" in name for name in found)


def test_the_length_of_a_notebook_is_no_metric() -> None:
    """A reference may lose a cell, or gain one, and reach as much."""
    runs, *others = result().checks
    runs = msgspec.structs.replace(runs, measured={"cells": 25}, needed={"cells": 25})
    ran = msgspec.structs.replace(result(), checks=(runs, *others))
    assert targets.measured(ran) == targets.measured(result())


def test_runs_are_summed_up() -> None:
    """n, mean, sd, the worst, and a bound below all of them."""
    [reached] = recorded(0.96, 0.97, 0.98).reached
    metric = reached.metrics[METRIC]
    assert (metric.n, metric.mean, metric.sd, metric.min) == (3, 0.97, 0.01, 0.96)
    assert metric.bound < 0.96
    assert reached.device == "cpu"
    assert {"python", "torch"} <= reached.versions.keys()


def test_a_run_below_the_bound_has_missed_its_target() -> None:
    """What is above it has not; another framework's targets are not its own."""
    known = recorded(0.968, 0.97, 0.972)
    assert targets.missed(result(0.97), known) == {}
    assert targets.missed(result(0.9), known).keys() == {METRIC}
    assert targets.missed(result(float("nan")), known).keys() == {METRIC}
    assert targets.missed(result(0.9, framework="keras"), known) == {}


def test_new_runs_replace_those_of_their_framework(tmp_path: Path) -> None:
    """And leave the others; what is written reads the same."""
    keras = targets.reached([result(0.5, "keras")])
    known = recorded(0.96).updated([keras]).updated(recorded(0.98).reached)
    assert [r.framework for r in known.reached] == ["keras", "torch"]
    assert known.reached[1].metrics[METRIC].mean == 0.98
    targets.write(tmp_path, known)
    assert targets.read(tmp_path) == known


def test_no_file_means_no_targets(tmp_path: Path) -> None:
    """A broken one is said to be broken."""
    assert targets.read(tmp_path) == Targets()
    (tmp_path / targets.FILE).write_text("{")
    with pytest.raises(BadInput, match=r"targets\.json"):
        targets.read(tmp_path)
