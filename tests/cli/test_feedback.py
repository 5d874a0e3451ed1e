"""``grade feedback``, ``show`` and ``history``: what a student has, and why."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from commands import grade
from nbformat import v4

from grader.gradebook.book import Gradebook
from grader.gradebook.entries import Judged, Received
from grader.result import Result, from_json
from grader.submission import parse_submission

FIXTURE = Path(__file__).parents[1] / "fixtures" / "good.en.result.json"
LAB = "lab-frameworks"
DUE = datetime(2026, 11, 20, 23, 59, tzinfo=UTC)
COURSE = f"""
[penalty]
percent = 10
every = "day"

[assignments.{LAB}]
due = {DUE.isoformat()}
"""
HOSTILE = "<b>../../é"
CANVAS = "download.zip!ruizana_LATE_11_98765_lab-1.ipynb"
MOODLE = "all/Luis Gil_4321_assignsubmission_file_/lab.v2.ipynb"


def result(student: str) -> Result:
    made = from_json(FIXTURE.read_bytes())
    own = msgspec.structs.replace(made.submission, student=student)
    return msgspec.structs.replace(made, submission=own)


def hand_in(
    book: Gradebook, student: str, origin: str, name: str, days_late: float = 0
) -> int:
    notebook = v4.new_notebook(cells=[v4.new_code_cell(f"x = {days_late}")])
    data = v4.writes(notebook).encode()
    submission = parse_submission(data, name, student)
    about = (LAB, student, name, origin, f"sha of {origin}", submission)
    book.receive([Received(*about, handed_in=DUE + timedelta(days=days_late))])
    return book.pending()[-1].id


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Ana late on Canvas, Luis on Moodle, a folder of somebody hostile, a bad file."""
    with Gradebook(f"sqlite:///{tmp_path}/grades.db") as book:
        for student, origin, name, late in (
            ("ana", CANVAS, "lab-1.ipynb", 1.05),
            ("luis", MOODLE, "lab.v2.ipynb", -1),
            (HOSTILE, "class/x/y.ipynb", "..ipynb", 0),
        ):
            attempt = hand_in(book, student, origin, name, late)
            judged = Judged(attempt, "v1", "graded", result=result(student))
            book.record([judged])
        bad = Received(
            LAB, "eva", "eva.ipynb", "eva.ipynb", "f", None, "No <i>JSON</i>."
        )
        book.receive([bad])
    (tmp_path / "course.toml").write_text(COURSE, encoding="utf-8")
    return tmp_path


def test_files_have_the_names_that_the_lms_takes_back(course: Path) -> None:
    """Canvas' and Moodle's own; else a folder for each student, and none above."""
    ran = grade("feedback", "--out", "back", cwd=course)
    assert (ran.code, ran.out) == (0, "4 pages in back.\n"), ran.err
    found = {str(path.relative_to(course / "back")) for path in course.rglob("*.html")}
    known = {
        "ruizana_LATE_11_98765_lab-1.html",
        "Luis Gil_4321_assignsubmission_file_/lab.v2.html",
        f"eva/{LAB}/eva.html",
    }
    assert known < found
    [other] = found - known
    assert ".." not in other.split("/")


def test_a_page_says_what_was_taken_off(course: Path) -> None:
    """Two days begun cost 20 % of 17.5; who was in time reads nothing of it."""
    grade("feedback", "--out", "back", cwd=course)
    late = (course / "back" / "ruizana_LATE_11_98765_lab-1.html").read_text()
    assert "Your grade: 14 of 20 points." in late
    assert "20 % was taken off" in late
    [in_time] = (course / "back").glob("Luis*/*.html")
    assert "Your grade" not in in_time.read_text()


def test_nothing_of_a_student_is_markup(course: Path) -> None:
    """Neither a name nor the reason why a file was rejected."""
    grade("feedback", "--out", "back", cwd=course)
    text = "".join(path.read_text() for path in (course / "back").rglob("*.html"))
    assert "<b>.." not in text
    assert "<i>JSON" not in text
    assert "No &lt;i&gt;JSON&lt;/i&gt;." in text


def test_a_zip_is_the_same_bytes_and_whole(course: Path) -> None:
    """A second one too; it is one that any program can read."""
    for name in ("a.zip", "b.zip"):
        ran = grade("feedback", "--out", name, cwd=course)
        assert ran.code == 0, ran.err
    assert (course / "a.zip").read_bytes() == (course / "b.zip").read_bytes()
    with zipfile.ZipFile(course / "a.zip") as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 4
    assert not [*course.glob(".*.zip*")]


