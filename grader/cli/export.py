"""``grade export``: the gradebook as a file that an LMS, or a person, reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

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
from grader.messages import mark, say, say_n, translator
from grader.text import one_line

if TYPE_CHECKING:
    from grader.course import Attempts
    from grader.exports import Grades
    from grader.messages import Message, Translator

NAMES = ("csv", "json", "junit", "canvas", "moodle", "nbgrader")


@click.command(
    "export",
    help=mark(
        "Write the grades that count, as FORMAT. Penalties and extensions are those of "
        "today's course file. Who has no grade gets an empty cell, not a zero."
    ),
)
@click.argument("format_name", metavar="FORMAT", type=click.Choice(NAMES))
@chosen_option
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar=mark("ID=NAME"),
    help=mark("What the LMS calls an assignment, where that is not its title."),
)
@click.option(
    "--out", type=FILE, metavar=mark("FILE"), help=mark("By default the terminal.")
)
@roster_option
@database_option
@course_option
@attempts_option
@language_option
@assignments_option
def command(
    format_name: str,
    chosen: str | None,
    columns: tuple[str, ...],
    out: Path | None,
    roster_file: Path | None,
    url: str,
    course_file: Path | None,
    attempts: Attempts | None,
    lang: str | None,
    assignments_dir: Path | None,
) -> None:
    from grader.assignment import find_assignments
    from grader.cli.gradebooks import course_of, standings_of, tell_misspelt
    from grader.exports import FORMATS, Grades
    from grader.gradebook.book import Gradebook
    from grader.roster import read_roster

    writable(out, roster_file, database_file(url))
    course = course_of(course_file, attempts)
    spoken = language(lang, course.language)
    roster = read_roster(roster_file) if roster_file is not None else None
    with Gradebook(url, must_exist=True) as book:
        standings = standings_of(book, course, roster, chosen)
        tell_misspelt(book, course, roster, assignments_dir, spoken)
    if not standings:
        raise BadInput(
            say("There is nothing in the gradebook that could be exported."),
            say("Grade a class first: `grade batch`. Is --db the right one?"),
        )
    known = find_assignments(assignments_dir)
    grades = Grades(
        standings,
        people={one.key: one for one in roster.students} if roster else {},
        titles={name: one.title(spoken) for name, one in known.items()},
        columns=_columns(columns),
        table=_table(roster_file) if format_name == "canvas" and roster_file else (),
        course=course.name,
        language=spoken,
    )
    _write(FORMATS[format_name](grades), out)
    _warn_of_left_out(format_name, grades, translator(spoken))


def _columns(told: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for one in told:
        name, sign, column = one.partition("=")
        if not (sign and name and column):
            raise BadInput(
                say(
                    "--column needs an assignment and a name; it is “{told}”.", told=one
                ),
                say("Write it like this: --column 'quiz=First quiz (123)'."),
            )
        found[name] = column
    return found


def _table(path: Path) -> list[list[str]]:
    """The rows of Canvas' own export, to be filled in; none of another class list."""
    from grader.roster import is_canvas, read_rows

    rows = read_rows(path)
    return rows if is_canvas(rows[0]) else []


def _write(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise unwritable(out, error) from None


def _warn_of_left_out(format_name: str, grades: Grades, say_it: Translator) -> None:
    for message in _left_out(format_name, grades):
        click.echo(one_line(say_it(message)), err=True)


def _left_out(format_name: str, grades: Grades) -> Iterator[Message]:
    """Of which grades the file has nothing, and why."""
    from grader.exports import canvas, moodle

    if format_name == "moodle" and (unlisted := moodle.unlisted(grades)):
        yield say_n(
            "One student with a grade is left out, whom Moodle would not know: {names}",
            "{n} students with a grade are left out, whom Moodle would not know: "
            "{names}",
            len(unlisted),
            names=", ".join(unlisted),
        )
    if grades.table and (unlisted := canvas.unlisted(grades)):
        yield say_n(
            "One student with a grade is not in Canvas' export: {names}",
            "{n} students with a grade are not in Canvas' export: {names}",
            len(unlisted),
            names=", ".join(unlisted),
        )
    if grades.table and (excused := canvas.excused(grades)):
        yield say_n(
            "One cell says EX (excused) in Canvas' export and stays so: {names}. Empty "
            "it there to have the grade written.",
            "{n} cells say EX (excused) in Canvas' export and stay so: {names}. Empty "
            "them there to have the grades written.",
            len(excused),
            names=", ".join(f"{one.student} ({one.assignment})" for one in excused),
        )
