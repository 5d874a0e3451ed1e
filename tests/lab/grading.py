"""Grades notebooks the way ``grade submit`` does, without the command line."""

from __future__ import annotations

import asyncio
import contextlib
import json
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from grader.assignment import find_assignment
from grader.literate import framework_of, reference_notebook
from grader.pipeline import Conditions, grade
from grader.result import Language, Result, to_json
from grader.sandbox import choose
from grader.sandbox.interpreter import interrogate
from grader.streams import Seed
from grader.submission import read_submission

ROOT = Path(__file__).resolve().parents[2]
LAB = "lab-frameworks"
REFERENCES = ROOT / "reference" / LAB
UNSTABLE = ("seconds", "probe_seconds", "peak_memory_mb")


def graded(
    path: Path,
    *,
    seed: str = "a test",
    strict: bool = False,
    sandbox: str = "auto",
    language: Language = "en",
) -> Result:
    """The result of grading the notebook at ``path``."""
    submission = read_submission(path)
    with contextlib.closing(choose(sandbox)[0]) as chosen:
        conditions = Conditions(Seed(seed), chosen, interrogate(), language, strict)
        return asyncio.run(grade(submission, find_assignment(LAB), conditions))


def reference(framework: str, language: str) -> NotebookNode:
    """The reference notebook of the lab."""
    script = REFERENCES / f"with_{framework}.py"
    return reference_notebook(script, LAB, framework_of(script), language)


def written(notebook: NotebookNode, folder: Path, name: str = "ana.ipynb") -> Path:
    path = folder / name
    nbformat.write(notebook, path)
    return path


def notebook_of(*cells: str, framework: str = "torch") -> NotebookNode:
    """A notebook of code cells that says which assignment it answers."""
    notebook: NotebookNode = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells]
    )
    notebook.metadata["grader"] = {"assignment": LAB, "framework": framework}
    return notebook


def not_passed(result: Result) -> dict[str, str]:
    """The checks that did not pass: id -> status and message."""
    return {
        check.id: f"{check.status}: {check.message}"
        for check in result.checks
        if check.status != "passed"
    }


def stable(result: Result) -> dict[str, Any]:
    """The JSON of a result, times and memory aside."""
    data: dict[str, Any] = json.loads(to_json(result))
    for key in UNSTABLE:
        del data["execution"][key]
    for cell in data["execution"]["cells"]:
        del cell["seconds"]
    return data
