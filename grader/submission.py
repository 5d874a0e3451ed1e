"""A submission: a validated notebook, who handed it in, and which framework it uses.

Whatever cannot be graded is refused here, with one clear message, before anything runs.
"""

from __future__ import annotations

import codecs
import contextlib
import hashlib
import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode, v4

from grader.errors import BadInput, system_reason
from grader.frameworks import imported_framework, imported_late, imported_modules
from grader.messages import say
from grader.text import clean

MAX_BYTES = 64 << 20
MAX_CELLS = 2_000
SUPPORTED_LANGUAGES = ("python", "ipython", "python3")
NEWEST_FORMAT = 4


@dataclass(frozen=True)
class Submission:
    """A notebook that can be graded.

    ``id`` is the SHA-256 of its code cells; ``declared`` is its ``metadata.grader``:
    the assignment, framework and language that the starter wrote there, if any.
    """

    id: str
    name: str
    student: str
    notebook: NotebookNode
    declared: Mapping[str, str]

    @property
    def code(self) -> str:
        """All code cells, one after the other."""
        cells = self.notebook.cells
        return "\n".join(c.source for c in cells if c.cell_type == "code")

    @property
    def imports(self) -> frozenset[str]:
        """The modules that the cells import, and those that they make others import.

        With ``a.b`` comes ``a``. torch's optimizers, and Keras inside TensorFlow, are
        imported when they are first used.
        """
        cells = [c.source for c in self.notebook.cells if c.cell_type == "code"]
        return imported_late(self.code).union(*map(imported_modules, cells))

    def framework(self, supported: tuple[str, ...]) -> str:
        """The framework, declared, inferred from the imports, or the only one."""
        declared = self.declared.get("framework")
        if declared is not None:
            if declared not in supported:
                raise BadInput(
                    say(
                        "The notebook declares the framework “{found}”, which this "
                        "assignment does not have.",
                        found=declared,
                    ),
                    say("Choose one of: {names}.", names=", ".join(supported)),
                )
            return declared
        found = imported_framework(self.code, supported)
        if found is None and len(supported) == 1:
            return supported[0]  # it can be no other: of a quiz, say
        if found is None:
            raise BadInput(
                say("The notebook imports none of the frameworks of this assignment."),
                say("Import one of: {names}.", names=", ".join(supported)),
            )
        return found


def read_submission(path: Path, student: str | None = None) -> Submission:
    """Read and validate a notebook; ``BadInput`` says what is wrong with it."""
    return parse_submission(_read_bytes(path), path.name, student or path.stem)


def parse_submission(data: bytes, name: str, student: str) -> Submission:
    """The same, of bytes; ``name`` is what messages call them."""
    name = clean(name, 200)
    if len(data) > MAX_BYTES:
        raise _too_large(name)
    notebook = _validated(_parsed(data, name), name)
    return _submission(notebook, name, clean(student, 200))


def to_bytes(submission: Submission) -> bytes:
    """All that decides a grade: the code, where it stands, and what is declared.

    Submissions with the same bytes run alike, whatever is written between the cells.
    """
    told = {
        "cells": [
            cell.source if cell.cell_type == "code" else None
            for cell in submission.notebook.cells
        ],
        "declared": dict(submission.declared),
    }
    return json.dumps(told, sort_keys=True).encode()


def from_bytes(data: bytes, name: str, student: str) -> Submission:
    """A submission with these bytes; what was no code is empty."""
    told = json.loads(data)
    cells = [
        v4.new_markdown_cell("", id=f"cell-{i}")
        if source is None
        else v4.new_code_cell(source, id=f"cell-{i}")
        for i, source in enumerate(told["cells"])
    ]
    metadata = {"grader": told["declared"]}
    return _submission(v4.new_notebook(cells=cells, metadata=metadata), name, student)


def _submission(notebook: NotebookNode, name: str, student: str) -> Submission:
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    if not any(source.strip() for source in sources):
        raise BadInput(
            say("{name} has no code to run.", name=name),
            say("Did you save the notebook before handing it in?"),
        )
    digest = hashlib.sha256(json.dumps(sources).encode()).hexdigest()
    return Submission(
        id=f"sha256:{digest}",
        name=name,
        student=student,
        notebook=notebook,
        declared=_declared(notebook),
    )


def _read_bytes(path: Path) -> bytes:
    try:
        return _read_sane_file(path)
    except OSError as error:
        raise BadInput(
            say(
                "{path} cannot be read: {why}",
                path=str(path),
                why=system_reason(error),
            ),
            say("Check its rights, or give a copy of it."),
        ) from None


def _read_sane_file(path: Path) -> bytes:
    if not path.exists():
        raise BadInput(
            say("There is no file {path}.", path=str(path)),
            say("Check the name; quote it if it has spaces."),
        )
    if not path.is_file():
        raise BadInput(
            say("{path} is not a file.", path=str(path)),
            say("Give the path of one notebook (.ipynb)."),
        )
    if path.stat().st_size > MAX_BYTES:
        raise _too_large(path.name)
    return path.read_bytes()


def _too_large(name: str) -> BadInput:
    return BadInput(
        say("{name} is larger than {n} MB.", name=name, n=MAX_BYTES >> 20),
        say("Clear the outputs of the notebook and save it again."),
    )


