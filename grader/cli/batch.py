"""``grade batch``: everything that was handed in, into the gradebook."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import (
    FOLDER,
    assignments_option,
    course_option,
    database_option,
    language,
    language_option,
    roster_option,
)
from grader.errors import BadInput
from grader.messages import mark, say, translator

if TYPE_CHECKING:
    from grader.assignment import Assignment
    from grader.batch.planning import Only, Work
    from grader.collection import HandedIn
    from grader.course import Course
    from grader.gradebook.book import Gradebook
    from grader.gradebook.entries import Judged, Pending
    from grader.pipeline import Conditions
    from grader.roster import Roster
    from grader.sandbox import Sandbox


@click.command(
    "batch",
    help=mark(
        "Grade all notebooks under PATH: a folder in any layout, a zip, a download of "
        "Canvas or Moodle. What is graded already is not run again."
    ),
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--assignment",
    "chosen",
    metavar="ID",
    help=mark("By default what each notebook says."),
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help=mark("Notebooks at a time; as many as there are cores by default."),
)
@click.option(
    "--only",
    type=click.Choice(["new", "failed", "ungraded"]),
    help=mark("Only what was never run, did not run to its end, or has no grade."),
)
@roster_option
@click.option(
    "--out",
    type=FOLDER,
    metavar=mark("DIR"),
    help=mark("Write a report of each submission there, as HTML and JSON."),
)
@click.option(
    "--sandbox",
    "sandbox_name",
    type=click.Choice(["auto", "warm", "bwrap", "none"]),
    default="auto",
    help=mark("How notebooks are isolated."),
)
@click.option(
    "--unsafe-no-isolation",
    "unsafe",
    is_flag=True,
    help=mark("Allow less isolation than the course demands, even none."),
)
@database_option
@course_option
@language_option
@assignments_option
def command(
    paths: tuple[Path, ...],
    chosen: str | None,
    jobs: int | None,
    only: Only | None,
    roster_file: Path | None,
    out: Path | None,
    sandbox_name: str,
    unsafe: bool,
    url: str,
    course_file: Path | None,
    lang: str | None,
    assignments_dir: Path | None,
) -> None:
    from grader.assignment import find_assignment, find_assignments
    from grader.batch.receiving import Desk
    from grader.cli.classroom import tell_grades, tell_reception
    from grader.cli.gradebooks import course_of, standings_of
    from grader.collection import collect
    from grader.gradebook.book import Gradebook
    from grader.pipeline import Conditions
    from grader.roster import read_roster
    from grader.sandbox import CORES
    from grader.sandbox.interpreter import interrogate
    from grader.streams import Seed

    course = course_of(course_file)
    spoken = language(lang, course.language)
    say_it = translator(spoken)
    if chosen is not None:
        find_assignment(chosen, assignments_dir)
    assignments = find_assignments(assignments_dir)
    roster = read_roster(roster_file) if roster_file is not None else None
    with contextlib.closing(_sandbox(sandbox_name, course, unsafe)) as sandbox:
        conditions = Conditions(Seed(""), sandbox, interrogate(), spoken)
        with Gradebook(url) as book:
            desk = Desk(book, assignments, chosen, _who(roster), say_it)
            tell_reception(desk.receive(collect(paths)), say_it)
            pending = book.pending(chosen)
            works = _planned(book, pending, assignments, course, conditions, only)
            _run(book, works, conditions, jobs or CORES, out)
            standings = standings_of(book, course, roster, chosen)
    complete = tell_grades(standings, say_it)
    sys.exit(0 if complete else 3)


def _sandbox(name: str, course: Course, unsafe: bool) -> Sandbox:
    """The sandbox, no weaker than the course demands, unless the instructor insists."""
    from grader.sandbox import choose

    sandbox, _ = choose(name)
    if (problem := sandbox.problem()) is not None:
        raise BadInput(
            say("The sandbox {name} cannot be used here.", name=sandbox.name), problem
        )
    if not (unsafe or course.accepts(sandbox.name)):
        raise BadInput(
            say(
                "A batch runs other people's code: the isolation {name} is too weak, "
                "the course demands {demanded}.",
                name=sandbox.name,
                demanded=course.isolation,
            ),
            say(
                "`grade doctor` says what is missing. On a machine of no value, add "
                "--unsafe-no-isolation."
            ),
        )
    return sandbox


def _who(roster: Roster | None) -> Callable[[HandedIn], str | None]:
    if roster is None:
        return lambda handed: handed.student

    def known(handed: HandedIn) -> str | None:
        student = roster.match(handed)
        return student.key if student is not None else None

    return known


def _planned(
    book: Gradebook,
    pending: Sequence[Pending],
    assignments: Mapping[str, Assignment],
    course: Course,
    conditions: Conditions,
    only: Only | None,
) -> list[Work]:
    from grader.batch.planning import planned

    seeds = {}
    for name in dict.fromkeys(one.assignment for one in pending):
        rules = course.assignments.get(name)
        seeds[name] = book.exam_seed(name, rules.seed if rules else None)
    return planned(pending, assignments, seeds, conditions, only)


def _run(
    book: Gradebook,
    works: Sequence[Work],
    conditions: Conditions,
    jobs: int,
    out: Path | None,
) -> None:
    from grader.batch.rescoring import Judging
    from grader.batch.running import Batch
    from grader.cli.classroom import Reports, batch_display

    total = sum(len(work.attempts) for work in works)
    reports = Reports(out)
    with batch_display(total, conditions.language) as told:

        def recorded(attempt: Pending, judged: Judged) -> None:
            told(attempt, judged)
            reports.write(attempt, judged)

        judging = Judging(conditions.language)
        asyncio.run(Batch(book, conditions, recorded, judging).run(works, jobs))
