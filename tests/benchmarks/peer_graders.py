"""nbgrader and otter-grader at work: a folder, a few submissions, seconds.

Each is one process that grades ``count`` copies of the torch notebook, and each copy
has to get full points.
"""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import nbformat
import nbformat.v4 as v4
from lessons import TORCH_IRIS
from nbformat import NotebookNode

POINTS = 4
PERFECT = [f"{POINTS:.1f}", f"{POINTS:.1f}"]
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}

DRAW_FLOWERS = """\
import numpy as np
from sklearn.datasets import load_iris

known, kinds = load_iris(return_X_y=True)
draw = np.random.default_rng(7).multivariate_normal
parts = [known[kinds == kind] for kind in range(3)]
flowers = np.concatenate(
    [draw(part.mean(axis=0), np.cov(part, rowvar=False), 2_000) for part in parts]
)
species = np.repeat(range(3), 2_000)
"""
JUDGE = "assert (iris_predict(flowers) == species).mean() >= 0.88\n"

NBGRADER_CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "bench"
"""
NBGRADER_SCORES = """\
from nbgrader.api import Gradebook

with Gradebook("sqlite:///gradebook.db") as gradebook:
    for submission in gradebook.assignment_submissions("iris"):
        print(float(submission.score), float(submission.max_score))
"""

OTTER_TEST = f"""\
OK_FORMAT = False
from otter.test_files import test_case

name, points = "flowers", {POINTS}
{DRAW_FLOWERS}

@test_case()
def test_flowers(iris_predict):
    {JUDGE}"""
OTTER_RUN = """\
import sys
from otter.api import grade_submission

for notebook in sys.argv[1:]:
    results = grade_submission(notebook, "autograder.zip", quiet=True)
    print("score", float(results.total), float(results.possible))
"""


def nbgrader(python: Path, folder: Path, count: int) -> float:
    """Seconds of ``nbgrader autograde``; the course is made beforehand."""
    test = v4.new_code_cell(DRAW_FLOWERS + JUDGE)
    test.metadata["nbgrader"] = {
        "schema_version": 3,
        "grade_id": "flowers",
        "cell_type": "code",
        "grade": True,
        "solution": False,
        "task": False,
        "locked": True,
        "points": POINTS,
    }
    handed_in = notebook()
    handed_in.cells.append(test)
    _write(handed_in, folder / "source" / "iris" / "iris.ipynb")
    (folder / "nbgrader_config.py").write_text(NBGRADER_CONFIG)
    _run(folder, python, "-m", "nbgrader", "generate_assignment", "iris")
    released = folder / "release" / "iris" / "iris.ipynb"
    for i in range(count):
        place = folder / "submitted" / f"student-{i}" / "iris" / "iris.ipynb"
        _write(nbformat.read(released, as_version=4), place)
    start = time.perf_counter()
    _run(folder, python, "-m", "nbgrader", "autograde", "iris")
    seconds = time.perf_counter() - start
    scores = _run(folder, python, "-c", NBGRADER_SCORES)
    assert scores.split() == PERFECT * count, scores
    return seconds


def otter(python: Path, folder: Path, count: int) -> float:
    """Seconds of its ``grade_submission``, which is what ``otter run`` calls.

    ``otter run`` takes one notebook a process; this way its start-up is apart.
    """
    (folder / "tests").mkdir(parents=True)
    (folder / "tests" / "flowers.py").write_text(OTTER_TEST)
    nothing_else = ("--no-config", "--no-requirements", "--no-environment")
    _run(folder, python, "-m", "otter", "generate", *nothing_else)
    names = [f"student-{i}.ipynb" for i in range(count)]
    for name in names:
        _write(notebook(), folder / name)
    start = time.perf_counter()
    said = _run(folder, python, "-c", OTTER_RUN, *names)
    seconds = time.perf_counter() - start
    scores = [line.split()[1:] for line in said.splitlines() if line[:5] == "score"]
    assert scores == [PERFECT] * count, said
    return seconds


def notebook() -> NotebookNode:
    """The notebook of the other benchmarks, with a kernel that these graders find."""
    made = TORCH_IRIS.notebook()
    made.metadata["kernelspec"] = KERNEL
    return made


def _write(made: NotebookNode, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(made, path)


def _run(folder: Path, python: Path, *arguments: str) -> str:
    """What it printed; its home is the folder, which is removed with all it wrote."""
    path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"  # nbgrader calls alembic
    done = subprocess.run(
        [python, *arguments],
        cwd=folder,
        env={**os.environ, "HOME": str(folder), "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
