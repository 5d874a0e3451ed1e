"""The zip for Gradescope does, in the folders of Gradescope, what it should."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from commands import Ran, grade, handed_in, read_json, run
from small_assignment import NEVER, WRONG, write_assignment

from grader.autograder.building import requirements


@pytest.fixture
def harness(tmp_path: Path) -> Path:
    """``/autograder`` as Gradescope has it after its setup, and an empty submission."""
    write_assignment(tmp_path / "assignments")
    ran = grade("gradescope", "doubling", "--seed", "7", "--lang", "es", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert "4 puntos" in ran.out
    root = tmp_path / "autograder"
    with zipfile.ZipFile(tmp_path / "autograder.zip") as archive:
        archive.extractall(root / "source")
    (root / "submission").mkdir()
    return root


def autograde(harness: Path) -> tuple[Ran, dict[str, Any] | None]:
    program = harness / "source" / "run_autograder"
    ran = run(sys.executable, program, cwd=harness, env={"PYTHONPATH": ""})
    results = harness / "results" / "results.json"
    return ran, read_json(results) if results.exists() else None


def test_a_notebook_is_graded(harness: Path) -> None:
    """By the grader of the zip, in its language, with its seed."""
    handed_in(harness / "submission", NEVER, WRONG)
    ran, results = autograde(harness)
    assert ran.code == 0, ran.err
    assert results is not None
    assert results["score"] == 1
    assert [test["max_score"] for test in results["tests"]] == [1, 3]
    assert results["extra_data"]["seed"] == "7"
    assert "superada" in results["output"]


@pytest.mark.parametrize("names", [(), ("a.ipynb", "b.ipynb")])
def test_anything_but_one_notebook_is_told(
    harness: Path, names: tuple[str, ...]
) -> None:
    """No points for now, and what to do: Gradescope shows it to the student."""
    for name in names:
        (harness / "submission" / name).write_text("{}")
    _, results = autograde(harness)
    assert results is not None
    assert results["score"] == 0
    assert "Entrega un solo notebook" in results["output"]
    assert all(name in results["output"] for name in names)


def test_what_is_no_notebook_is_explained(harness: Path) -> None:
    """With the message that ``grade submit`` gives."""
    (harness / "submission" / "lab.ipynb").write_text("{")
    _, results = autograde(harness)
    assert results is not None
    assert results["score"] == 0
    assert "JSON" in results["output"]


def test_a_fault_of_ours_is_no_zero(harness: Path) -> None:
    """Without results Gradescope says that the autograder failed, and tells you."""
    handed_in(harness / "submission", NEVER, WRONG)
    exam = harness / "source" / "assignments" / "doubling" / "exam.py"
    exam.write_text("def draw(seed, material, settings):\n    raise RuntimeError\n")
    _, results = autograde(harness)
    assert results is None or "score" not in results


def test_programs_may_be_executed_and_solutions_stay_here(tmp_path: Path) -> None:
    """Of the assignment, neither known mistakes nor starters, and no other one."""
    ran = grade("gradescope", "quiz", "--out", "quiz.zip", cwd=tmp_path)
    assert ran.code == 0, ran.err
    with zipfile.ZipFile(tmp_path / "quiz.zip") as archive:
        names = archive.namelist()
        modes = {one.filename: one.external_attr >> 16 for one in archive.infolist()}
        options = json.loads(archive.read("options.json"))
    assert modes["run_autograder"] == modes["setup.sh"] == 0o755
    assert "assignments/quiz/exam.py" in names
    assert not [name for name in names if "/known/" in name or "/starter/" in name]
    assert not [name for name in names if name.startswith("assignments/gradients")]
    assert "--seed" not in options["submit"]


def test_requirements_are_the_versions_that_are_here() -> None:
    """The frameworks of the assignment and no others."""
    found = dict(line.split("==") for line in requirements(("keras",)))
    assert {"keras", "tensorflow", "nbclient", "matplotlib"} <= found.keys()
    assert "torch" not in found
    assert "pytest" not in found
