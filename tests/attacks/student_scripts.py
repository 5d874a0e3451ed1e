"""Students' notebooks as small scripts: a docstring that says what, then percent cells.

The docstring is a title, perhaps some words, and lines of the form ``name: value``,
which may go on in lines that are indented. Two names mean the same everywhere:

    item   the line of the list of hostile or unusual notebooks that it belongs to
    base   honest scripts of the folder ``bases`` whose cells come before its own

A cell whose region a base has takes the place of that cell; the region "before" comes
before all of them.
"""

from __future__ import annotations

import ast
import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
from kernels import this_python
from nbformat import NotebookNode

from grader.assignment import Assignment, find_assignment
from grader.pipeline import Conditions, grade
from grader.result import Language, Result
from grader.sandbox import Sandbox
from grader.streams import Seed
from grader.submission import read_submission

HERE = Path(__file__).parent
LAB = "lab-frameworks"
FIELD = re.compile(r"^([a-z][a-z ]*):((?:.*\n)(?:[ \t]+\S.*\n)*)", re.MULTILINE)


@dataclass(frozen=True)
class Script:
    """A notebook to be; ``cells`` are (region or "", source)."""

    name: str
    title: str
    fields: Mapping[str, str]
    cells: tuple[tuple[str, str], ...]

    def words(self, field: str) -> tuple[str, ...]:
        """The values of a field, between commas."""
        values = (value.strip() for value in self.fields.get(field, "").split(","))
        return tuple(value for value in values if value)


def scripts(folder: str) -> tuple[Script, ...]:
    """The scripts of a folder beside this module, by name, after their bases."""
    return tuple(_based(_read(path)) for path in sorted((HERE / folder).glob("*.py")))


def base(name: str) -> Script:
    return _read(HERE / "bases" / f"{name}.py")


def notebook_of(
    script: Script, pasted: Mapping[str, str] | None = None
) -> NotebookNode:
    """The notebook, with the words ``pasted`` in the places that name them."""
    cells = []
    for _, source in script.cells:
        for place, text in (pasted or {}).items():
            source = source.replace(place, text)
        cells.append(nbformat.v4.new_code_cell(source))
    made: NotebookNode = nbformat.v4.new_notebook(cells=cells)
    made.metadata["grader"] = {
        "assignment": script.fields.get("assignment", LAB),
        "framework": script.fields.get("framework", "torch"),
    }
    return made


async def graded(
    notebook: NotebookNode,
    folder: Path,
    sandbox: Sandbox,
    *,
    assignments: Path | None = None,
    strict: bool = False,
    seed: str = "a test",
    language: Language = "en",
    name: str = "ana.ipynb",
) -> Result:
    """The result of handing in this notebook."""
    path = folder / name
    nbformat.write(notebook, path)
    submission = read_submission(path)
    assignment: Assignment = find_assignment(
        submission.declared["assignment"], assignments
    )
    conditions = Conditions(Seed(seed), sandbox, this_python(), language, strict)
    return await grade(submission, assignment, conditions)


def graded_now(notebook: NotebookNode, *args: Any, **options: Any) -> Result:
    """``graded``, for who has nothing else to do meanwhile."""
    return asyncio.run(graded(notebook, *args, **options))


def _based(script: Script) -> Script:
    cells: list[tuple[str, str]] = []
    for name in script.words("base"):
        cells += base(name).cells
    places = {region: place for place, (region, _) in enumerate(cells) if region}
    for region, source in script.cells:
        if region in places:
            cells[places[region]] = (region, source)
        elif region != "before":
            cells.append((region, source))
    first = [cell for cell in script.cells if cell[0] == "before"]
    return replace(script, cells=(*first, *cells))


def _read(path: Path) -> Script:
    import jupytext  # type: ignore[import-untyped]  # ships no types

    head, *cells = jupytext.read(path, fmt="py:percent").cells
    words = str(ast.literal_eval(head.source)).strip() + "\n"
    fields = {name: " ".join(value.split()) for name, value in FIELD.findall(words)}
    return Script(
        path.stem,
        words.partition("\n")[0],
        fields,
        tuple((cell.metadata.get("region", ""), cell.source) for cell in cells),
    )
