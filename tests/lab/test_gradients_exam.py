"""What the gradients exam draws is fit to be asked, whatever the seed."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest

from grader.assignment import find_assignment
from grader.checks import judge_all
from grader.datasets import material
from grader.evidence import Answer, Evidence
from grader.execution import Execution
from grader.streams import Seed


@pytest.fixture(scope="module")
def truths() -> Any:
    """The assignment's own module, as the grader loads it."""
    [check, *_] = find_assignment("gradients").checks()
    package = check.judge.__module__.rpartition(".")[0]
    return importlib.import_module(f"{package}.truths")


def drawn(seed: int) -> Any:
    assignment = find_assignment("gradients")
    chosen = Seed(str(seed))
    return assignment.exam().draw(
        chosen, material(chosen, (), strict=False), assignment.settings
    )


def test_no_descent_leaves_for_infinity(truths: Any) -> None:
    """Of 200 exams: an honest answer would be NaN there, and could not be right."""
    for seed in range(200):
        for one in drawn(seed).descents:
            assert np.abs(truths.descended(one)).max() < 10


def test_a_rounding_stays_a_rounding(truths: Any) -> None:
    """No path parts so fast that another order of additions ends elsewhere."""
    for seed in range(50):
        for one in drawn(seed).descents:
            path = truths.descended(one)
            moved = type(one)(one.f, one.x + 1e-12)
            assert np.abs(truths.descended(moved) - path).max() < 1e-9


def test_gradients_are_of_a_size_that_can_be_judged() -> None:
    """Finite, and not so small that the tolerance would be about rounding."""
    for seed in range(100):
        for one in drawn(seed).scalars:
            largest = np.abs(one.f.gradient(one.x)).max()
            assert 1e-3 < largest < 1e3


def test_points_that_were_not_copied_are_named(truths: Any) -> None:
    """A list of one tensor that moved on has the last point everywhere."""
    exam = drawn(1)
    answers = {
        f"descent.{i}": Answer("ok", {"0": np.tile(truths.descended(one)[-1], (13, 1))})
        for i, one in enumerate(exam.descents)
    }
    evidence = Evidence(Execution((), "completed", alive=True), answers)
    judgements = judge_all(find_assignment("gradients").checks(), evidence, exam)
    [descent] = [one.outcome for one in judgements if one.check.id == "descent"]
    assert "the same point 13 times" in str(descent.message)
