"""``grade batch``: a class at a time, in any layout, killed or not."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from commands import ROOT, Ran, grade, neutral_environment
from nbformat import v4
from small_assignment import NEVER, RIGHT, WRONG, write_assignment

from grader.gradebook.book import Gradebook
from grader.gradebook.entries import Received
from grader.sandbox import choose
from grader.submission import parse_submission

WALLED = choose("auto")[0].name != "none"
LEVEL = () if WALLED else ("--sandbox", "none", "--unsafe-no-isolation")


def notebook(code: str, student: str = "", assignment: str = "doubling") -> str:
    made = v4.new_notebook(cells=[v4.new_code_cell(f"{NEVER}\n{code}")])
    made.metadata["grader"] = {"assignment": assignment}
    made.metadata["author"] = student
    text: str = v4.writes(made)
    return text


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A folder with an assignment and three students' submissions."""
    write_assignment(tmp_path / "assignments")
    for student, code in {"ana": RIGHT, "luis": WRONG, "eva": RIGHT}.items():
        hand_in(tmp_path, student, code)
    return tmp_path


def hand_in(course: Path, student: str, code: str) -> None:
    folder = course / "submissions" / student
    folder.mkdir(parents=True)
    (folder / "doubling.ipynb").write_text(notebook(code, student), encoding="utf-8")


def batch(course: Path, *arguments: str | Path) -> Ran:
    return grade("batch", "submissions", *LEVEL, *arguments, cwd=course)


def grades(course: Path) -> dict[str, float | str]:
    with Gradebook(f"sqlite:///{course}/grades.db") as book:
        return {
            entry.student: one.score if one.status == "graded" else one.status
            for entry in book.entries()
            for one in entry.attempts[-1:]
        }


def test_a_folder_of_students_becomes_a_gradebook(course: Path) -> None:
    ran = batch(course)
    assert ran.code == 0, ran.err
    assert ran.out == (
        "doubling: 3 students, 3 graded, mean 75.0 %, 0 without a grade for now, "
        "0 rejected, 0 missing.\n"
    )
    assert "3 notebooks, 3 of them new." in ran.err
    assert "ana, doubling: 4 of 4 points" in ran.err
    assert grades(course) == {"ana": 4.0, "eva": 4.0, "luis": 1.0}


def test_the_same_command_again_does_nothing_again(course: Path) -> None:
    first, second = batch(course), batch(course)
    assert (second.code, second.out) == (0, first.out)
    assert "3 notebooks, 0 of them new." in second.err
    assert "points" not in second.err


def test_a_zip_with_what_is_no_notebook_is_no_reason_to_stop(course: Path) -> None:
    """Each is told; a broken notebook is recorded, without a grade and not as zero."""
    with zipfile.ZipFile(course / "more.zip", "w") as archive:
        archive.writestr("hugo/doubling.ipynb", "{")
        archive.writestr("hugo/essay.pdf", "%PDF")
        archive.writestr("=1+1 <b>/doubling.ipynb", notebook(WRONG + "  # mine"))
    arguments = ("more.zip", "--assignment", "doubling", "--lang", "es")
    ran = batch(course, *arguments)
    assert ran.code == 0, ran.err
    assert "hugo/essay.pdf" in ran.err
    assert "no es JSON" in ran.err
    assert grades(course)["hugo"] == "rejected"
    assert grades(course)["=1+1 <b>"] == 1.0
    assert "5 estudiantes, 4 con nota" in ran.out


def test_what_is_not_taken_comes_with_what_to_do(course: Path) -> None:
    """Each in its own way; what is to be done is said once, however many need it."""
    more = course / "submissions"
    (more / "essay.docx").write_bytes(b"PK")
    (more / "notes.docx").write_bytes(b"PK")
    (more / "empty.ipynb").write_bytes(b"")
    (more / "wide.ipynb").write_text(notebook(RIGHT), encoding="utf-16")
    taken = batch(course, "--assignment", "doubling")
    assert "Recorded without a grade:" in taken.err
    (course / "grades.db").unlink()
    ran = batch(course)
    for words in (
        "essay.docx: It is neither a notebook (.ipynb) nor a zip of notebooks. A note",
        "notes.docx: It is neither a notebook (.ipynb) nor a zip of notebooks.\n",
        "empty.ipynb is empty. Save the notebook and hand it in again.",
        "wide.ipynb is in UTF-16, not in UTF-8. Save it as UTF-8, in a text editor",
    ):
        assert words in ran.err
        assert words in taken.err


