"""``grade report``: from a gradebook to a page of the class, and its figures."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from commands import grade
from msgspec.structs import replace
from nbformat import v4
from page_reader import ATTRIBUTES, ELEMENTS, Page

from grader.gradebook.book import Gradebook
from grader.gradebook.entries import Judged, Received
from grader.result import Result, from_json
from grader.submission import parse_submission

FIXTURE = Path(__file__).parents[1] / "fixtures" / "good.en.result.json"
LAB = "lab-frameworks"
HOSTILE = '<img src=x onerror="alert(1)">'
COURSE = 'name = "Deep learning"\ntimezone = "Europe/Madrid"\n'
ROSTER = "student,name\ns1,Ana Núñez\ns2,Luis Gil\nabsent,Nobody Here\n"


def result(lost: Mapping[str, float], **changed: Any) -> Result:
    """The good result, with this much less in some checks."""
    good = from_json(FIXTURE.read_bytes())
    checks = tuple(
        replace(
            check,
            score=check.score - lost[check.id],
            status="partial" if check.score > lost[check.id] else "failed",
            message=f"{10 * lost[check.id]:.1f}% was lost.",
        )
        if check.id in lost
        else check
        for check in good.checks
    )
    score = sum(check.score for check in checks)
    return replace(good, checks=checks, score=score, **changed)


def ended(how: Any) -> Result:
    good = from_json(FIXTURE.read_bytes())
    return replace(good, execution=replace(good.execution, outcome=how))


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Six students: two lost points, one ran out of time, one the machine failed."""
    notebook = v4.new_notebook(cells=[v4.new_code_cell("x = 1")])
    handed = parse_submission(v4.writes(notebook).encode(), "a.ipynb", "x")
    runs: dict[str, Result | str] = {
        "s1": result({}),
        "s2": result({"runs": 1.0, "iris_accuracy": 1.5}),
        "s3": result({"iris_accuracy": 4.0}),
        "s4": result({}),
        HOSTILE: ended("timeout"),
        "s5": "the disk is full",
    }
    with Gradebook(f"sqlite:///{tmp_path}/grades.db") as book:
        book.receive(
            Received(LAB, student, "a.ipynb", "a.ipynb", f"sha of {student}", handed)
            for student in runs
        )
        book.record(
            Judged(one.id, "v1", "graded", result=ran)
            if isinstance(ran := runs[one.student], Result)
            else Judged(one.id, "v1", "ungraded", reason=ran)
            for one in book.pending()
        )
    (tmp_path / "course.toml").write_text(COURSE, encoding="utf-8")
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_page_and_its_figures_are_written(course: Path, language: str) -> None:
    """Titles are those of the assignment, in the language that is asked for."""
    files = ("--html", "class.html", "--json", "class.json", "--roster", "roster.csv")
    ran = grade("report", *files, "--lang", language, cwd=course)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    html = (course / "class.html").read_text(encoding="utf-8")
    page = Page(html)
    assert set(page.elements) <= ELEMENTS
    known = ATTRIBUTES | {"aria-describedby", "tabindex"}
    assert {name for _, name, _ in page.attributes} <= known
    assert (page.unpaired, page.open) == ([], [])
    assert f'<html lang="{language}">' in html
    assert HOSTILE not in html
    assert HOSTILE in page.text
    [lab] = json.loads((course / "class.json").read_text(encoding="utf-8"))[
        "assignments"
    ]
    assert lab["title"] in page.text
    assert all(check["title"] in page.text for check in lab["checks"])
    spanish = "El notebook" in lab["checks"][0]["title"]
    assert spanish is (language == "es")


