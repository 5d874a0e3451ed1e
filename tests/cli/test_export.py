"""``grade export`` and ``grade override``: from a gradebook to what an LMS reads."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from commands import grade
from nbformat import v4

from grader.cli.export import NAMES
from grader.gradebook.book import Gradebook
from grader.gradebook.entries import Judged, Received
from grader.result import Result, from_json
from grader.submission import parse_submission

FIXTURE = Path(__file__).parents[1] / "fixtures" / "good.en.result.json"
LAB = "lab-frameworks"
DUE = datetime(2026, 11, 20, 23, 59, tzinfo=UTC)
HOSTILE = '=HYPERLINK("x")'
COURSE = f"""
[penalty]
percent = 10
every = "day"

[assignments.{LAB}]
due = {DUE.isoformat()}
"""
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Lab (991)\n"
    "    Points Possible,,,,,20\n"
    '"Ruiz, Ana",11,s1,ana,A,\n'
    '"Gil, Luis",12,s2,luis,A,3\n'
)


def result() -> Result:
    return from_json(FIXTURE.read_bytes())


def hand_in(book: Gradebook, student: str, days_late: float) -> None:
    notebook = v4.new_notebook(cells=[v4.new_code_cell("x = 1")])
    submission = parse_submission(v4.writes(notebook).encode(), "a.ipynb", student)
    when = DUE + timedelta(days=days_late)
    one = Received(
        *(LAB, student, "a.ipynb", "a.ipynb", f"sha of {student}", submission),
        handed_in=when,
    )
    book.receive([one])
    [attempt] = [p for p in book.pending() if p.student == student]
    book.record([Judged(attempt.id, "v1", "graded", result=result())])


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Ana in time, Luis a day and an hour late, somebody with a name like a formula."""
    with Gradebook(f"sqlite:///{tmp_path}/grades.db") as book:
        hand_in(book, "ana", -1)
        hand_in(book, "luis", 1.05)
        hand_in(book, HOSTILE, 0)
    (tmp_path / "course.toml").write_text(COURSE, encoding="utf-8")
    (tmp_path / "canvas.csv").write_text(CANVAS, encoding="utf-8")
    return tmp_path


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_grades_are_those_that_count(course: Path) -> None:
    """Two days begun cost Luis 20 %; the hostile name is no formula."""
    ran = grade("export", "csv", "--out", "grades.csv", cwd=course)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    text = (course / "grades.csv").read_text(encoding="utf-8")
    assert result().score == 17.5
    assert any("luis" in row and "14" in row for row in rows(text)), text
    assert any("ana" in row and "17.5" in row for row in rows(text)), text
    assert not any(cell.startswith("=") for row in rows(text) for cell in row)


def test_canvas_own_export_is_filled_in(course: Path) -> None:
    """Nothing in it changes but the grades; who has no row there is told."""
    arguments = ("--roster", "canvas.csv", "--out", "back.csv")
    refused = grade("export", "canvas", *arguments, cwd=course)
    assert refused.code == 2
    assert "Lab (991)" in refused.err
    named = ("--column", f"{LAB}=Lab (991)")
    ran = grade("export", "canvas", *arguments, *named, cwd=course)
    assert ran.code == 0, ran.err
    assert "HYPERLINK" in ran.err
    before = rows(CANVAS)
    after = rows((course / "back.csv").read_text(encoding="utf-8"))
    assert [row[:5] for row in after] == [row[:5] for row in before]
    assert [row[5] for row in after] == ["Lab (991)", "20", "17.5", "14"]


def test_who_is_excused_in_canvas_is_told(course: Path) -> None:
    (course / "canvas.csv").write_text(CANVAS.replace("A,3", "A,EX"), encoding="utf-8")
    arguments = ("--roster", "canvas.csv", "--column", f"{LAB}=Lab (991)")
    ran = grade("export", "canvas", *arguments, cwd=course)
    assert [row[5] for row in rows(ran.out)] == ["Lab (991)", "20", "17.5", "EX"]
    assert f"stays so: luis ({LAB})" in ran.err


def test_canvas_export_may_be_in_another_encoding(course: Path) -> None:
    """As a spreadsheet saves it: a semicolon between cells, and another encoding."""
    text = CANVAS.replace(",", ";").replace("z; ", "z, ").replace("l; ", "l, ")
    (course / "canvas.csv").write_text(text, encoding="utf-16")
    arguments = ("--roster", "canvas.csv", "--column", f"{LAB}=Lab (991)")
    ran = grade("export", "canvas", *arguments, cwd=course)
    assert ran.code == 0, ran.err
    assert [row[5] for row in rows(ran.out)] == ["Lab (991)", "20", "17.5", "14"]


@pytest.mark.parametrize("name", NAMES)
def test_every_format_is_written(course: Path, name: str) -> None:
    ran = grade("export", name, "--assignment", LAB, cwd=course)
    assert ran.code == 0, ran.err
    assert "luis" in ran.out
    if name == "json":
        assert json.loads(ran.out)["schema"] == "grader.grades/1"