def test_several_notebooks_of_one_student_are_told(course: Path) -> None:
    """They may be a whole group's, in a zip that looks like one student's."""
    with zipfile.ZipFile(course / "submissions" / "group.zip", "w") as archive:
        for name, code in {"zoe": RIGHT, "hugo": WRONG}.items():
            archive.writestr(f"{name}.ipynb", notebook(code, name))
    first, again = batch(course), batch(course)
    line = "  group, doubling: submissions/group.zip!hugo.ipynb, "
    assert line + "submissions/group.zip!zoe.ipynb" in first.err.splitlines()
    assert "Several notebooks" not in again.err


def test_a_file_that_is_handed_in_once_more_is_the_last(course: Path) -> None:
    """A, then B, then A in its place; an old download looked at again is none."""
    path = course / "submissions" / "ana" / "doubling.ipynb"
    first = path.read_text(encoding="utf-8")
    (course / "old" / "ana").mkdir(parents=True)
    (course / "old" / "ana" / "doubling.ipynb").write_text(first, encoding="utf-8")
    for text in (first, notebook(WRONG, "ana")):
        path.write_text(text, encoding="utf-8")
        assert "once more" not in batch(course).err
    show = ("show", "ana", "--course", "last.toml")
    (course / "last.toml").write_text('attempts = "last"\n')
    assert "doubling: 1 / 4" in grade(*show, cwd=course).out
    path.write_text(first, encoding="utf-8")
    ran = batch(course)
    assert "ana, doubling: submissions/ana/doubling.ipynb" in ran.err
    assert "doubling: 4 / 4" in grade(*show, cwd=course).out
    assert "once more" not in batch(course).err
    with Gradebook(f"sqlite:///{course}/grades.db") as book:
        [entry] = book.entries("doubling", "ana")
        files = [one.file for one in entry.attempts]
        assert [one.score for one in entry.attempts] == [4.0, 1.0, 4.0]
        assert [files.index(one) for one in files] == [0, 1, 0]


def test_a_class_zipped_and_unpacked_is_no_crowd(course: Path) -> None:
    shutil.make_archive(str(course / "all"), "zip", course / "submissions")
    ran = batch(course, "all.zip")
    assert "6 notebooks, 3 of them new." in ran.err
    assert "Several notebooks" not in ran.err


def test_rules_for_nobody_are_told(course: Path) -> None:
    """A slip of the pen in a name would cost somebody their extension, in silence."""
    due = "2026-11-20T23:59:00Z"
    (course / "course.toml").write_text(
        f"[assignments.doubling]\ndue = {due}\n"
        f"extensions = {{ ANA = {due}, lius = {due} }}\n"
        f"[assignments.dubbling]\ndue = {due}\n"
    )
    ran = batch(course)
    assert ran.code == 0, ran.err
    told = [line.strip() for line in ran.err.splitlines()]
    place = next(i for i, line in enumerate(told) if line.startswith("The course file"))
    assert told[place + 1 : place + 3] == ["dubbling", "lius"]
    assert "ANA" not in told


def test_who_is_in_no_roster_is_told_and_who_is_missing(course: Path) -> None:
    (course / "class.csv").write_text("student,name\nana,Ana\nluis,Luis\nzoe,Zoe\n")
    ran = batch(course, "--roster", "class.csv")
    told = [line.strip() for line in ran.err.splitlines()]
    assert told[told.index("Missing in doubling:") + 1] == "zoe"
    [unknown] = [
        i for i, line in enumerate(told) if line.startswith("Not in the roster")
    ]
    assert told[unknown + 1] == "eva"
    assert grades(course).keys() == {"ana", "luis", "? eva"}


