"""``grade report``: how a class did, as a page for people or figures for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from grader.cli.options import (
    FILE,
    assignments_option,
    attempts_option,
    chosen_option,
    course_option,
    database_file,
    database_option,
    language,
    language_option,
    roster_option,
    unwritable,
    writable,
)
from grader.errors import BadInput
from grader.messages import mark, say, translator

if TYPE_CHECKING:
    from datetime import datetime

    from grader.assignment import Assignment
    from grader.class_report.summary import About, AssignmentReport
    from grader.course import Attempts
    from grader.gradebook.book import Gradebook
    from grader.gradebook.standings import Standing
    from grader.roster import Roster


@click.command(
    "report",
    help=mark(
        "Show how a class did in each assignment: its scores, how difficult each check "
        "was and what it told, time and memory, who did not run, and whether the "
        "references still hold."
    ),
)
@chosen_option
@click.option(
    "--html",
    type=FILE,
    metavar=mark("FILE"),
    help=mark("Write a page that needs no network."),
)
@click.option(
    "--json",
    "json_file",
    type=FILE,
    metavar=mark("FILE"),
    help=mark("Write the same figures for programs."),
)
@roster_option
@database_option
@course_option
@attempts_option
@language_option
@assignments_option
def command(
    chosen: str | None,
    html: Path | None,
    json_file: Path | None,
    roster_file: Path | None,
    url: str,
    course_file: Path | None,
    attempts: Attempts | None,
    lang: str | None,
    assignments_dir: Path | None,
) -> None:
    from grader.class_report import as_json, webpage
    from grader.class_report.summary import ClassReport
    from grader.cli.gradebooks import course_of, standings_of, tell_misspelt
    from grader.gradebook.book import Gradebook
    from grader.roster import read_roster

    _demand_a_file(html, json_file, course_file, roster_file, database_file(url))
    course = course_of(course_file, attempts)
    spoken = language(lang, course.language)
    roster = read_roster(roster_file) if roster_file is not None else None
    with Gradebook(url, must_exist=True) as book:
        standings = standings_of(book, course, roster, chosen)
        tell_misspelt(book, course, roster, assignments_dir, spoken)
        if not standings:
            raise BadInput(
                say("There is nothing in the gradebook that could be reported."),
                say("Grade a class first: `grade batch`. Is --db the right one?"),
            )
        about = _knowing(assignments_dir, spoken)
        found = [*_reports(book, standings, about)]
    moments = [when for _, when in found if when is not None]
    zone = ZoneInfo(course.timezone) if course.timezone else UTC
    report = ClassReport(
        assignments=tuple(one for one, _ in found),
        newest=max(moments).astimezone(zone) if moments else None,
        course=course.name,
        language=spoken,
        names=_names(roster),
    )
    for path, render in ((html, webpage.render), (json_file, as_json.render)):
        if path is not None:
            _write(render(report), path)


def _demand_a_file(
    html: Path | None, json_file: Path | None, *read: Path | None
) -> None:
    if html is None and json_file is None:
        raise BadInput(
            say("Nothing says where the report should go."),
            say("Give --html FILE, --json FILE, or both."),
        )
    writable(html, json_file, *read)
    writable(json_file, *read)


def _reports(
    book: Gradebook, standings: Sequence[Standing], about: Callable[[str], About]
) -> Iterator[tuple[AssignmentReport, datetime | None]]:
    """One assignment after the other, with when its last run was recorded."""
    from grader.class_report.rows import folded
    from grader.class_report.summary import summed_up

    for name, some in groupby(standings, key=lambda one: one.assignment):
        own = [*some]
        runs = {
            one.attempt.run: one.student
            for one in own
            if one.attempt is not None and one.attempt.run is not None
        }
        found = folded(book.results(runs), runs)
        yield summed_up(about(name), own, found.rows), found.newest


def _knowing(folder: Path | None, spoken: str) -> Callable[[str], About]:
    """What is known of an assignment; its name alone where it is not here."""
    from grader.assignment import find_assignments
    from grader.class_report.summary import About
    from grader.references import targets
    from grader.references.cases import reference_folder

    known = find_assignments(folder)

    def about(name: str) -> About:
        one = known.get(name)
        if one is None:
            return About(name, name)
        reached = targets.read(reference_folder(one))
        return About(name, one.title(spoken), _titles(one, spoken), reached)

    return about


def _titles(assignment: Assignment, spoken: str) -> dict[str, str]:
    say_it = translator(spoken, assignment.locale)
    return {check.id: say_it(check.title) for check in assignment.checks()}


def _names(roster: Roster | None) -> Mapping[str, str]:
    return {one.key: one.name for one in roster.students} if roster else {}


def _write(text: str, path: Path) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise unwritable(path, error) from None
