"""``grade submit --format``: one result, as other programs read it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from xml.etree import ElementTree

import pytest
from commands import Ran, grade, handed_in
from small_assignment import NEVER, WRONG, write_assignment

from grader.cli.submit import FORMATS
from grader.exports import RESULT_FORMATS

NAME = "<b>&,:%0A"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with the small assignment, and a notebook worth 1 of 4."""
    write_assignment(tmp_path / "assignments")
    handed_in(tmp_path, NEVER, WRONG, assignment="doubling")
    return tmp_path


def submit(folder: Path, *arguments: str, summary: Path | None = None) -> Ran:
    [notebook] = folder.glob("*.ipynb")
    options = ("--student", NAME, "--seed", "1", *arguments)
    env = {"GITHUB_STEP_SUMMARY": os.fspath(summary) if summary else ""}
    return grade("submit", notebook, *options, cwd=folder, env=env)


def test_the_command_knows_every_format() -> None:
    """They are listed apart, so that ``--help`` imports none of them."""
    assert set(FORMATS) == set(RESULT_FORMATS)


def test_the_format_alone_is_on_stdout(folder: Path) -> None:
    """A program reads it there: no report, and the exit code of any other grade."""
    ran = submit(folder, "--format", "gradescope", "--min-score", "50")
    assert ran.code == 1, ran.err
    told = json.loads(ran.out)
    assert told["score"] == 1
    assert [test["max_score"] for test in told["tests"]] == [1, 3]


def test_in_a_file_it_leaves_the_report_where_it_was(folder: Path) -> None:
    """The file is whole XML; a person sees the checks."""
    ran = submit(folder, "--format", "junit", "--out", "r.xml")
    assert ran.code == 0, ran.err
    assert "Numbers are doubled" in ran.out
    cases = ElementTree.parse(folder / "r.xml").findall(".//testcase")
    assert [case.find("failure") is not None for case in cases] == [False, True]


def test_github_gets_annotations_and_a_summary(folder: Path) -> None:
    """Commands on stdout; the summary is added to what the step has written there."""
    summary = folder / "summary.md"
    summary.write_text("# Before\n")
    ran = submit(folder, "--format", "github", summary=summary)
    assert ran.code == 0, ran.err
    assert ran.out.count("\n") == 1
    assert ran.out.startswith("::error file=")
    text = summary.read_text()
    assert text.startswith("# Before\n")
    assert "Numbers are doubled" in text
    assert NAME not in text


def test_only_github_writes_the_summary(folder: Path) -> None:
    """Who asks for Markdown gets it where they say."""
    summary = folder / "summary.md"
    ran = submit(folder, "--format", "markdown", summary=summary)
    assert ran.out.startswith("## ")
    assert not summary.exists()


def test_a_file_without_a_format_is_refused(folder: Path) -> None:
    """Before anything is run: nobody knows what to write there."""
    ran = submit(folder, "--out", "r.xml")
    assert ran.code == 2
    assert "--format" in ran.err
    assert not (folder / "r.xml").exists()
