"""``grade start`` and ``grade assignments``: from nothing to a notebook to work in."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from commands import LAB, grade
from small_assignment import write_assignment

PAIRS = [(f, lang) for f in ("torch", "keras") for lang in ("en", "es")]


@pytest.mark.parametrize(("framework", "language"), PAIRS)
def test_a_starter_is_written(framework: str, language: str, tmp_path: Path) -> None:
    """It declares assignment, framework and language, and says how to hand it in."""
    ran = grade(
        *("start", LAB, "--framework", framework, "--lang", language),
        *("--to", "my labs/first"),
        cwd=tmp_path,
    )
    assert (ran.code, ran.err) == (0, "")
    path = tmp_path / "my labs" / "first" / f"{LAB}-{framework}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    declared = {"assignment": LAB, "framework": framework, "language": language}
    assert declared.items() <= notebook.metadata["grader"].items()
    wrote, work = ran.out.splitlines()
    assert f"my labs/first/{LAB}-{framework}.ipynb" in wrote
    assert work.endswith(f"grade submit 'my labs/first/{LAB}-{framework}.ipynb'")


def test_the_first_framework_and_the_folder_one_is_in(tmp_path: Path) -> None:
    """The assignment's first framework, the system's language, the folder one is in."""
    ran = grade("start", LAB, cwd=tmp_path, env={"LC_ALL": "es_ES.UTF-8"})
    assert ran.code == 0, ran.err
    notebook = nbformat.read(tmp_path / f"{LAB}-torch.ipynb", as_version=4)
    assert notebook.metadata["grader"]["language"] == "es"


def test_an_existing_file_is_kept(tmp_path: Path) -> None:
    """A student's work is never overwritten."""
    target = tmp_path / f"{LAB}-torch.ipynb"
    target.write_text("my work")
    ran = grade("start", LAB, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "exists already" in ran.err
    assert "--to" in ran.err.splitlines()[1]
    assert target.read_text() == "my work"


@pytest.mark.parametrize(
    ("arguments", "problem", "hint"),
    [
        ([LAB, "--framework", "jax"], "no framework “jax”", "torch, keras"),
        (["labs"], "no assignment “labs”", LAB),
        ([LAB, "--lang", "fr"], "'fr' is not one of", "--help"),
        ([LAB, "--to", "/proc/me"], "cannot be written", "write elsewhere"),
        (["doubling"], "no starter for torch in en", "Choose another"),
        ([], "Missing argument 'ASSIGNMENT'", "--help"),
    ],
)
def test_what_cannot_be_started_is_said(
    arguments: list[str], problem: str, hint: str, tmp_path: Path
) -> None:
    """Exit 2, what is wrong, what there is instead; no file, no folder."""
    root = write_assignment(tmp_path / "assignments")
    ran = grade("start", *arguments, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    first, second = ran.err.splitlines()
    assert problem in first
    assert hint in second
    assert list(tmp_path.iterdir()) == [root]


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Lab: classification"), ("es", "Laboratorio: ")]
)
def test_assignments_are_listed(language: str, title: str, tmp_path: Path) -> None:
    """A line each: id, title in the language, frameworks."""
    write_assignment(tmp_path / "assignments")
    ran = grade("assignments", "--lang", language, cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    lines = {line.split()[0]: line for line in ran.out.splitlines()}
    assert {"doubling", LAB, "quiz"} <= lines.keys()
    lab = lines[LAB]
    assert title in lab
    assert lab.endswith("(torch, keras, tensorflow, lightning)")
