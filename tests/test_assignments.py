"""Assignments: where they are looked for, and how a course brings its own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from commands import LAB, ROOT, grade, handed_in, run
from small_assignment import NEVER, RIGHT, TOML, write_assignment

from grader.assignment import find_assignment, find_assignments, read_assignment
from grader.errors import BadInput


def titled(title: str) -> str:
    return TOML.replace("Doubling", title)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Three folders that hold the same assignments, each with a title of its own."""
    monkeypatch.chdir(tmp_path)
    roots = {name: tmp_path / name for name in ("option", "variable", "assignments")}
    for title, root in roots.items():
        write_assignment(root, toml=titled(title))
        write_assignment(root, LAB, toml=titled(title))
    return roots


def test_folders_are_looked_in_in_order(
    elsewhere: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The option, the variable, ./assignments, then what comes with the grader."""
    monkeypatch.delenv("GRADER_ASSIGNMENTS", raising=False)
    assert find_assignment(LAB).title("en") == "assignments"
    monkeypatch.setenv("GRADER_ASSIGNMENTS", str(elsewhere["variable"]))
    assert find_assignment(LAB).title("en") == "variable"
    assert find_assignment(LAB, elsewhere["option"]).title("en") == "option"
    monkeypatch.delenv("GRADER_ASSIGNMENTS")
    monkeypatch.chdir("/")
    assert find_assignment(LAB).folder == ROOT / "assignments" / LAB
    found = find_assignments(elsewhere["option"])
    assert list(found)[:2] == ["doubling", LAB]
    assert found["quiz"].folder == ROOT / "assignments" / "quiz"


def test_the_folders_work_on_the_command_line(tmp_path: Path) -> None:
    """``--assignments``, the variable and ./assignments, each graded from anywhere."""
    root = write_assignment(tmp_path / "my course")
    notebook = handed_in(tmp_path, NEVER, RIGHT, assignment="doubling")
    submit = ("submit", notebook, "--sandbox", "none", "--min-score", "100")
    unknown = grade(*submit, cwd=tmp_path)
    assert unknown.code == 2
    chosen = grade(*submit, "--assignments", root, cwd=tmp_path)
    assert (chosen.code, "4 / 4" in chosen.out) == (0, True), chosen.err
    named = grade(*submit, cwd=tmp_path, env={"GRADER_ASSIGNMENTS": str(root)})
    assert (named.code, "4 / 4" in named.out) == (0, True), named.err


def test_a_course_brings_its_own_without_touching_the_grader(tmp_path: Path) -> None:
    """Settings, exam, checks and a catalogue in a folder: graded, in its own words."""
    root = write_assignment(tmp_path / "assignments")
    catalogue = root / "doubling" / "locale" / "es" / "LC_MESSAGES" / "messages.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Numbers are doubled"\nmsgstr "Los números se duplican"\n',
        encoding="utf-8",
    )
    compiled = run(
        *(sys.executable, "-m", "babel.messages.frontend", "-q", "compile"),
        *("-i", catalogue, "-o", catalogue.with_suffix(".mo")),
        cwd=tmp_path,
    )
    assert compiled.code == 0, compiled.err
    before = state_of(ROOT / "grader")
    notebook = handed_in(tmp_path, NEVER, RIGHT, assignment="doubling")
    ran = grade("submit", notebook, "--lang", "es", "--min-score", "100", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert "El doble" in ran.out
    assert "Los números se duplican" in ran.out
    assert state_of(ROOT / "grader") == before


def state_of(folder: Path) -> dict[Path, tuple[int, int]]:
    """Size and time of every file below, but what Python compiles for itself."""
    return {
        path: (path.stat().st_size, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


BROKEN = {
    "no TOML": ("frameworks = [", "assignment.toml is not valid"),
    "no UTF-8": ("t\udcff", "assignment.toml is not valid"),
    "an unknown field": (TOML.replace("[title]", "colour = 1\n[title]"), "colour"),
    "another kind": (TOML.replace('["torch", "keras"]', '"torch"'), "frameworks"),
    "no framework": (TOML.replace('"torch", "keras"', ""), "frameworks"),
    "no title": ('frameworks = ["torch"]', "title"),
    "no English title": ('frameworks = ["torch"]\n[title]\nes = "x"', "English"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_setting_is_one_clear_error(name: str, tmp_path: Path) -> None:
    """It names the file, the field, and what a file needs at least."""
    toml, said = BROKEN[name]
    write_assignment(tmp_path / "assignments", toml="")
    path = tmp_path / "assignments" / "doubling" / "assignment.toml"
    path.write_bytes(toml.encode(errors="surrogateescape"))
    handed_in(tmp_path, NEVER, assignment=LAB)
    commands = [["assignments"], ["start", LAB], ["submit", "ana.ipynb"]]
    for command in commands if name == "no TOML" else commands[:1]:
        ran = grade(*command, cwd=tmp_path)
        assert (ran.code, ran.out) == (2, ""), ran.err
        first, second = ran.err.splitlines()
        assert "doubling/assignment.toml is not valid" in first
        assert said in first
        assert "frameworks" in second


@pytest.mark.parametrize(
    ("arguments", "env", "hint"),
    [
        (["--assignments", "missing"], {}, "the folder that holds"),
        ([], {"GRADER_ASSIGNMENTS": "missing"}, "GRADER_ASSIGNMENTS"),
    ],
)
def test_a_folder_that_is_missing_is_said(
    arguments: list[str], env: dict[str, str], hint: str, tmp_path: Path
) -> None:
    """A misspelt folder must not silently mean the grader's own assignments."""
    ran = grade("assignments", *arguments, cwd=tmp_path, env=env)
    assert (ran.code, ran.out) == (2, "")
    first, second = ran.err.splitlines()
    assert "There is no folder of assignments missing" in first
    assert hint in second


def test_the_version_is_of_what_decides_a_grade(tmp_path: Path) -> None:
    """Settings, exam and checks count; starters and compiled files do not."""
    root = write_assignment(tmp_path)
    folder = root / "doubling"
    first = read_assignment(folder).version
    (folder / "starter").mkdir()
    (folder / "starter" / "torch.en.ipynb").write_text("{}")
    assert read_assignment(folder).version == first
    with (folder / "checks.py").open("a") as file:
        file.write("\n# stricter")
    assert read_assignment(folder).version != first
    (folder / "assignment.toml").unlink()
    with pytest.raises(BadInput):
        read_assignment(folder)
