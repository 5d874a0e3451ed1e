"""References under other conditions than those that ``make verify`` has."""

from __future__ import annotations

from pathlib import Path

import pytest
from grading import graded, not_passed, reference, stable, written

from grader.sandbox import sandbox_named

FRAMEWORKS = ("torch", "keras")

pytestmark = pytest.mark.frameworks


@pytest.mark.timeout(900)
def test_same_notebook_and_seed_give_the_same_json(tmp_path: Path) -> None:
    """Two runs of one notebook with one seed differ in times and memory alone."""
    notebook = written(reference("torch", "es"), tmp_path)
    first, second = graded(notebook, seed="twice"), graded(notebook, seed="twice")
    assert not_passed(first) == {}
    assert stable(first) == stable(second)


@pytest.mark.timeout(900)
def test_reference_earns_every_point_under_strict(tmp_path: Path) -> None:
    """Disguised data cost an honest network nothing."""
    notebook = written(reference("torch", "en"), tmp_path)
    result = graded(notebook, seed="strict", strict=True)
    assert not_passed(result) == {}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_cold_kernel_gives_the_same_points(framework: str, tmp_path: Path) -> None:
    """What a warm one gives is verified every time; here is a bubblewrap of its own."""
    if (problem := sandbox_named("bwrap").problem()) is not None:
        pytest.skip(f"no bubblewrap here: {problem}")
    notebook = written(reference(framework, "es"), tmp_path)
    result = graded(notebook, seed=str(tmp_path), sandbox="bwrap")
    assert result.environment.isolation == "bwrap"
    assert not_passed(result) == {}
