"""Honest notebooks that are unusual: each keeps its points, the same in every sandbox.

Lines of a script's docstring that are read here (see ``student_scripts``):

    earns all of   checks whose points are all earned
    fails          checks that are not passed, and are meant not to be
    says           words that the student reads in the message of each failed check that
                   the mistake is about, and in the cell's own error
    saved by       which program's metadata the notebook carries
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kernels import WALLED, level_or_skip, this_python
from left_behind import nothing_left_of
from nbformat import NotebookNode
from nbformat.v4 import new_output
from student_scripts import Script, graded_now, notebook_of, scripts

from grader.execution.session import kernel_session
from grader.pipeline import DEFAULT_LIMITS
from grader.result import Language, Result
from grader.sandbox import Sandbox

ITEMS = (
    "DataLoader workers",
    "float64 models",
    "channels-last and flattened inputs",
    "softmax outputs and logits",
    "labels one-hot and integer",
    "a model built in a function",
    "a model wrapped in a class with `predict`",
    "training under `torch.no_grad` mistakes reported as such",
    "plots with plotly absent",
    "cells out of order",
    "Colab and VS Code metadata",
    "warnings on stderr",
    "very chatty training output",
    "a long but finite training",
    "k-NN on the served data",
)
IMPORTS = frozenset({"torch", "sklearn", "matplotlib"})

UNUSUAL = scripts("unusual")
CASES = [
    pytest.param(
        script,
        id=script.name,
        marks=[pytest.mark.frameworks] if "framework" in script.fields else [],
    )
    for script in UNUSUAL
]

COLAB: dict[str, Any] = {
    "accelerator": "GPU",
    "colab": {
        "name": "Lab de Ana.ipynb",
        "provenance": [{"file_id": "1a2B", "timestamp": 1700000000000}],
        "collapsed_sections": ["x_Y"],
        "gpuType": "T4",
        "toc_visible": True,
    },
    "kernelspec": {"name": "python3", "display_name": "Python 3"},
    "language_info": {"name": "python"},
    "widgets": {"application/vnd.jupyter.widget-state+json": {"abc": {"state": {}}}},
}
COLAB_CELL: dict[str, Any] = {
    "id": "pN5cHr-_xyZ",
    "cellView": "form",
    "colab": {"base_uri": "https://localhost:8080/", "height": 34},
    "executionInfo": {"elapsed": 5, "status": "ok", "user": {"displayName": "Ana"}},
    "outputId": "ab-cd",
}
VSCODE: dict[str, Any] = {
    "interpreter": {
        "hash": "31f2aee4e71d21fbe5cf8b01ff0e069b9275f58929596ceb00d14d90e3e"
    },
    "kernelspec": {"name": "python3", "display_name": ".venv (3.12.1)"}
    | {"language": "python"},
    "language_info": {"name": "python", "version": "3.12.1", "file_extension": ".py"}
    | {"codemirror_mode": {"name": "ipython", "version": 3}},
    "orig_nbformat": 4,
    "vscode": {"interpreter": {"hash": "31f2"}},
    "polyglot_notebook": {"kernelInfo": {"defaultKernelName": "csharp", "items": []}},
}
VSCODE_CELL: dict[str, Any] = {
    "vscode": {"languageId": "python"},
    "notebookRunGroups": {"groupValue": "1"},
    "dotnet_interactive": {"language": "csharp"},
    "metadata": {},
}


@pytest.fixture(scope="module")
def sandboxes(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, Sandbox]]:
    """Every level that has walls; what is kept between kernels has imported torch."""
    tmp_path_factory.getbasetemp()  # pytest's own folder lies where it always does
    found = {level: level_or_skip(level) for level in WALLED}

    async def open_once(sandbox: Sandbox) -> None:
        session = kernel_session(
            sandbox, this_python(), DEFAULT_LIMITS, None, (), IMPORTS
        )
        async with session:
            pass

    with nothing_left_of(*found.values()):
        asyncio.run(open_once(found["warm"]))
        yield found


def test_every_unusual_notebook_that_is_listed_has_a_script() -> None:
    """Each item of the list is tried, and each script names what it tries."""
    named = [item for script in UNUSUAL for item in script.words("item")]
    assert set(named) == set(ITEMS)


@pytest.mark.parametrize("script", CASES)
def test_an_honest_notebook_keeps_its_points(
    script: Script, sandboxes: dict[str, Sandbox], tmp_path: Path
) -> None:
    """All the points that it should have, and the same score in every sandbox."""
    found = {
        level: graded_now(saved(script), tmp_path, sandbox, seed=script.name)
        for level, sandbox in sandboxes.items()
    }
    for result in found.values():
        assert result.status == "graded"
        assert result.execution.outcome == "completed"
        assert result.flags == ()
        assert_earned(script, result)
    assert len({result.score for result in found.values()}) == 1


@pytest.mark.frameworks
@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Call it yourself"), ("es", "Llámala tú")],
)
def test_what_no_grad_breaks_is_said_to_the_student(
    language: Language,
    words: str,
    sandboxes: dict[str, Sandbox],
    tmp_path: Path,
) -> None:
    """The report names the function and what torch said, and tells what to do."""
    [script] = [s for s in UNUSUAL if s.name == "no_grad_by_mistake"]
    notebook, warm = notebook_of(script), sandboxes["warm"]
    result = graded_now(notebook, tmp_path, warm, language=language)
    checks = {check.id: check for check in result.checks}
    said = checks["overfit_observed"].message
    assert "iris_overfit" in said
    assert "RuntimeError" in said
    assert "does not require grad" in said
    assert words in checks["overfit_observed"].hints[0]


def assert_earned(script: Script, result: Result) -> None:
    """What the script says: points, failures, and words."""
    checks = {check.id: check for check in result.checks}
    for name in script.words("earns all of"):
        assert checks[name].score == checks[name].max_score, checks[name].message
    for name in script.words("fails"):
        assert checks[name].status in ("failed", "skipped"), checks[name].message
    if "says" in script.fields:
        errors = [cell.error.message for cell in result.execution.cells if cell.error]
        assert any(script.fields["says"] in error for error in errors)


def saved(script: Script) -> NotebookNode:
    """The notebook as the program that it names saves one."""
    notebook = notebook_of(script)
    program = script.fields.get("saved by", "")
    declared = notebook.metadata["grader"]
    if program == "colab":
        notebook.metadata.update(COLAB)
        notebook.nbformat_minor = 0  # Colab's own: no cell ids
        for cell in notebook.cells:
            del cell["id"]
            cell.metadata.update(COLAB_CELL)
    elif program == "vscode":
        notebook.metadata.update(VSCODE)
        for cell in notebook.cells:
            cell.metadata.update(VSCODE_CELL)
    elif program:
        _in_a_hurry(notebook)
    notebook.metadata["grader"] = declared
    return notebook


def _in_a_hurry(notebook: NotebookNode) -> None:
    """Executed backwards, some cells never; outputs and errors of another day."""
    for place, cell in enumerate(notebook.cells):
        cell.execution_count = None if place % 4 == 3 else 90 - 7 * place
        cell.outputs = [
            new_output("error", ename="NameError", evalue="x", traceback=["\x1b[31mx"]),
            new_output("stream", name="stderr", text="val_accuracy 0.11"),
        ]
        cell.metadata["tags"] = ["skip-execution", "raises-exception"]
