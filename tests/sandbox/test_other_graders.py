"""Graders that lie in an environment which runs notebooks: none of them is seen."""

from __future__ import annotations

import asyncio
from pathlib import Path

import nbformat
import pytest
from kernels import SMALL, WALLED, level_or_skip, notebook
from other_environment import make_environment
from small_assignment import NEVER, RIGHT, write_assignment

from grader.assignment import read_assignment
from grader.pipeline import Conditions, grade
from grader.result import Result
from grader.sandbox.interpreter import Interpreter, _graders, interrogate
from grader.streams import Seed
from grader.submission import read_submission

ANSWERS = "answers = 42\n"
FIND = """\
from pathlib import Path
found = []
for path in PATHS:
    try:
        found.append(Path(path).read_text())
    except OSError:
        pass
assert found == []"""
NUMPY = "import numpy\nfrom pathlib import Path\nassert Path(ORDINARY).exists()"


def put_grader(folder: Path, *beside: str) -> list[Path]:
    """Something that looks like a grader, in ``folder``; the files of its answers."""
    (folder / "grader" / "inside").mkdir(parents=True)
    (folder / "grader" / "inside" / "kernel.py").touch()
    names = ("grader/__init__.py", "grader/bundled/assignments/quiz/exam.py", *beside)
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(ANSWERS)
    return [folder / name for name in names]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment's folder."""
    folder = tmp_path_factory.mktemp("other") / "env"
    make_environment(folder, "ipykernel", "numpy")
    return folder


@pytest.fixture(scope="module")
def answers(environment: Path) -> list[Path]:
    """A grader that is installed in there, and the checkout of one, editable."""
    (site,) = environment.glob("lib/python*/site-packages")
    checkout = environment / "src" / "dl-grader"
    beside = ("assignments/quiz/exam.py", "reference/quiz.py", ".git/pack")
    found = put_grader(site) + put_grader(checkout, *beside)
    (checkout / "pyproject.toml").touch()
    (site / "aaa.pth").write_text(f"{checkout}\n")
    (site / "tests").mkdir()
    (site / "tests" / "of_another_package.py").touch()
    return found


def graded(interpreter: Interpreter, level: str, folder: Path, *cells: str) -> Result:
    """The result of a notebook that another environment runs."""
    nbformat.write(notebook(*cells), folder / "ana.ipynb")
    assignment = read_assignment(write_assignment(folder / "assignments") / "doubling")
    sandbox = level_or_skip(level)
    conditions = Conditions(Seed("1"), sandbox, interpreter, "en", limits=SMALL)
    submission = read_submission(folder / "ana.ipynb")
    try:
        return asyncio.run(grade(submission, assignment, conditions))
    finally:
        sandbox.close()


@pytest.mark.parametrize("level", WALLED)
def test_graders_of_the_other_environment_are_not_seen(
    level: str, environment: Path, answers: list[Path], tmp_path: Path
) -> None:
    """Neither an installed one nor a checkout; all else is there."""
    (other,) = environment.glob("lib/python*/site-packages/tests/of_another_package.py")
    assert all(path.read_text() == ANSWERS for path in answers)
    find = FIND.replace("PATHS", repr([str(path) for path in answers]))
    there = NUMPY.replace("ORDINARY", repr(str(other)))
    interpreter = interrogate(str(environment / "bin" / "python"))
    result = graded(interpreter, level, tmp_path, NEVER, RIGHT, find, there)
    errors = [cell.error for cell in result.execution.cells]
    assert errors == [None] * 4
    assert result.score == 4.0


def test_a_grader_of_the_base_is_found(tmp_path: Path) -> None:
    """An environment sees all of the Python that it was made of."""
    site = tmp_path / "base" / "lib" / "python3.12" / "site-packages"
    put_grader(site)
    (tmp_path / "base" / "lib64").symlink_to("lib")
    found = _graders([], [tmp_path / "base"])
    assert set(found) == {
        site / "grader",
        tmp_path / "base" / "lib64" / "python3.12" / "site-packages" / "grader",
    }


def test_another_package_of_that_name_stays(tmp_path: Path) -> None:
    """It may be what a notebook needs."""
    (tmp_path / "grader" / "inside").mkdir(parents=True)
    assert _graders([tmp_path / "grader", tmp_path / "absent"], []) == ()
