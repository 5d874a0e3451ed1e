"""Runs once what is alike, records it for all, and goes on where it was killed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from kernels import this_python
from nbformat import v4
from small_assignment import CHECKS, EXAM, NEVER, RIGHT, WRONG, write_assignment

from grader.assignment import Assignment, read_assignment
from grader.batch import crew
from grader.batch.planning import Only, Work, planned
from grader.batch.rescoring import Judging, rescore
from grader.batch.running import Batch, Local
from grader.errors import BadInput, GraderFault
from grader.gradebook.book import Gradebook, file_digest
from grader.gradebook.entries import Judged, Pending, Received
from grader.messages import say
from grader.pipeline import Conditions, gather
from grader.sandbox import sandbox_named
from grader.streams import Seed
from grader.submission import parse_submission

ID = "doubling"


class Classroom:
    """A gradebook, an assignment that takes a second, and what was recorded."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = write_assignment(folder / "assignments")
        self.book = Gradebook(f"sqlite:///{folder}/grades.db")
        self.conditions = Conditions(
            *(Seed(""), sandbox_named("none"), this_python(), "en")
        )
        self.told: list[tuple[str, str, float]] = []

    @property
    def assignment(self) -> Assignment:
        return read_assignment(self.root / ID)

    def change(self, **files: str) -> None:
        """Other files in a folder of their own: what was loaded once stays loaded."""
        self.root = self.root.with_name("changed")
        write_assignment(self.root, **files)

    def hand_in(self, **cells: str) -> None:
        for student, code in cells.items():
            notebook = v4.new_notebook(cells=[v4.new_code_cell(NEVER + "\n" + code)])
            # Another student's file of the same code differs in its metadata.
            notebook.metadata["author"] = student
            data = v4.writes(notebook).encode()
            submission = parse_submission(data, f"{student}.ipynb", student)
            one = Received(
                *(ID, student, f"{student}.ipynb", student, file_digest(data)),
                submission,
            )
            self.book.receive([one])

    def works(self, only: Only | None = None) -> list[Work]:
        seeds = {ID: self.book.exam_seed(ID, "official")}
        assignments = {ID: self.assignment}
        place = Local(self.conditions, 1).place
        return planned(self.book.pending(), assignments, seeds, place, only)

    def run(self, only: Only | None = None, jobs: int = 2) -> list[Work]:
        works = self.works(only)
        crew = Local(self.conditions, jobs)
        batch = Batch(self.book, crew, self._recorded, Judging("en"), "en")
        asyncio.run(batch.run(works))
        return works

    def scores(self) -> dict[str, float | str]:
        return {
            entry.student: attempt.score
            if attempt.status == "graded"
            else attempt.status
            for entry in self.book.entries()
            for attempt in entry.attempts[-1:]
        }

    def _recorded(self, attempt: Pending, judged: Judged) -> None:
        score = judged.result.score if judged.result else -1.0
        self.told.append((attempt.student, judged.status, score))


