"""Bad input: exit 2, one clear message, nothing written, nothing started."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commands import FRAMEWORKS, LAB, Ran, grade, grade_traced, handed_in
from small_assignment import NEVER, RIGHT, write_assignment

CELL: dict[str, Any] = {
    "cell_type": "code",
    "id": "a",
    "metadata": {},
    "source": "1",
    "outputs": [],
    "execution_count": None,
}
TEXT = {"cell_type": "markdown", "id": "b", "metadata": {}, "source": "# Lab"}
PLAIN: dict[str, Any] = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}}
SAVED = "Open it in Jupyter, save it, and hand in the saved file."
DOWNLOAD = "Download it again as .ipynb, not as .py, .html or a cut-off file."
UNSAVED = "Did you save the notebook before handing it in?"
WHAT_IS_ONE = "A notebook is what Jupyter or Colab saves as .ipynb."

Make = Callable[[Path], Path]


def saying(content: object) -> Make:
    """Makes a file: bytes and text as they are, all else as JSON."""

    def make(folder: Path) -> Path:
        path = folder / "lab.ipynb"
        if not isinstance(content, bytes):
            text = content if isinstance(content, str) else json.dumps(content)
            path.write_text(text, encoding="utf-8")
        else:
            path.write_bytes(content)
        return path

    return make


def of_language(name: str, language: str) -> Make:
    spec = {"name": name, "display_name": name, "language": language}
    return lambda folder: handed_in(folder, "x <- 1", kernelspec=spec)


def declaring(assignment: str = "", framework: str = "") -> Make:
    said = {"assignment": assignment, "framework": framework}
    kept = {key: value for key, value in said.items() if value}
    return lambda folder: handed_in(folder, "x = 1", declared=kept)


def a_folder(folder: Path) -> Path:
    (folder / "lab").mkdir()
    return folder / "lab"


def a_pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.ipynb")
    return folder / "pipe.ipynb"


def unreadable(folder: Path) -> Path:
    path = folder / "lab.ipynb"
    if os.geteuid() == 0:  # root may read whatever the system can read
        path.symlink_to("/proc/self/mem")
    else:
        path.write_text("{}")
        path.chmod(0)
    return path


def half_of_a_notebook(folder: Path) -> Path:
    path = handed_in(folder, "print('hello')")
    path.write_bytes(path.read_bytes()[:100])
    return path


CASES: dict[str, tuple[Make, str, str]] = {
    # name: how the file is made; what the message says; what the hint says
    "no such file": (lambda f: f / "lab.ipynb", "There is no file", "Check the name"),
    "a name that is too long": (
        lambda f: f / ("a" * 300 + ".ipynb"),
        "cannot be read: File name too long",
        "Check its rights",
    ),
    "a folder": (a_folder, "is not a file.", "the path of one notebook"),
    "a pipe": (a_pipe, "is not a file.", "the path of one notebook"),
    "unreadable": (unreadable, "cannot be read: ", "Check its rights"),
    "empty file": (saying(b""), "is empty.", "hand it in again"),
    "garbage": (saying(bytes(range(256))), "is not JSON", DOWNLOAD),
    "a script": (saying("import torch\n"), "is not JSON", DOWNLOAD),
    "cut off": (half_of_a_notebook, "is not JSON", DOWNLOAD),
    "mark and garbage": (saying(b"\xef\xbb\xbf<html>"), "is not JSON", DOWNLOAD),
    "UTF-16": (
        saying(json.dumps(PLAIN | {"cells": [CELL]}).encode("utf-16")),
        "is in UTF-16, not in UTF-8",
        "Save it as UTF-8",
    ),
    "a number of many digits": (saying("9" * 10_000), "is not JSON", DOWNLOAD),
    "deep lists": (saying("[" * 100_000 + "]" * 100_000), "is not JSON", DOWNLOAD),
    "deep objects": (
        saying('{"a":' * 100_000 + "1" + "}" * 100_000),
        "is not JSON",
        DOWNLOAD,
    ),
    "a list": (saying([]), "is JSON, but not a notebook", WHAT_IS_ONE),
    "an empty object": (saying({}), "is JSON, but not a notebook", WHAT_IS_ONE),
    "no cells": (saying(PLAIN), "is JSON, but not a notebook", WHAT_IS_ONE),
    "a format of words": (
        saying(PLAIN | {"nbformat": "four", "cells": [CELL]}),
        "is JSON, but not a notebook",
        WHAT_IS_ONE,
    ),
    "a format to come": (
        saying(PLAIN | {"nbformat": 9, "cells": [CELL]}),
        "is in notebook format 9; the newest that is read is 4.",
        SAVED,
    ),
    "cells that are none": (
        saying(PLAIN | {"cells": [1, 2]}),
        "is JSON, but not a notebook",
        WHAT_IS_ONE,
    ),
    "cells of another kind": (
        saying(PLAIN | {"cells": [CELL | {"cell_type": "poem"}]}),
        "is not a valid notebook: cells/0: ",
        SAVED,
    ),
    "code that is a number": (
        saying(PLAIN | {"cells": [CELL | {"source": 5}]}),
        "is not a valid notebook: ",
        SAVED,
    ),
    "100,000 cells": (
        saying(PLAIN | {"cells": [CELL] * 100_000}),
        "has 100000 cells, over 2000.",
        "the notebook of the exercise",
    ),
    "100,000 cells of old": (
        saying({"nbformat": 3, "worksheets": [{"cells": [CELL] * 100_000}]}),
        "has 100000 cells, over 2000.",
        "the notebook of the exercise",
    ),
    "no cell at all": (saying(PLAIN | {"cells": []}), "has no code to run", UNSAVED),
    "text only": (saying(PLAIN | {"cells": [TEXT]}), "has no code to run", UNSAVED),
    "blank code": (
        saying(PLAIN | {"cells": [TEXT, CELL | {"source": " \n"}]}),
        "has no code to run",
        UNSAVED,
    ),
    "a notebook in R": (of_language("ir", "R"), "is a notebook in R; only", "Choose a"),
    "a notebook in Julia": (
        of_language("julia-1.12", "julia"),
        "is a notebook in julia; only",
        "Choose a Python kernel",
    ),
    "no assignment": (
        declaring(),
        "does not say which assignment it answers",
        "Name it with --assignment",
    ),
    "an unknown assignment": (
        declaring(assignment="lab-frameworkz"),
        "There is no assignment “lab-frameworkz”.",
        LAB,
    ),
    "an unknown framework": (
        declaring(assignment=LAB, framework="jax"),
        "framework “jax”, which this assignment does not have",
        "torch, keras, tensorflow, lightning.",
    ),
    "no framework": (
        declaring(assignment=LAB),
        "imports none of the frameworks of this assignment",
        "torch, keras, tensorflow, lightning.",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_gets_one_message_and_nothing_is_done(name: str, tmp_path: Path) -> None:
    """Exit 2, two lines on stderr, no file, no kernel, no framework on the host."""
    make, problem, hint = CASES[name]
    notebook = make(tmp_path)
    started = tmp_path / "started"
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\ntouch '{started}'\nexit 1\n")
    python.chmod(0o755)
    before = set(tmp_path.iterdir())
    ran = grade_traced(
        *("submit", notebook, "--python", python),
        *("--json", "result.json", "--html", "report.html"),
        cwd=tmp_path,
        env={"TMPDIR": str(tmp_path)},
    )
    assert_refused(ran, problem, hint)
    assert set(tmp_path.iterdir()) == before
    assert not ran.packages & FRAMEWORKS


def test_a_framework_must_be_imported_where_the_option_names_the_assignment(
    tmp_path: Path,
) -> None:
    """With ``--assignment`` no metadata is needed, but an import of a framework is."""
    notebook = handed_in(tmp_path, "import numpy")
    ran = grade("submit", notebook, "--assignment", LAB, cwd=tmp_path)
    assert_refused(
        ran, "imports none of the frameworks", "torch, keras, tensorflow, lightning."
    )


USAGES: dict[str, tuple[list[str], str]] = {
    "no notebook": ([], "Missing argument 'NOTEBOOK'"),
    "two notebooks": (["lab.ipynb", "b.ipynb"], "unexpected extra argument"),
    "an unknown option": (["lab.ipynb", "--bogus"], "No such option '--bogus'"),
    "a language": (["lab.ipynb", "--lang", "fr"], "'fr' is not one of 'en', 'es'"),
    "a score over 100": (["lab.ipynb", "--min-score", "101"], "not in the range"),
    "a score of words": (["lab.ipynb", "--min-score", "half"], "not a valid float"),
    "no score": (["lab.ipynb", "--min-score", "nan"], "not a number from 0 to 100"),
    "a sandbox": (["lab.ipynb", "--sandbox", "docker"], "'docker' is not one of"),
    "JSON into a folder": (["lab.ipynb", "--json", "."], "is a directory"),
}


@pytest.mark.parametrize("name", USAGES)
def test_bad_usage_names_the_option_and_its_help(name: str, tmp_path: Path) -> None:
    """What was wrong on the command line, then where the options are listed."""
    arguments, problem = USAGES[name]
    handed_in(tmp_path, NEVER, assignment=LAB)
    ran = grade("submit", *arguments, cwd=tmp_path)
    assert_refused(ran, problem, "submit --help")


def test_an_unknown_command_is_bad_usage(tmp_path: Path) -> None:
    """``grade marks`` says that there is no such command."""
    assert_refused(grade("marks", cwd=tmp_path), "No such command 'marks'", "--help")


def test_no_command_shows_the_commands(tmp_path: Path) -> None:
    """``grade`` alone is bad usage, and the help is what mends it."""
    ran = grade(cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "submit" in ran.err


TARGETS = {
    "a folder that is missing": ("missing/r", "There is no folder", "Make it first"),
    "a folder that takes no file": ("/proc/r", "", ""),
    "the notebook itself": ("ana.ipynb", "would be overwritten", "a name of its own"),
}


@pytest.mark.parametrize("option", ["--json", "--html"])
@pytest.mark.parametrize("name", TARGETS)
def test_a_report_that_cannot_be_written_is_refused(
    option: str, name: str, tmp_path: Path
) -> None:
    """Before any work where that can be known, after the report was shown otherwise."""
    target, problem, hint = TARGETS[name]
    root = write_assignment(tmp_path / "assignments")
    notebook = handed_in(tmp_path, NEVER, RIGHT, assignment="doubling")
    content = notebook.read_bytes()
    ran = grade(
        *("submit", notebook.name, option, target, "--sandbox", "none"), cwd=tmp_path
    )
    if problem:
        assert_refused(ran, problem, hint)
    else:
        assert ran.code == 2
        assert "cannot be written" in ran.err.splitlines()[-2]
    assert notebook.read_bytes() == content
    assert set(tmp_path.iterdir()) == {root, notebook}


def test_two_reports_need_two_files(tmp_path: Path) -> None:
    """JSON and HTML into one file would leave only the second."""
    notebook = handed_in(tmp_path, NEVER, assignment=LAB)
    ran = grade("submit", notebook, "--json", "r", "--html", "r", cwd=tmp_path)
    assert_refused(ran, "would be overwritten", "a name of its own")


@pytest.mark.parametrize(
    ("python", "problem"),
    [("missing/python", "is not a Python"), ("/usr/bin/true", "is not a Python")],
)
def test_a_python_that_is_none_is_refused(
    python: str, problem: str, tmp_path: Path
) -> None:
    """``--python`` must name an interpreter that runs notebooks."""
    notebook = handed_in(tmp_path, NEVER, assignment=LAB)
    ran = grade("submit", notebook, "--python", python, cwd=tmp_path)
    assert_refused(ran, problem, "the path of an environment's python")


HOSTILE = {
    "a line": "ana\ngrade: all is well.ipynb",
    "a colour": "ana\x1b[31m\x1b]0;owned\x07.ipynb",
    "a return": "ana\r\x1b[2K20 of 20.ipynb",
    "a direction": "ana\u202eбв.ipynb",
    "bytes": "ana\udcff\udc9b31m.ipynb",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_reaches_no_terminal(name: str, tmp_path: Path) -> None:
    """Names are shown without what could steer it, on the message's own line."""
    for content in (None, "{", '{"nbformat": 4, "metadata": {}, "cells": []}'):
        path = tmp_path / HOSTILE[name]
        if content is not None:
            path.write_text(content)
        ran = grade("submit", path, cwd=tmp_path)
        assert_refused(ran, "grade: ", "")
        assert all(c.isprintable() or c == "\n" for c in ran.err)


def test_messages_are_in_the_language_of_the_system(tmp_path: Path) -> None:
    """What LANG says, also where there is no notebook to ask."""
    ran = grade("submit", "lab.ipynb", cwd=tmp_path, env={"LANG": "es_ES.UTF-8"})
    assert_refused(ran, "lab.ipynb", "")
    assert "There is no file" not in ran.err


def assert_refused(ran: Ran, problem: str, hint: str) -> None:
    """Exit 2; on stderr what is wrong and then what to do, each in a line."""
    assert ran.code == 2, ran.err
    assert ran.out == ""
    lines = ran.err.splitlines()
    assert len(lines) == 2, ran.err
    assert lines[0].startswith("grade: ")
    assert problem in lines[0]
    assert hint in lines[1]
    assert lines[1].endswith((".", "?")) or "--help" in lines[1], lines[1]
