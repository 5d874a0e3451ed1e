"""Reference scripts, and the notebooks that are made of them.

A reference is a jupytext percent script, ``reference/<id>/with_<framework>.py``: the
one source of the reference notebook, of the students' starters in each language and,
with a few cells replaced, of the known wrong solutions. Its conventions:

- ``# %% [markdown] lang="en"``: a text cell, for the notebooks in that language.
- ``# %% region="iris-split"``: a code cell; its region names it, and is its cell id.
- ``# %% region="..." audience="reference"``: a cell that only the reference keeps.
- ``shuffle="question-1"``: cells that change places with others, together, where a
  student starts (``shuffling.py``).
- ``# en: words`` on a line of its own: a comment, for that language.
- ``# BEGIN SOLUTION`` to ``# END SOLUTION``: what the student is asked to write.

Making a notebook twice gives the same bytes. jupytext is imported by whoever calls: an
installed grader ships the starters and does not need it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import nbformat
from nbformat import NotebookNode

from grader.errors import BadInput
from grader.messages import LANGUAGES, say

YOUR_CODE = {"en": "# your code here", "es": "# tu código aquí"}

_COMMENT = re.compile(r"(\s*)# (en|es): (.*)")
_SEED = re.compile(r"^SEED = \d+$", re.MULTILINE)
_FIELD = re.compile(r"^(fails|skips|framework):(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Mistake:
    """A known wrong solution: the reference with these regions replaced.

    ``fails`` are the checks that must not pass with it, ``skips`` those that are
    skipped for it; every other check passes.
    """

    name: str
    title: str
    fails: tuple[str, ...]
    skips: tuple[str, ...]
    framework: str
    regions: Mapping[str, str]


@dataclass(frozen=True)
class _Cell:
    kind: str
    source: str
    language: str | None = None
    region: str | None = None
    for_reference: bool = False
    shuffle: str | None = None


def reference_notebook(
    script: Path,
    assignment: str,
    framework: str,
    language: str,
    seed: int | None = None,
) -> NotebookNode:
    """The solved notebook, with the cells that assert its own targets.

    With a ``seed`` in the place of the number in its line ``SEED = ...``, if any.
    """
    cells = _solved(_cells(script))
    if seed is not None:
        line = f"SEED = {seed}"
        cells = (_with(cell, _SEED.sub(line, cell.source)) for cell in cells)
    return _notebook(cells, assignment, framework, language)


def starter_notebook(
    script: Path, assignment: str, framework: str, language: str
) -> NotebookNode:
    """What a student starts from: every solution is a place for their own code."""
    cells = (
        _with(cell, _without_solution(cell.source, language, script))
        for cell in _for_students(_cells(script))
    )
    return _notebook(cells, assignment, framework, language)


def mistaken_notebook(
    script: Path, mistake: Mistake, assignment: str, framework: str, language: str
) -> NotebookNode:
    """The solved notebook with the mistake's cells, and nothing that asserts targets.

    Raises ``BadInput`` where the mistake replaces a region that the script lacks.
    """
    cells = tuple(_for_students(_cells(script)))
    if unknown := mistake.regions.keys() - {cell.region for cell in cells}:
        raise BadInput(
            say(
                "{script} has no region {regions}",
                script=script.name,
                regions=", ".join(sorted(unknown)),
            ),
            say("A known mistake replaces regions that its reference has."),
        )
    replaced = (
        _with(cell, mistake.regions.get(cell.region or "", cell.source))
        for cell in cells
    )
    return _notebook(_solved(replaced), assignment, framework, language)


def known_mistakes(folder: Path) -> tuple[Mistake, ...]:
    """The mistakes of a folder, by name; each file is a docstring and percent cells.

    The docstring is a title, then lines ``fails:`` and ``skips:`` with the checks'
    names, separated by commas, and perhaps ``framework:`` (torch by default). A file
    whose name begins with an underscore is no mistake: its regions are replaced in all
    mistakes of its framework, to train for a shorter time, say.
    """
    read = [_mistake(path) for path in sorted(folder.glob("*.py"))]
    shared: dict[str, dict[str, str]] = {}
    for one in read:
        if one.name.startswith("_"):
            shared.setdefault(one.framework, {}).update(one.regions)
    return tuple(
        replace(
            one,
            regions=MappingProxyType({**shared.get(one.framework, {}), **one.regions}),
        )
        for one in read
        if not one.name.startswith("_")
    )


def framework_of(script: Path) -> str:
    """``torch`` of ``with_torch.py``."""
    return script.stem.removeprefix("with_")


def starters(
    root: Path, assignment: str = "*", framework: str = "*"
) -> dict[Path, bytes]:
    """Every starter of the project at ``root``: where it goes, and what it holds."""
    return {
        _starter_path(root, script, language): to_bytes(
            starter_notebook(script, script.parent.name, framework_of(script), language)
        )
        for script in sorted(root.glob(f"reference/{assignment}/with_{framework}.py"))
        for language in LANGUAGES
    }


def write_starters(
    root: Path, assignment: str = "*", framework: str = "*"
) -> list[Path]:
    """Write ``assignments/<id>/starter/<framework>.<language>.ipynb``; all of them."""
    found = starters(root, assignment, framework)
    for path, content in found.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return list(found)


def to_bytes(notebook: NotebookNode) -> bytes:
    """The notebook as a file: UTF-8 JSON, sorted, a newline at the end."""
    text: str = nbformat.writes(notebook)
    return text.rstrip("\n").encode() + b"\n"


def _starter_path(root: Path, script: Path, language: str) -> Path:
    name = f"{framework_of(script)}.{language}.ipynb"
    return root / "assignments" / script.parent.name / "starter" / name


def _percent_cells(path: Path) -> list[NotebookNode]:
    try:
        # jupytext has no type hints, and only who writes references installs it.
        import jupytext  # type: ignore[import-untyped]
    except ImportError:
        raise BadInput(
            say("References are read with jupytext, which is not installed."),
            say("Install it beside the grader: pip install jupytext"),
        ) from None

    cells: list[NotebookNode] = jupytext.read(path, fmt="py:percent").cells
    return cells


def _cells(script: Path) -> tuple[_Cell, ...]:
    cells = tuple(
        _Cell(
            kind=cell.cell_type,
            source=cell.source,
            language=cell.metadata.get("lang"),
            region=cell.metadata.get("region"),
            for_reference=cell.metadata.get("audience") == "reference",
            shuffle=cell.metadata.get("shuffle"),
        )
        for cell in _percent_cells(script)
    )
    regions = [cell.region for cell in cells if cell.kind == "code"]
    if None in regions or len(set(regions)) < len(regions):
        raise BadInput(
            say("{script}: a code cell lacks a region of its own", script=script.name),
            say('Write # %% region="a-name", each name once.'),
        )
    return cells


def _mistake(path: Path) -> Mistake:
    head, *cells = _percent_cells(path)
    words = str(ast.literal_eval(head.source))
    fields = {name: value.strip() for name, value in _FIELD.findall(words)}
    return Mistake(
        name=path.stem,
        title=words.split("\n\n")[0].strip(),
        fails=_names(fields.get("fails", "")),
        skips=_names(fields.get("skips", "")),
        framework=fields.get("framework", "torch"),
        regions=MappingProxyType(
            {cell.metadata["region"]: cell.source for cell in cells}
        ),
    )


def _names(words: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in words.split(",") if name.strip())


def _for_students(cells: Iterable[_Cell]) -> Iterator[_Cell]:
    return (cell for cell in cells if not cell.for_reference)


def _solved(cells: Iterable[_Cell]) -> Iterator[_Cell]:
    for cell in cells:
        lines = cell.source.split("\n")
        kept = (line for line in lines if _marker(line) is None)
        yield _with(cell, "\n".join(kept))


def _without_solution(source: str, language: str, script: Path) -> str:
    kept: list[str] = []
    inside = False
    for line in source.split("\n"):
        marker = _marker(line)
        if (marker == "BEGIN" and inside) or (marker == "END" and not inside):
            raise _unpaired(script)
        if marker == "BEGIN":
            indent = line[: -len(line.lstrip())]
            # A comment alone is no function's body, and a lone ... shows "Ellipsis".
            kept.append(f"{indent}{'...  ' if indent else ''}{YOUR_CODE[language]}")
        inside = marker == "BEGIN" if marker else inside
        if not inside and marker is None:
            kept.append(line)
    if inside:
        raise _unpaired(script)
    return "\n".join(kept)


def _unpaired(script: Path) -> BadInput:
    return BadInput(
        say("{script}: a solution begins or ends twice, or never", script=script.name),
        say("# BEGIN SOLUTION and # END SOLUTION come in pairs, in one cell."),
    )


def _marker(line: str) -> str | None:
    match line.split():
        case ["#", "BEGIN" | "END" as marker, "SOLUTION"]:
            return marker
    return None


def _in_language(source: str, language: str) -> str:
    lines = []
    for line in source.split("\n"):
        if comment := _COMMENT.fullmatch(line):
            indent, spoken, words = comment.groups()
            if spoken != language:
                continue
            line = f"{indent}# {words}"
        lines.append(line)
    return "\n".join(lines)


def _with(cell: _Cell, source: str) -> _Cell:
    return replace(cell, source=source)


def _notebook(
    cells: Iterable[_Cell], assignment: str, framework: str, language: str
) -> NotebookNode:
    """nbformat 4.5 with cell ids that depend on the script alone."""
    spoken = [cell for cell in cells if cell.language in (None, language)]
    node: NotebookNode = nbformat.from_dict(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {
                "grader": {
                    "assignment": assignment,
                    "framework": framework,
                    "language": language,
                },
                "kernelspec": {
                    "display_name": "Python 3",
                    "language": "python",
                    "name": "python3",
                },
                "language_info": {"name": "python"},
            },
            "cells": [
                _node(cell, number, language) for number, cell in enumerate(spoken)
            ],
        }
    )
    return node


def _node(cell: _Cell, number: int, language: str) -> dict[str, object]:
    source = _in_language(cell.source, language).strip("\n")
    node: dict[str, object] = {
        "id": cell.region or f"text-{number}",
        "cell_type": cell.kind,
        "metadata": {"grader": {"shuffle": cell.shuffle}} if cell.shuffle else {},
        "source": source,
    }
    if cell.kind == "code":
        node |= {"execution_count": None, "outputs": []}
    return node