@pytest.fixture
def classroom(tmp_path: Path) -> Iterator[Classroom]:
    made = Classroom(tmp_path)
    with contextlib.closing(made.book):
        yield made


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The student whose notebook was run, for each run."""
    found: list[str] = []
    original = gather

    async def counted(submission: Any, *arguments: Any) -> Any:
        found.append(submission.student)
        return await original(submission, *arguments)

    monkeypatch.setattr("grader.batch.crew.gather", counted)
    return found


def test_copies_are_run_once_and_everybody_has_a_record(
    classroom: Classroom, runs: list[str]
) -> None:
    classroom.hand_in(ana=RIGHT, luis=WRONG, eva=RIGHT)
    classroom.run()
    assert sorted(runs) == ["ana", "luis"]
    assert classroom.scores() == {"ana": 4.0, "luis": 1.0, "eva": 4.0}
    assert sorted(classroom.told) == [
        *(("ana", "graded", 4.0), ("eva", "graded", 4.0), ("luis", "graded", 1.0)),
    ]
    results = [
        classroom.book.result(entry.attempts[0].run or 0)
        for entry in classroom.book.entries()
    ]
    names = [(one.submission.student, one.submission.name) for one in results if one]
    assert sorted(names) == [(s, f"{s}.ipynb") for s in ("ana", "eva", "luis")]


def test_what_is_graded_is_not_run_again(classroom: Classroom, runs: list[str]) -> None:
    classroom.hand_in(ana=RIGHT)
    classroom.run()
    classroom.run()
    classroom.hand_in(luis=RIGHT, eva=WRONG)
    classroom.run()
    assert runs == ["ana", "eva"]
    assert classroom.scores() == {"ana": 4.0, "luis": 4.0, "eva": 1.0}


def test_a_changed_check_is_no_reason_to_run_again(
    classroom: Classroom, runs: list[str]
) -> None:
    """Rescoring is for that: a gradebook of last term is not trained anew."""
    classroom.hand_in(ana=RIGHT)
    classroom.run()
    classroom.change(checks=CHECKS.replace("points=3", "points=5"))
    assert classroom.works() == []
    classroom.hand_in(luis=RIGHT)
    classroom.run()
    assert runs == ["ana", "luis"]


def test_all_attempts_have_the_same_exam(classroom: Classroom) -> None:
    classroom.hand_in(ana=WRONG)
    classroom.run()
    classroom.hand_in(ana=RIGHT, luis=WRONG)
    classroom.run()
    results = [
        classroom.book.result(attempt.run or 0)
        for entry in classroom.book.entries()
        for attempt in entry.attempts
    ]
    assert [one.seed for one in results if one] == ["official"] * 3


def test_a_fault_is_tried_thrice_and_is_never_a_zero(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []
    original = gather

    async def faulty(submission: Any, *arguments: Any) -> Any:
        if submission.student == "luis":
            tries.append(1)
            raise GraderFault(say("No room on the disk."))
        return await original(submission, *arguments)

    monkeypatch.setattr("grader.batch.crew.gather", faulty)
    classroom.hand_in(ana=RIGHT, luis=WRONG)
    classroom.run()
    assert len(tries) == crew.TRIES
    assert classroom.scores() == {"ana": 4.0, "luis": "ungraded"}
    [luis] = classroom.book.entries(ID, "luis")
    assert luis.attempts[0].reason == "No room on the disk."

    monkeypatch.setattr("grader.batch.crew.gather", gather)
    classroom.run()
    assert classroom.scores() == {"ana": 4.0, "luis": 1.0}


def test_what_one_notebook_breaks_is_its_own_affair(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exam that one answer makes raise must not leave the class without grades."""
    original = gather

    async def slipping(submission: Any, *arguments: Any) -> Any:
        if submission.student == "luis":
            raise ValueError("cannot convert float NaN to integer")
        return await original(submission, *arguments)

    monkeypatch.setattr("grader.batch.crew.gather", slipping)
    classroom.hand_in(ana=RIGHT, luis=WRONG, eva=RIGHT + "  # eva's")
    classroom.run()
    assert classroom.scores() == {"ana": 4.0, "luis": "ungraded", "eva": 4.0}
    [luis] = classroom.book.entries(ID, "luis")
    assert "float NaN" in luis.attempts[0].reason