def test_who_handed_in_something_else_did_not_hand_in_nothing(course: Path) -> None:
    """What came is said to them; beside a notebook, or of nobody, it is no attempt."""
    more = course / "submissions"
    for name in ("zoe/essay.docx", "zoe/b.docx", "ana/data.csv", "README.md", "leo/x"):
        (more / name).parent.mkdir(exist_ok=True)
        (more / name).write_bytes(b"PK")
    (more / "leo" / "x").rename(more / "leo" / "broken.zip")
    students = ("ana", "luis", "eva", "zoe", "leo", "iris")
    rows = ["student,email", *(f"{one},{one}@uni.es" for one in students)]
    (course / "class.csv").write_text("\n".join(rows))
    about = ("--roster", "class.csv", "--assignment", "doubling")
    first, again = batch(course, *about), batch(course, *about)
    for ran in (first, again):
        assert ran.code == 0, ran.err
        recorded = ran.err.partition("Recorded without a grade:")[2]
        assert "zoe/b.docx: It is neither" in recorded
        assert "zoe/essay.docx" not in recorded
        assert "2 rejected, 1 missing" in ran.out
    assert "3 notebooks, 3 of them new." in first.err
    assert grades(course).keys() == {*students} - {"iris"}
    told = grade("export", "moodle", "--roster", "class.csv", cwd=course).out
    assert told.count("Nothing was handed in.") == 1
    assert "b.docx was handed in. It is neither a notebook" in told
    assert "broken.zip was handed in. It is not a whole zip" in told
    (more / "zoe" / "lab.ipynb").write_text(notebook(RIGHT, "zoe"), encoding="utf-8")
    assert "1 rejected, 1 missing" in batch(course, *about).out
    assert grades(course)["zoe"] == 4.0


def test_who_is_in_the_roster_by_now_is_one_student(course: Path) -> None:
    """What was kept under the file's name is theirs: nobody is counted twice."""
    (course / "class.csv").write_text("student,name\nana,Ana\nluis,Luis\n")
    batch(course, "--roster", "class.csv")
    assert grades(course).keys() == {"ana", "luis", "? eva"}
    (course / "class.csv").write_text(
        "student,name,ID number\nana,Ana,\nluis,Luis,\neva@uni.es,Eva,eva\n"
    )
    ran = batch(course, "--roster", "class.csv")
    assert grades(course) == {"ana": 4.0, "luis": 1.0, "eva@uni.es": 4.0}
    assert "points" not in ran.err
    assert "3 students, 3 graded" in ran.out


def test_a_first_batch_without_a_roster_is_no_second_class(course: Path) -> None:
    batch(course)
    (course / "class.csv").write_text(
        "student,name,ID number\n"
        "a@uni.es,Ana,ana\nl@uni.es,Luis,luis\ne@uni.es,Eva,eva\n"
    )
    batch(course, "--roster", "class.csv")
    assert grades(course) == {"a@uni.es": 4.0, "l@uni.es": 1.0, "e@uni.es": 4.0}


def test_reports_are_written_for_everybody(course: Path) -> None:
    ran = batch(course, "--out", "reports", "--lang", "es")
    assert ran.code == 0, ran.err
    folder = course / "reports" / "doubling"
    found = [json.loads(path.read_text()) for path in folder.glob("*.json")]
    assert {one["submission"]["student"] for one in found} == {"ana", "luis", "eva"}
    assert {one["language"] for one in found} == {"es"}
    assert len({one["seed"] for one in found}) == 1
    pages = [path.read_text(encoding="utf-8") for path in folder.glob("*.html")]
    assert len(pages) == 3
    assert all("El doble" in page for page in pages)


def test_reports_of_what_was_graded_before_are_written_too(course: Path) -> None:
    """Of this batch's students; another's are left where they are."""
    batch(course)
    shutil.rmtree(course / "submissions" / "luis")
    ran = batch(course, "--out", "reports")
    assert (ran.code, "points" in ran.err) == (0, False), ran.err
    made = [*(course / "reports" / "doubling").iterdir()]
    assert {path.name.partition(".")[0] for path in made} == {"ana", "eva"}
    assert {path.suffix for path in made} == {".html", ".json"}


def test_a_folder_without_a_notebook_is_one_clear_error(course: Path) -> None:
    """What was looked for, where, and what to do; what is there is told."""
    (course / "docs").mkdir()
    (course / "docs" / "a.pdf").write_bytes(b"%PDF")
    ran = grade("batch", "docs", "assignments", *LEVEL, cwd=course)
    assert (ran.code, ran.out) == (2, "")
    assert "docs/a.pdf: It is neither" in ran.err
    told = ran.err.splitlines()[-2:]
    assert told[0] == "grade: No notebook (.ipynb) was found under docs, assignments."
    assert told[1].startswith("Give the folder or the zip")


def test_reports_that_cannot_be_written_are_one_clear_error(course: Path) -> None:
    """What was graded is on record; the same command without a folder goes on."""
    (course / "reports").write_text("a file")
    ran = batch(course, "--out", "reports")
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert "reports" in ran.err
    assert batch(course).code == 0
    assert grades(course) == {"ana": 4.0, "eva": 4.0, "luis": 1.0}


