"""A starter's questions in a drawn order: nothing is lost, blocks stay together."""

from __future__ import annotations

import itertools
from pathlib import Path

import nbformat
import numpy as np
import pytest
from commands import ROOT, grade
from nbformat import NotebookNode

from grader.shuffling import has_blocks, shuffled

QUIZ = ROOT / "assignments" / "quiz" / "starter" / "python.en.ipynb"


@pytest.fixture
def quiz() -> NotebookNode:
    notebook: NotebookNode = nbformat.read(QUIZ, as_version=4)
    return notebook


def lines(notebook: NotebookNode) -> list[str]:
    return sorted(line for cell in notebook.cells for line in cell.source.split("\n"))


def test_every_line_is_kept(quiz: NotebookNode) -> None:
    """In another order, and the notebook that was given is as it was."""
    before = nbformat.writes(quiz)
    found = shuffled(quiz, np.random.default_rng(1))
    assert lines(found) == lines(quiz)
    assert [cell.id for cell in found.cells] != [cell.id for cell in quiz.cells]
    assert nbformat.writes(quiz) == before
    nbformat.validate(found)


def test_a_question_keeps_its_answer_and_the_beginning_its_place(
    quiz: NotebookNode,
) -> None:
    """A text cell is followed by the code cell of its own block."""
    found = shuffled(quiz, np.random.default_rng(2)).cells
    assert [cell.id for cell in found[:2]] == [cell.id for cell in quiz.cells[:2]]
    follows = {one.id: other.id for one, other in itertools.pairwise(found)}
    for text, code in zip(quiz.cells[2::2], quiz.cells[3::2], strict=True):
        assert follows[text.id] == code.id


def test_options_change_places(quiz: NotebookNode) -> None:
    """Within their question, the words of an option that goes over two lines too."""
    [graph] = [c for c in quiz.cells if "computational graph" in c.source]
    orders = set()
    for seed in range(20):
        found = shuffled(quiz, np.random.default_rng(seed))
        [same] = [c for c in found.cells if c.id == graph.id]
        assert "operation by\n  operation" in same.source
        orders.add(same.source)
    assert len(orders) > 5


def test_a_seed_repeats_the_order(tmp_path: Path) -> None:
    """``grade start --seed``: the same bytes; without it, another order."""
    for folder, seed in (("a", ["--seed", "x"]), ("b", ["--seed", "x"]), ("c", [])):
        ran = grade("start", "quiz", "--to", folder, *seed, cwd=tmp_path)
        assert ran.code == 0, ran.err
    written = [
        (tmp_path / name / "quiz-python.ipynb").read_bytes() for name in ("a", "b", "c")
    ]
    assert written[0] == written[1] != written[2]


def test_a_starter_without_questions_stays_as_it_is() -> None:
    """There is nothing to shuffle in it."""
    path = ROOT / "assignments" / "gradients" / "starter" / "torch.en.ipynb"
    notebook = nbformat.read(path, as_version=4)
    assert not has_blocks(notebook)
    assert shuffled(notebook, np.random.default_rng(0)) == notebook