def test_show_says_what_counts_and_why(course: Path) -> None:
    """The grade, what was taken off, when it was due; then the report."""
    ran = grade("show", "ana", cwd=course)
    assert ran.code == 0, ran.err
    head = ran.out.partition("\n\n")[0]
    assert head.startswith(f"{LAB}: 14 / 20\n")
    assert "measured: 17.5 points" in head
    assert "lab-1.ipynb" in head
    assert "17.5 / 20" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_which_attempt_counts_may_be_said_wherever_grades_are_read(
    course: Path,
) -> None:
    """As in an export: what it has, show, feedback and the report show and explain."""
    with Gradebook(f"sqlite:///{course}/grades.db") as book:
        attempt = hand_in(book, "ana", "later/lab.ipynb", "lab.ipynb", 1.5)
        book.record([Judged(attempt, "v1", "rejected", reason="No code.")])
    last = ("--attempts", "last")
    assert f"{LAB}: 14 / 20" in grade("show", "ana", cwd=course).out
    told = grade("show", "ana", *last, cwd=course).out
    assert f"{LAB}: — / " in told
    assert "It could not be graded: No code." in told
    grade("feedback", "--out", "back", *last, cwd=course)
    assert "No code." in (course / "back" / "ana" / LAB / "lab.html").read_text()
    grade("report", "--json", "class.json", *last, cwd=course)
    [reported] = json.loads((course / "class.json").read_text())["assignments"]
    stopped = [one["student"] for one in reported["did_not_run"]]
    assert stopped == ["ana", "eva"]


def test_history_forgets_nothing(course: Path) -> None:
    """A grade by hand that was taken back stays, as does the run beneath it."""
    about = ("override", "ana", "--assignment", LAB, "--who", "prof")
    grade(*about, "--score", "18", "--why", "ill", cwd=course)
    grade(*about, "--take-back", "--why", "not ill", cwd=course)
    ran = grade("history", "ana", cwd=course)
    assert ran.code == 0, ran.err
    told = ran.out.splitlines()
    assert len(told) == 4
    for line, words in zip(
        told, ("lab-1.ipynb", "17.5 of 20", "prof gave 18", "not ill"), strict=True
    ):
        assert words in line


@pytest.mark.parametrize("verb", ["show", "history"])
def test_a_name_that_nobody_has_is_met_with_similar_ones(
    course: Path, verb: str
) -> None:
    """One clear error; in Spanish too."""
    ran = grade(verb, "luiz", "--lang", "es", cwd=course)
    assert ran.code == 2
    assert "luiz" in ran.err
    assert "luis" in ran.err


def test_an_empty_gradebook_gives_no_pages(tmp_path: Path) -> None:
    """Nothing is written; the message says what to do first."""
    Gradebook(f"sqlite:///{tmp_path}/grades.db").close()
    ran = grade("feedback", "--out", "back", cwd=tmp_path)
    assert ran.code == 2
    assert "grade batch" in ran.err
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize(
    "command",
    [
        ("show", "ana"),
        ("history", "ana"),
        ("export", "csv"),
        ("report", "--html", "x.html"),
        ("similarity", "--html", "x.html"),
        ("feedback", "--out", "x.zip"),
        ("rescore",),
        ("override", "ana", "--assignment", LAB, "--score", "1", "--why", "x"),
    ],
    ids=lambda command: command[0],
)
def test_a_mistyped_gradebook_is_not_made(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    """Who only reads wants one that is there."""
    ran = grade(*command, "--db", "sqlite:///gardes.db", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("grade: There is no gradebook gardes.db.\nCheck --db")
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(
    "command",
    [
        ("export", "csv", "--out"),
        ("report", "--html"),
        ("similarity", "--html"),
        ("feedback", "--out"),
    ],
)
def test_no_report_replaces_the_gradebook(
    course: Path, command: tuple[str, ...]
) -> None:
    """Whatever its name; one error, and not a byte of it is lost."""
    (course / "grades.db").rename(course / "grades.zip")
    before = (course / "grades.zip").read_bytes()
    url = f"sqlite:///{course}/grades.zip"
    ran = grade(*command, "grades.zip", "--db", url, cwd=course)
    assert ran.code == 2
    assert "grades.zip" in ran.err
    assert (course / "grades.zip").read_bytes() == before


def test_a_grade_by_hand_for_what_never_ran_is_out_of_something(tmp_path: Path) -> None:
    """What the others' runs are out of: 5 of 0 points is no grade."""
    with Gradebook(f"sqlite:///{tmp_path}/grades.db") as book:
        for student in ("ana", "leo"):
            received = Received(*(LAB, student, "a.ipynb", "a.ipynb", "f"), None, "no")
            book.receive([received])
        [attempt] = [one.id for one in book.pending() if one.student == "ana"]
        book.record([Judged(attempt, "v1", "graded", result=result("ana"))])
    by_hand = ("--assignment", LAB, "--score", "5", "--why", "read")
    assert grade("override", "leo", *by_hand, cwd=tmp_path).code == 0
    told = grade("show", "leo", cwd=tmp_path)
    assert f"{LAB}: 5 / 20" in told.out