def test_another_assignment_waits_for_its_turn(course: Path) -> None:
    """--assignment is about what is run, not only about what is taken in."""
    write_assignment(course / "assignments", "other")
    path = course / "other.ipynb"
    path.write_text(notebook(WRONG, assignment="other"))
    with Gradebook(f"sqlite:///{course}/grades.db") as book:
        data = path.read_bytes()
        submission = parse_submission(data, "other.ipynb", "ana")
        book.receive([Received("other", "ana", "o", "o", "sha", submission)])
    assert batch(course, "--assignment", "doubling").code == 0
    with Gradebook(f"sqlite:///{course}/grades.db") as book:
        [entry] = book.entries("other")
    assert entry.attempts[0].status == "new"


def test_names_never_lead_out_of_the_folder(course: Path) -> None:
    (course / "submissions" / "..x").mkdir()
    path = course / "submissions" / "..x" / "a.ipynb"
    path.write_text(notebook(RIGHT + "  # x"))
    ran = batch(course, "--out", "reports")
    assert ran.code == 0, ran.err
    made = list(course.rglob("*.html"))
    assert all(path.parent == course / "reports" / "doubling" for path in made)


def test_no_walls_no_batch(course: Path) -> None:
    ran = grade("batch", "submissions", "--sandbox", "none", cwd=course)
    assert ran.code == 2
    assert "too weak" in ran.err
    assert "--unsafe-no-isolation" in ran.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere",), "nowhere"),
        (("submissions", "--assignment", "none"), "none"),
        (("submissions", "--db", "nonsense"), "nonsense"),
        (("submissions", "--roster", "nobody.csv"), "nobody.csv"),
    ],
)
def test_bad_input_is_one_clear_error(
    course: Path, arguments: tuple[str, ...], words: str
) -> None:
    ran = grade("batch", *arguments, *LEVEL, cwd=course)
    assert ran.code == 2
    assert words in ran.err
    assert "Traceback" not in ran.err


def test_killed_and_started_again_it_loses_nothing(
    course: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Kill -9 at some recorded step, several times over; then the same command.

    What is exported then has the same bytes as where nothing was killed.
    """
    (course / "course.toml").write_text('[assignments.doubling]\nseed = "official"\n')
    for i in range(6):
        hand_in(course, f"student{i}", f"import time\ntime.sleep(0.4)\n{RIGHT}  # {i}")
    command = (sys.executable, "-m", "grader", "batch", "submissions", *LEVEL)
    for records in (1, 3):
        process = subprocess.Popen(
            [*command, "--jobs", "2"],
            cwd=course,
            env=neutral_environment() | {"PYTHONPATH": os.fspath(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        seen = 0
        for line in process.stderr:
            seen += "points" in line
            if seen == records:
                break
        assert seen == records
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        process.stderr.close()
    ran = batch(course)
    assert ran.code == 0, ran.err
    expected: dict[str, float | str] = {f"student{i}": 4.0 for i in range(6)}
    assert grades(course) == expected | {"ana": 4.0, "eva": 4.0, "luis": 1.0}
    twin = tmp_path_factory.mktemp("twin") / "course"
    unharmed = shutil.ignore_patterns("grades.db*")
    shutil.copytree(course, twin, ignore=unharmed)
    assert batch(twin).code == 0
    exports = [grade("export", "json", cwd=folder).out for folder in (course, twin)]
    assert exports[0] == exports[1] != ""
    with Gradebook(f"sqlite:///{course}/grades.db") as book:
        assert all(len(one.runs) == 1 for one in book.pending())
        seeds = {
            result.seed
            for entry in book.entries()
            for attempt in entry.attempts
            if (result := book.result(attempt.run or 0)) is not None
        }
    assert len(seeds) == 1


def test_a_busy_gradebook_is_waited_for(course: Path) -> None:
    """Two instructors at once: both finish, and nothing is recorded twice."""
    command = (sys.executable, "-m", "grader", "batch", "submissions", *LEVEL)
    started = [
        subprocess.Popen(
            command,
            cwd=course,
            env=neutral_environment() | {"PYTHONPATH": os.fspath(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
        if not time.sleep(0.2)  # type: ignore[func-returns-value]
    ]
    for process in started:
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err.decode()
    with Gradebook(f"sqlite:///{course}/grades.db") as book:
        assert all(len(one.runs) == 1 for one in book.pending())
