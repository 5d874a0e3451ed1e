"""Embedded data is pointed out to a human, and costs nothing."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from grader.assignment import find_assignments
from grader.flags import suspicions, untrained
from grader.literate import framework_of, reference_notebook

ROOT = Path(__file__).parents[1]
TRAINING = [one for one in find_assignments().values() if one.settings.trains]
SOLVED = [
    (one.id, framework_of(script), script)
    for one in TRAINING
    for script in sorted((ROOT / "reference" / one.id).glob("with_*.py"))
]
STARTERS = [path for one in TRAINING for path in one.folder.glob("starter/*.ipynb")]
SKLEARN = """\
%matplotlib inline
import re
from sklearn.datasets import load_iris
from sklearn.neighbors import KNeighborsClassifier
# backward, GradientTape, Trainer: all in a comment
x, y = load_iris(return_X_y=True)
x -= x.mean(axis=0)
model = KNeighborsClassifier(3).fit(x, y)


def fit(x, y):
    return KNeighborsClassifier(1).fit(x, y).predict_proba
"""
NEIGHBOURS = """\
import torch

distance = (known**2).sum(1) - 2 * asked @ known.T
with torch.no_grad():
    answer = digits[distance.argmin(1)]
"""


@pytest.mark.parametrize(
    "code",
    [
        f"weights = '{'A' * 21_000}'",
        f"weights = {[1] * 8_000}",
        f"%matplotlib inline\nweights = '{'A' * 21_000}'",
    ],
    ids=["text", "list", "beside a magic"],
)
def test_a_long_literal_is_flagged(code: str) -> None:
    """Twenty kilobytes in one literal are data or weights, not code."""
    [flag] = suspicions(code)
    assert "literal" in str(flag)


def test_many_literals_are_flagged_together() -> None:
    """Data in short lines is data all the same."""
    [flag] = suspicions("pieces = []\n" + f"pieces.append('{'A' * 80}')\n" * 300)
    assert "together" in str(flag)
    assert suspicions(f"print('{'A' * 40}')\n" * 600) == ()


def test_long_code_is_flagged() -> None:
    """More than 64 kB of code is looked at."""
    [flag] = suspicions("x = 1\n" * 12_000)
    assert "70 kB" in str(flag)


@pytest.mark.parametrize(
    "code", ["", "x = [1, 2, 3]", "def f(:", "'" + "A" * 19_000 + "'", "x = 'ñ' * 9"]
)
def test_ordinary_code_is_not(code: str) -> None:
    """Short code, broken code and an image's worth of text pass unremarked."""
    assert suspicions(code) == ()


def test_lines_are_counted_as_python_counts_them() -> None:
    """Form feeds and other breaks of text, no lines to Python, hide no literal."""
    breaks = "# \x0c \x85 \u2028\n" * 9
    lines = ",\n".join(["1" * 70] * 400)
    [flag] = suspicions(f"{breaks}weights = [{lines}]")
    assert "literal" in str(flag)
    few = ",\n".join(["1" * 70] * 20)
    assert suspicions(f"{breaks * 400}weights = [{few}]") == ()


def test_a_students_escape_sequences_warn_nobody() -> None:
    """What is odd in a student's code is not shown as an oddity of ours."""
    assert suspicions(r"pattern = '\d'") == ()


@pytest.mark.parametrize(
    "code",
    [
        *("-" * 100_000 + "1", "+".join(["a"] * 100_000), "(" * 100_000),
        *("a" + ".b" * 100_000, "a=1\0", "x = '\ud800'", "lambda:" * 50_000 + "1"),
    ],
    ids=["minus", "plus", "brackets", "dots", "nul", "surrogate", "lambda"],
)
def test_code_that_breaks_parsers_does_not_break_us(code: str) -> None:
    """However deep, however odd: it is looked at, or passed over."""
    assert isinstance(suspicions(code) + untrained(code), tuple)


def code_of(notebook: nbformat.NotebookNode) -> str:
    cells = (cell.source for cell in notebook.cells if cell.cell_type == "code")
    return "\n".join(cells)


@pytest.mark.parametrize("solved", SOLVED, ids=lambda one: f"{one[0]}, {one[1]}")
def test_no_reference_is_taken_for_untrained(solved: tuple[str, str, Path]) -> None:
    """All four frameworks, wherever networks are to be trained."""
    assignment, framework, script = solved
    notebook = reference_notebook(script, assignment, framework, "en")
    assert untrained(code_of(notebook)) == ()


def test_all_frameworks_are_among_them() -> None:
    """The test above would otherwise hold of nothing."""
    frameworks = {framework for _, framework, _ in SOLVED}
    assert frameworks == {"torch", "tensorflow", "keras", "lightning"}


@pytest.mark.parametrize("code", [SKLEARN, NEIGHBOURS], ids=["sklearn", "neighbours"])
def test_what_trains_nothing_is_flagged(code: str) -> None:
    """Another library's classifier, and neighbours by hand."""
    [flag] = untrained(code)
    assert "No trained parameters" in str(flag)


@pytest.mark.parametrize(
    "code",
    [
        *(
            "loss.backward()",
            "tape = tf.GradientTape()",
            "model.compile()\nmodel.fit()",
        ),
        *("from lightning import Trainer", "w -= 0.1 * g", "w = w - 0.1 * g"),
        *("!pip list\nloss.backward()", "def f(:"),
    ],
)
def test_what_trains_is_not(code: str) -> None:
    """By a framework or by hand; what nobody can read is not suspected."""
    assert untrained(code) == ()


@pytest.mark.parametrize("path", STARTERS, ids=lambda p: f"{p.parts[-3]}, {p.stem}")
def test_starters_have_nothing_trained_yet(path: Path) -> None:
    """No sign of training is given away: what shows one is a student's own."""
    assert untrained(code_of(nbformat.read(path, as_version=4))) != ()