def test_a_fault_that_passes_leaves_no_trace(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []
    original = gather

    async def shaky(*arguments: Any) -> Any:
        tries.append(1)
        if len(tries) < crew.TRIES:
            raise GraderFault(say("The kernel did not start."))
        return await original(*arguments)

    monkeypatch.setattr("grader.batch.crew.gather", shaky)
    classroom.hand_in(ana=RIGHT)
    classroom.run()
    assert len(tries) == crew.TRIES
    [pending] = classroom.book.pending()
    assert [run.status for run in pending.runs] == ["graded"]


def test_what_no_framework_runs_is_rejected_once(
    classroom: Classroom, runs: list[str]
) -> None:
    notebook = v4.new_notebook(cells=[v4.new_code_cell("x = 1")])
    data = v4.writes(notebook).encode()
    submission = parse_submission(data, "ana.ipynb", "ana")
    classroom.book.receive([Received(ID, "ana", "a.ipynb", "a", "sha", submission)])
    classroom.run()
    classroom.run()
    [pending] = classroom.book.pending()
    assert [run.status for run in pending.runs] == ["rejected"]
    assert not runs
    [entry] = classroom.book.entries()
    assert "imports none of the frameworks" in entry.attempts[0].reason


@pytest.mark.parametrize(
    ("only", "expected"),
    [("new", {"eva"}), ("ungraded", {"luis"}), ("failed", {"hugo"})],
)
def test_only_some_are_run(
    classroom: Classroom, runs: list[str], only: Only, expected: set[str]
) -> None:
    classroom.hand_in(ana=RIGHT, hugo="import os\nos._exit(3)")
    classroom.run()
    classroom.hand_in(luis=WRONG)
    [_, _, luis] = classroom.book.pending()
    classroom.book.record([Judged(luis.id, "v", "ungraded", "No room.")])
    classroom.hand_in(eva=WRONG + "  # eva's")
    runs.clear()
    classroom.run(only)
    assert set(runs) == expected


def test_a_failed_run_is_repeated_as_a_new_run(classroom: Classroom) -> None:
    classroom.hand_in(hugo="import os\nos._exit(3)")
    classroom.run()
    classroom.run("failed")
    [pending] = classroom.book.pending()
    assert len({run.evidence for run in pending.runs}) == 2


def test_rescoring_runs_nothing(classroom: Classroom, runs: list[str]) -> None:
    """The checks change: the stored answers are judged anew, each once."""
    classroom.hand_in(ana=RIGHT, luis=WRONG, eva=WRONG)
    classroom.run()
    runs.clear()
    classroom.change(checks=CHECKS.replace("points=3", "points=5"))
    told: list[tuple[str, bool]] = []
    for _ in range(2):
        rescore(
            *(classroom.book, classroom.book.pending(), {ID: classroom.assignment}),
            "en",
            lambda one, judged, new: told.append((one.student, new)),
        )
    assert not runs
    assert sorted(told) == [(s, new) for s in ("ana", "eva", "luis") for new in (0, 1)]
    assert classroom.scores() == {"ana": 6.0, "luis": 1.0, "eva": 1.0}
    assert [len(one.runs) for one in classroom.book.pending()] == [2, 2, 2]


def test_answers_to_another_exam_are_not_rescored(classroom: Classroom) -> None:
    classroom.hand_in(ana=RIGHT)
    classroom.run()
    classroom.change(exam=EXAM.replace("size=8", "size=9"))
    told: list[Any] = []
    rescore(
        *(classroom.book, classroom.book.pending(), {ID: classroom.assignment}),
        "en",
        lambda one, judged, new: told.append((judged, new)),
    )
    [(refusal, new)] = told
    assert isinstance(refusal, BadInput)
    assert "has changed" in str(refusal.message)
    assert not new
    assert classroom.scores() == {"ana": 4.0}


def test_a_batch_that_is_stopped_goes_on(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch, runs: list[str]
) -> None:
    """Whatever was recorded stays; the rest is run by the same command."""
    classroom.hand_in(ana=RIGHT, luis=WRONG, eva="double = abs", hugo="double = None")
    recorded = classroom._recorded

    def stopped(attempt: Pending, judged: Judged) -> None:
        recorded(attempt, judged)
        if len(classroom.told) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(classroom, "_recorded", stopped)
    with pytest.raises((KeyboardInterrupt, BaseExceptionGroup)):
        classroom.run(jobs=1)
    monkeypatch.setattr(classroom, "_recorded", recorded)
    classroom.run()
    assert sorted(runs) == ["ana", "eva", "hugo", "luis"]
    assert all(len(one.runs) == 1 for one in classroom.book.pending())


def test_conditions_make_another_run(classroom: Classroom) -> None:
    """A key names all that a run depends on."""
    classroom.hand_in(ana=RIGHT)
    [first] = classroom.works()
    classroom.conditions = replace(classroom.conditions, strict=True)
    [second] = classroom.works()
    classroom.change(checks=CHECKS + "\n")
    [third] = classroom.works()
    assert len({first.key, second.key, third.key}) == 3
