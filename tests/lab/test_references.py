"""The references earn everything, the starters next to nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from grading import LAB, ROOT, graded, not_passed, reference, stable, written

from grader.sandbox import sandbox_named

FRAMEWORKS = ("torch", "keras")
LANGUAGES = ("en", "es")
STARTER_LIMIT = 2.0

pytestmark = pytest.mark.frameworks


@pytest.mark.timeout(900)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_reference_earns_every_point(
    framework: str, language: str, tmp_path: Path
) -> None:
    """A reference earns 20 of 20 on a seed that nobody chose."""
    notebook = written(reference(framework, language), tmp_path)
    result = graded(notebook, seed=str(tmp_path))
    assert not_passed(result) == {}
    assert (result.score, result.max_score) == (20, 20)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_starter_runs_and_earns_little(framework: str, language: str) -> None:
    """A starter as it was handed out runs to its end and earns at most 2 points."""
    folder = ROOT / "assignments" / LAB / "starter"
    result = graded(folder / f"{framework}.{language}.ipynb")
    assert all(cell.status == "ok" for cell in result.execution.cells)
    assert result.score <= STARTER_LIMIT


@pytest.mark.timeout(900)
def test_same_notebook_and_seed_give_the_same_json(tmp_path: Path) -> None:
    """Two runs of one notebook with one seed differ in times and memory alone."""
    notebook = written(reference("torch", "es"), tmp_path)
    first, second = graded(notebook, seed="twice"), graded(notebook, seed="twice")
    assert stable(first) == stable(second)


@pytest.mark.timeout(900)
def test_reference_earns_every_point_under_strict(tmp_path: Path) -> None:
    """Disguised data cost an honest network nothing."""
    notebook = written(reference("torch", "en"), tmp_path)
    result = graded(notebook, seed="strict", strict=True)
    assert not_passed(result) == {}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_warm_kernel_gives_the_same_points(framework: str, tmp_path: Path) -> None:
    """Forked from a process that had imported everything, all is as in a cold one."""
    if (problem := sandbox_named("warm").problem()) is not None:
        pytest.skip(f"no warm kernels here: {problem}")
    notebook = written(reference(framework, "es"), tmp_path)
    result = graded(notebook, seed="warm", sandbox="warm")
    assert result.environment.isolation == "warm"
    assert not_passed(result) == {}