def test_a_grade_by_hand_counts_until_it_is_taken_back(course: Path) -> None:
    about = ("luis", "--assignment", LAB, "--who", "prof")
    ran = grade("override", *about, "--score", "18.5", "--why", "ill", cwd=course)
    assert (ran.code, ran.out) == (0, f"luis has 18.5 points in {LAB}.\n")
    assert "18.5" in grade("export", "csv", cwd=course).out
    ran = grade("override", *about, "--take-back", "--why", "not ill", cwd=course)
    assert ran.code == 0, ran.err
    assert "18.5" not in grade("export", "csv", cwd=course).out
    with Gradebook(f"sqlite:///{course}/grades.db") as book:
        [entry] = book.entries(LAB, "luis")
    told = [(one.score, one.who, one.why) for one in entry.overrides]
    assert told == [(18.5, "prof", "ill"), (None, "prof", "not ill")]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("luis", "--why", "x"), "--score"),
        (("luis", "--why", "x", "--score", "1", "--take-back"), "--score"),
        (("nobody", "--why", "x", "--score", "1"), "nobody"),
    ],
)
def test_a_wrong_override_changes_nothing(
    course: Path, arguments: tuple[str, ...], words: str
) -> None:
    ran = grade("override", *arguments, "--assignment", LAB, cwd=course)
    assert ran.code == 2
    assert words in ran.err
    with Gradebook(f"sqlite:///{course}/grades.db") as book:
        assert not any(entry.overrides for entry in book.entries())


def test_who_is_in_the_roster_may_have_a_grade_for_nothing(course: Path) -> None:
    """An oral exam: whoever the class list has needs no file."""
    (course / "class.csv").write_text("student\nana\nzoe\n", encoding="utf-8")
    about = ("zoe", "--assignment", LAB, "--score", "12", "--why", "oral")
    refused = grade("override", *about, cwd=course)
    assert refused.code == 2
    assert "--roster" in refused.err
    ran = grade("override", *about, "--roster", "class.csv", cwd=course)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"zoe has 12 points in {LAB}.\n"
    assert f"{LAB}: 12 / 20" in grade("show", "zoe", cwd=course).out
    assert "zoe,zoe,,graded" in grade("export", "csv", cwd=course).out
    unlisted = ("iris", *about[1:], "--roster", "class.csv")
    refused = grade("override", *unlisted, cwd=course)
    assert refused.code == 2
    assert "does not list" in refused.err


def test_a_grade_for_nothing_is_in_an_assignment_that_there_is(course: Path) -> None:
    """Who has another assignment is known, a slip in its name is told."""
    about = ("ana", "--score", "3", "--why", "oral", "--assignment")
    assert grade("override", *about, "quiz", cwd=course).code == 0
    refused = grade("override", *about, "quizz", cwd=course)
    assert refused.code == 2
    assert "quizz" in refused.err


def test_an_empty_gradebook_is_told(tmp_path: Path) -> None:
    Gradebook(f"sqlite:///{tmp_path}/grades.db").close()
    ran = grade("export", "csv", "--lang", "es", cwd=tmp_path)
    assert ran.code == 2
    assert "grade batch" in ran.err


@pytest.mark.parametrize("score", ["nan", "inf"])
def test_no_grade_by_hand_is_infinite(course: Path, score: str) -> None:
    """Infinity would stop every export, and NaN read as taken back."""
    arguments = ("--assignment", LAB, "--score", score, "--why", "typo")
    ran = grade("override", "ana", *arguments, cwd=course)
    assert (ran.code, ran.out) == (2, "")
    assert "not a finite number" in ran.err


def test_more_points_than_there_are_are_told(course: Path) -> None:
    arguments = ("--assignment", LAB, "--score", "21", "--why", "bonus")
    ran = grade("override", "ana", *arguments, cwd=course)
    assert ran.code == 0, ran.err
    assert "more than the 20 points" in ran.err


def test_canvas_export_needs_no_numbers_of_a_registry(course: Path) -> None:
    """Canvas leaves the column out where a school has none."""
    without = [[c for i, c in enumerate(row) if i != 2] for row in rows(CANVAS)]
    with (course / "canvas.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(without)
    arguments = ("--roster", "canvas.csv", "--column", f"{LAB}=Lab (991)")
    ran = grade("export", "canvas", *arguments, cwd=course)
    assert ran.code == 0, ran.err
    assert [row[4] for row in rows(ran.out)] == ["Lab (991)", "20", "17.5", "14"]


def test_names_that_the_course_misspells_are_told_with_the_grades(course: Path) -> None:
    """Deadlines are written when notebooks are in."""
    text = f"{COURSE}extensions = {{ lius = {DUE.isoformat()} }}\n"
    (course / "course.toml").write_text(text, encoding="utf-8")
    ran = grade("export", "csv", cwd=course)
    assert ran.code == 0, ran.err
    assert "lius" in ran.err
