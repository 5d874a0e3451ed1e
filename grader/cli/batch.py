"""``grade batch``: everything that was handed in, into the gradebook."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import (
    FOLDER,
    assignments_option,
    attempts_option,
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
    from grader.batch.receiving import Reception
    from grader.batch.running import Crew
    from grader.cli.handed_back import Reports
    from grader.course import Attempts, Course
    from grader.gradebook.book import Gradebook
    from grader.gradebook.entries import Judged, Pending
    from grader.result import Language


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
    "--on",
    "cluster_url",
    metavar="URL",
    help=mark("Run notebooks on a Dask cluster: tcp://scheduler:8786."),
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
@attempts_option
@language_option
@assignments_option
def command(
    paths: tuple[Path, ...],
    chosen: str | None,
    jobs: int | None,
    cluster_url: str | None,
    only: Only | None,
    roster_file: Path | None,
    out: Path | None,
    sandbox_name: str,
    unsafe: bool,
    url: str,
    course_file: Path | None,
    attempts: Attempts | None,
    lang: str | None,
    assignments_dir: Path | None,
) -> None:
    from grader.assignment import find_assignment, find_assignments
    from grader.batch.receiving import Desk
    from grader.cli.classroom import tell_grades, tell_reception
    from grader.cli.crews import Wanted, crew_for, refuse_below
    from grader.cli.gradebooks import course_of, standings_of, tell_misspelt
    from grader.cli.handed_back import Reports
    from grader.collection import collect
    from grader.gradebook.book import Gradebook
    from grader.roster import read_roster

    course = course_of(course_file, attempts)
    spoken = language(lang, course.language)
    say_it = translator(spoken)
    if chosen is not None:
        find_assignment(chosen, assignments_dir)
    assignments = find_assignments(assignments_dir)
    roster = read_roster(roster_file) if roster_file is not None else None
    found = collect(paths)
    wanted = Wanted(sandbox_name, jobs, cluster_url, assignments_dir, spoken)
    with crew_for(wanted) as crew:
        if not unsafe:
            refuse_below(course, crew.place.isolation)
        with Gradebook(url) as book:
            desk = Desk(book, assignments, chosen, roster, say_it)
            reception = desk.receive(found)
            tell_reception(reception, say_it)
            _demand_notebooks(reception, paths)
            pending = book.pending(chosen)
            tell_misspelt(book, course, roster, assignments_dir, spoken)
            works = _planned(book, pending, assignments, course, crew, only)
            reports = Reports(out)
            _run(book, works, crew, spoken, reports)
            reports.write_kept(book, reception.handed)
            standings = standings_of(book, course, roster, chosen)
    complete = tell_grades(standings, say_it)
    sys.exit(0 if complete else 3)


def _demand_notebooks(reception: Reception, paths: Sequence[Path]) -> None:
    if reception.files == 0:
        raise BadInput(
            say(
                "No notebook (.ipynb) was found under {paths}.",
                paths=", ".join(map(str, paths)),
            ),
            say(
                "Give the folder or the zip that holds them, as an LMS or the students "
                "sent them. Nothing was graded."
            ),
        )


def _planned(
    book: Gradebook,
    pending: Sequence[Pending],
    assignments: Mapping[str, Assignment],
    course: Course,
    crew: Crew,
    only: Only | None,
) -> list[Work]:
    from grader.batch.planning import planned

    seeds = {}
    for name in dict.fromkeys(one.assignment for one in pending):
        rules = course.assignments.get(name)
        seeds[name] = book.exam_seed(name, rules.seed if rules else None)
    return planned(pending, assignments, seeds, crew.place, only)


def _run(
    book: Gradebook,
    works: Sequence[Work],
    crew: Crew,
    spoken: Language,
    reports: Reports,
) -> None:
    from grader.batch.rescoring import Judging
    from grader.batch.running import Batch
    from grader.cli.classroom import batch_display

    total = sum(len(work.attempts) for work in works)
    with batch_display(total, spoken) as display:

        def recorded(attempt: Pending, judged: Judged) -> None:
            display.recorded(attempt, judged)
            reports.write(attempt, judged)

        judging = Judging(spoken)
        batch = Batch(book, crew, recorded, judging, spoken, display.running)
        asyncio.run(batch.run(works))