def test_figures_are_those_of_the_class(course: Path) -> None:
    """Known by hand: 17.5, 15, 13.5, 17.5 and 17.5 points."""
    ran = grade("report", "--json", "c.json", "--roster", "roster.csv", cwd=course)
    assert ran.code == 0, ran.err
    told = json.loads((course / "c.json").read_text(encoding="utf-8"))
    assert told["schema"] == "grader.class/1"
    assert told["course"] == "Deep learning"
    assert re.fullmatch(r"[\d-]{10}T[\d:]{8}\+0[12]:00", told["newest_run"])
    [lab] = told["assignments"]
    assert lab["students"] == {
        **{"students": 7, "graded": 5, "ungraded": 1, "new": 0},
        **{"rejected": 0, "missing": 1},
    }
    assert (lab["scores"]["n"], lab["scores"]["median"]) == (5, 17.5)
    assert lab["scores"]["mean"] == pytest.approx((3 * 17.5 + 15 + 13.5) / 5)
    checks = {check["id"]: check for check in lab["checks"]}
    assert checks["runs"]["difficulty"] == 0.8
    assert checks["iris_accuracy"]["difficulty"] == pytest.approx(1 - (5.5 / 4) / 5)
    assert checks["iris_accuracy"]["messages"] == [
        {"example": "15.0% was lost.", "count": 2}
    ]
    assert checks["mnist_split"]["discrimination"] is None
    found = {one["student"]: (one["why"], one["reason"]) for one in lab["did_not_run"]}
    assert found == {HOSTILE: ("timeout", ""), "s5": ("ungraded", "the disk is full")}
    assert lab["costs"]["seconds"]["max"] == 12.14
    assert lab["references"]["recorded"]
    metrics = {
        f"{one['check']}.{one['name']}": one for one in lab["references"]["metrics"]
    }
    assert metrics["iris_accuracy.accuracy"]["median"] == 0.9712
    assert metrics["iris_accuracy.accuracy"]["n"] == 3


def test_the_same_gradebook_gives_the_same_bytes(course: Path) -> None:
    """Nothing in the report depends on when it is written."""
    for name in "ab":
        files = ("--html", f"{name}.html", "--json", f"{name}.json")
        assert grade("report", *files, cwd=course).code == 0
    for kind in ("html", "json"):
        first, second = (course / f"{name}.{kind}" for name in "ab")
        assert first.read_bytes() == second.read_bytes()


def test_an_assignment_that_is_not_here_is_still_reported(course: Path) -> None:
    """Under its own name, by what its results say; there are no references then."""
    with Gradebook(f"sqlite:///{course}/grades.db") as book:
        notebook = v4.new_notebook(cells=[v4.new_code_cell("x = 1")])
        handed = parse_submission(v4.writes(notebook).encode(), "a.ipynb", "x")
        book.receive([Received("gone", "s1", "a.ipynb", "a.ipynb", "sha", handed)])
        [one] = book.pending("gone")
        book.record([Judged(one.id, "v1", "graded", result=result({}))])
    ran = grade("report", "--json", "c.json", "--assignment", "gone", cwd=course)
    assert ran.code == 0, ran.err
    [gone] = json.loads((course / "c.json").read_text(encoding="utf-8"))["assignments"]
    assert (gone["title"], len(gone["checks"])) == ("gone", 12)
    assert gone["references"]["recorded"] is False


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "--html FILE, --json FILE"),
        (("--html", "x", "--json", "x"), "overwritten"),
        (("--json", "roster.csv", "--roster", "roster.csv"), "overwritten"),
        (("--html", "no/x.html"), "no folder"),
        (("--html", "x.html", "--assignment", "unheard"), "grade batch"),
    ],
)
def test_what_cannot_be_reported_is_said_kindly(
    course: Path, arguments: tuple[str, ...], words: str
) -> None:
    """One message with what to do, and no file is touched."""
    before = sorted(path.name for path in course.iterdir())
    ran = grade("report", *arguments, cwd=course)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
    assert len(ran.err.splitlines()) == 2
    assert sorted(path.name for path in course.iterdir()) == before
    assert (course / "roster.csv").read_text(encoding="utf-8") == ROSTER