def _parsed(data: bytes, name: str) -> dict[str, Any]:
    try:
        parsed = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _no_json(data, name) from None
    if not isinstance(parsed, dict) or _cell_count(parsed) is None:
        raise BadInput(
            say("{name} is JSON, but not a notebook.", name=name),
            say("A notebook is what Jupyter or Colab saves as .ipynb."),
        )
    if parsed["nbformat"] > NEWEST_FORMAT:
        raise BadInput(
            say(
                "{name} is in notebook format {found}; the newest that is read is {n}.",
                name=name,
                found=clean(str(parsed["nbformat"]), 20),
                n=NEWEST_FORMAT,
            ),
            say("Open it in Jupyter, save it, and hand in the saved file."),
        )
    return parsed


def _no_json(data: bytes, name: str) -> BadInput:
    """Why bytes are no JSON in UTF-8: each has a remedy of its own."""
    if not data.removeprefix(codecs.BOM_UTF8).strip():
        return BadInput(
            say("{name} is empty.", name=name),
            say("Save the notebook and hand it in again."),
        )
    encoding = json.detect_encoding(data)[:6].upper()
    if encoding != "UTF-8":
        with contextlib.suppress(ValueError, RecursionError):
            json.loads(data)
            return BadInput(
                say("{name} is in {found}, not in UTF-8.", name=name, found=encoding),
                say("Save it as UTF-8, in a text editor, and hand it in again."),
            )
    return BadInput(
        say("{name} is not JSON, so it is not a notebook.", name=name),
        say("Download it again as .ipynb, not as .py, .html or a cut-off file."),
    )


def _cell_count(parsed: dict[str, Any]) -> int | None:
    """How many cells a notebook of any format has; None where it is no notebook."""
    number = parsed.get("nbformat")
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    parts = [parsed] if "cells" in parsed else parsed.get("worksheets")
    if not isinstance(parts, list):
        return None
    count = 0
    for part in parts:
        cells = part.get("cells") if isinstance(part, dict) else None
        if not isinstance(cells, list) or not all(isinstance(c, dict) for c in cells):
            return None
        count += len(cells)
    return count


def _validated(parsed: dict[str, Any], name: str) -> NotebookNode:
    """Version 4, with ids of our own, without outputs and metadata that nobody needs.

    What is not needed cannot be wrong: editors write all kinds of things there.
    """
    count = _cell_count(parsed) or 0
    if count > MAX_CELLS:
        raise BadInput(
            say(
                "{name} has {n} cells, over {most}.", name=name, n=count, most=MAX_CELLS
            ),
            say("Hand in the notebook of the exercise, without cells of no use to it."),
        )
    try:
        notebook = _upgraded(parsed)
        metadata = notebook.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        language = _language(metadata)
        notebook["metadata"] = nbformat.from_dict(
            {key: metadata[key] for key in metadata if key == "grader"}
        )
        for index, cell in enumerate(notebook.cells):
            if isinstance(cell.source, list):
                cell.source = "".join(cell.source)
            cell["id"] = f"cell-{index}"
            cell["metadata"] = nbformat.from_dict({})
            cell.pop("attachments", None)
            if cell.cell_type == "code":
                cell["outputs"], cell["execution_count"] = [], None
        notebook["nbformat"], notebook["nbformat_minor"] = 4, 5
        nbformat.validate(notebook)
        for cell in notebook.cells:
            # A lone surrogate has no encoding: it would end the kernel's connection.
            cell.source = cell.source.encode("utf-8", "replace").decode()
    except Exception as error:  # nbformat raises what its parts raise
        raise BadInput(
            say(
                "{name} is not a valid notebook: {why}",
                name=name,
                why=_why(error),
            ),
            say("Open it in Jupyter, save it, and hand in the saved file."),
        ) from None
    if language.lower() not in SUPPORTED_LANGUAGES:
        raise BadInput(
            say(
                "{name} is a notebook in {language}; only Python is graded.",
                name=name,
                language=clean(language, 40),
            ),
            say("Choose a Python kernel and save the notebook."),
        )
    return notebook


def _upgraded(parsed: dict[str, Any]) -> NotebookNode:
    """In format 4. Older readers join the lines of a cell, as their upgrades expect."""
    formats: Any = nbformat  # untyped
    if parsed["nbformat"] == NEWEST_FORMAT:
        notebook: NotebookNode = formats.from_dict(parsed)
        return notebook
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of ids that the upgrade itself made up
        old = formats.versions[parsed["nbformat"]].to_notebook_json(parsed)
        upgraded: NotebookNode = formats.convert(old, NEWEST_FORMAT)
        return upgraded


def _why(error: Exception) -> str:
    """Where and what, in a line: nbformat's own words fill a screen."""
    cause = getattr(error, "original", error)
    place = "/".join(str(part) for part in getattr(cause, "absolute_path", ()))
    first = clean((str(cause).splitlines() or [""])[0], 120)
    return f"{place}: {first}" if place else f"{type(cause).__name__}: {first}"


def _language(metadata: Mapping[str, Any]) -> str:
    """The language that a notebook says it is in; Python where it says nothing."""
    for place, key in (("kernelspec", "language"), ("language_info", "name")):
        about = metadata.get(place)
        if isinstance(about, dict) and about.get(key):
            return str(about[key])
    return "python"


def _declared(notebook: NotebookNode) -> dict[str, str]:
    declared = notebook.metadata.get("grader", {})
    if not isinstance(declared, dict):
        return {}
    wanted = ("assignment", "framework", "language")
    return {
        key: clean(declared[key], 80)
        for key in wanted
        if isinstance(declared.get(key), str)
    }
