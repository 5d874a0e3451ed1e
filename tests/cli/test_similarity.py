"""``grade similarity``: from a gradebook to a report, and nothing else changes."""

from __future__ import annotations

import sqlite3
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from commands import ROOT, grade, read_json, run
from nbformat import v4
from page_reader import Page

from grader.gradebook.book import Gradebook
from grader.gradebook.entries import Judged, Received
from grader.result import from_json
from grader.submission import parse_submission

FIXTURE = ROOT / "tests" / "fixtures" / "good.en.result.json"
LAB = "lab-frameworks"
START = datetime(2026, 11, 20, tzinfo=UTC)
NAME = "<script>alert('x')</script>"
MINE = """\
def fit(features, labels, steps=400, rate=0.3):
    weights = np.zeros((features.shape[1], 3))
    for step in range(steps):
        scores = features @ weights
        chances = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        chances[np.arange(len(labels)), labels] -= 1
        weights -= rate * features.T @ chances / len(labels)
        if step % 100 == 0:
            print(step, -np.log(chances[labels == 0]).mean())
    return weights

def predict(weights, features):
    order = [3, 1, 2]
    best = (features @ weights).argmax(axis=1)
    return [order.index(one) if one in order else -1 for one in best]
"""
OWN = """\
class Table(dict):
    def __missing__(self, key):
        self[key] = sorted({len(word) for word in key.split("-")}, reverse=True)
        return self[key]

try:
    with open("rows.csv") as file, open("out.csv", "w") as out:
        for line in map(str.strip, file):
            first, *rest = line.split(";")
            out.write(f"{first}:{Table()[first]}:{'+'.join(rest) or None}\\n")
except (OSError, ValueError) as problem:
    raise SystemExit(problem) from None
else:
    assert lambda a, /, *b, c: a < b[0] <= c is not True
"""


def hand_in(
    book: Gradebook, student: str, *cells: str, day: int = 0, graded: bool = False
) -> None:
    notebook = v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in cells])
    data = v4.writes(notebook).encode()
    submission = parse_submission(data, "lab.ipynb", student)
    one = Received(
        *(LAB, student, "lab.ipynb", "lab.ipynb", f"{student} {cells}", submission),
        handed_in=START + timedelta(days=day),
    )
    book.receive([one])
    if graded:
        result = from_json(FIXTURE.read_bytes())
        book.record([Judged(book.pending()[-1].id, "v1", "graded", result=result)])


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Ana; a copy with other names by somebody with a bad one; Luis, who is honest.

    Luis' last attempt is his own. An earlier one, a copy, was recorded after it, and
    is the one that has a grade.
    """
    with Gradebook(f"sqlite:///{tmp_path}/grades.db") as book:
        hand_in(book, "ana", MINE)
        hand_in(book, NAME, MINE.replace("weights", "w").replace("step", "i"), "1")
        hand_in(book, "luis", OWN, day=2)
        hand_in(book, "luis", MINE, day=1, graded=True)
    return tmp_path


def test_a_copy_with_other_names_is_told(course: Path) -> None:
    """A line for the pair, a page with both codes, names as text, JSON without code."""
    files = ("--html", "alike.html", "--json", "alike.json")
    ran = grade("similarity", *files, cwd=course)
    assert (ran.code, ran.err) == (0, "")
    first, pair, last = ran.out.splitlines()
    assert LAB in first
    assert "ana" in pair
    assert NAME in pair
    assert last.endswith("alike.html")
    html = (course / "alike.html").read_text(encoding="utf-8")
    assert "<script" not in html
    assert NAME in Page(html).text
    told = read_json(course / "alike.json")
    assert told["schema"] == "grader.similarity/1"
    [assignment] = told["assignments"]
    [alike] = assignment["pairs"]
    assert [one["student"] for one in alike["students"]] == [NAME, "ana"]
    assert (assignment["students"], assignment["with_starter"]) == (3, True)


def test_the_gradebook_stays_as_it_is(course: Path) -> None:
    """No row is added or changed, whatever the report says."""
    before = dump(course)
    ran = grade("similarity", "--html", "a.html", "--above", "0", cwd=course)
    assert ran.code == 0
    assert len(before) > 20
    assert dump(course) == before


def dump(course: Path) -> list[str]:
    with sqlite3.connect(course / "grades.db") as database:
        lines = [*database.iterdump()]
    database.close()
    return lines


def test_every_run_says_the_same(course: Path) -> None:
    """Whatever seed Python's own hashes have."""
    told = []
    for seed in ("1", "2"):
        arguments = ("--above", "0", "--html", "a.html", "--json", "a.json")
        ran = grade("similarity", *arguments, cwd=course, env={"PYTHONHASHSEED": seed})
        assert ran.code == 0, ran.err
        told.append((course / "a.json").read_bytes())
    assert told[0] == told[1]


def test_a_starter_is_nobodys_own(tmp_path: Path) -> None:
    """Two who handed in what ``grade start`` gave them are no pair."""
    ran = grade("start", LAB, "--seed", "1", "--to", "mine", cwd=tmp_path)
    assert ran.code == 0, ran.err
    [path] = (tmp_path / "mine").iterdir()
    with Gradebook(f"sqlite:///{tmp_path}/grades.db") as book:
        for student in ("ana", "luis"):
            submission = parse_submission(path.read_bytes(), path.name, student)
            about = (LAB, student, path.name, path.name, student, submission)
            book.receive([Received(*about)])
    ran = grade("similarity", "--html", "a.html", "--json", "a.json", cwd=tmp_path)
    assert ran.code == 0, ran.err
    [assignment] = read_json(tmp_path / "a.json")["assignments"]
    assert (assignment["pairs"], assignment["slight"]) == ([], ["ana", "luis"])


def test_only_what_is_alike_enough_is_listed(course: Path) -> None:
    whole = grade("similarity", "--html", "a.html", "--above", "100", cwd=course)
    assert (whole.code, len(whole.out.splitlines())) == (0, 2)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "--html"),
        (("--html", "none/a.html"), "none"),
        (("--html", "a.html", "--json", "a.html"), "a.html"),
        (("--html", "a.html", "--above", "101"), "101"),
        (("--html", "a.html", "--assignment", "another"), "grade batch"),
    ],
)
def test_bad_arguments_are_told(
    course: Path, arguments: tuple[str, ...], words: str
) -> None:
    """Before anything is compared or written."""
    ran = grade("similarity", *arguments, cwd=course)
    assert ran.code == 2
    assert words in ran.err
    assert not (course / "a.html").exists()


def test_a_missing_package_is_told_with_its_extra(course: Path) -> None:
    """As PostgreSQL's driver is: what to install, and no traceback."""
    program = (
        "import sys; sys.modules['copydetect'] = None; "
        "from grader.cli import main; main()"
    )
    ran = run(
        *(sys.executable, "-c", program, "similarity", "--html", "a.html"),
        cwd=course,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert ran.code == 2
    assert "pip install 'dl-grader[similarity]'" in ran.err
    assert "Traceback" not in ran.err
