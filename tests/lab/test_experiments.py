"""The rows of iris_experiments are read with distrust."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from grading import LAB

from grader.assignment import find_assignment
from grader.evidence import Answer


@pytest.fixture(scope="module")
def experiments() -> Any:
    """The assignment's own module, as the grader loads it."""
    [check, *_] = find_assignment(LAB).checks()
    package = check.judge.__module__.rpartition(".")[0]
    return importlib.import_module(f"{package}.experiments")


def row(hidden: Any, **changed: Any) -> dict[str, Any]:
    good = {"parameters": 15, "epochs": 10, "seed": 1}
    return {
        **{"hidden": hidden, **good, "accuracy": 0.9, "val_accuracy": 0.9},
        **changed,
    }


@pytest.mark.parametrize(
    "bad",
    [
        None,
        [],
        {},
        row("()"),
        row([0]),
        row([10**9]),
        row([1.5]),
        row([1] * 9),
        row([], epochs=0),
        row([], epochs=10**9),
        row([], epochs=True),
        row([], epochs=float("nan")),
        row([], epochs=float("inf")),
        row([], seed=-1),
        row([], seed=None),
        row([], accuracy="1.0"),
        row([], accuracy=97.3),
        row([], val_accuracy=float("nan")),
        row([], parameters=[15]),
    ],
)
def test_a_row_that_makes_no_sense_is_no_row(experiments: Any, bad: Any) -> None:
    """Nothing of it is asked of a student's function."""
    answer = Answer("ok", facts={"value": [bad, row([])]})
    assert len(experiments.experiments_of(answer)) == 1


@pytest.mark.parametrize("hidden", [[], [3], [3.0], 3])
def test_sizes_may_be_lists_floats_or_one_number(experiments: Any, hidden: Any) -> None:
    """What means the same reads the same."""
    [found] = experiments.experiments_of(Answer("ok", facts={"value": [row(hidden)]}))
    assert all(isinstance(units, int) for units in found.hidden)


@pytest.mark.parametrize(
    ("networks", "covered"),
    [
        ([[], [4], [16], [64], [8, 8]], True),
        ([[3], [4], [16], [64], [8, 8]], True),
        ([[], [3], [16], [64], [8, 8]], True),
        ([[], [4, 4], [16, 16], [64, 64], [8, 8, 8]], True),
        ([[], [4], [16], [64]], False),
        ([[4], [16], [64], [8, 8]], False),
        ([[], [4], [16], [8, 8]], False),
        ([[], [4], [4], [4], [8, 8]], False),
        ([], False),
    ],
)
def test_every_size_is_covered(
    experiments: Any, networks: list[list[int]], covered: bool
) -> None:
    """One layer of 3, three sizes of one more, and a deeper one."""
    rows = experiments.experiments_of(
        Answer("ok", facts={"value": [row(hidden) for hidden in networks]})
    )
    assert experiments.covers_every_size(rows) == covered
