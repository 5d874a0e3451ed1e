"""``grade override``: a grade by hand, with who gave it and why."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import (
    Number,
    assignments_option,
    database_option,
    language,
    language_option,
    roster_option,
)
from grader.errors import BadInput
from grader.messages import mark, say, translator
from grader.text import one_line

if TYPE_CHECKING:
    from grader.gradebook.book import Gradebook
    from grader.roster import Roster


@click.command(
    "override",
    help=mark(
        "Give STUDENT a grade by hand. It counts until another one is given, or until "
        "it is taken back; all of them stay on record. With a roster, whoever is in it "
        "may have one without having handed anything in."
    ),
)
@click.argument("student")
@click.option("--assignment", required=True, metavar="ID")
@click.option(
    "--score",
    type=Number(0),
    metavar=mark("POINTS"),
    help=mark("The points; no penalty touches them."),
)
@click.option(
    "--take-back", is_flag=True, help=mark("Let the grade that was measured count.")
)
@click.option("--why", required=True, metavar=mark("TEXT"), help=mark("The reason."))
@click.option("--who", metavar=mark("NAME"), help=mark("By default your login name."))
@roster_option
@database_option
@language_option
@assignments_option
def command(
    student: str,
    assignment: str,
    score: float | None,
    take_back: bool,
    why: str,
    who: str | None,
    roster_file: Path | None,
    url: str,
    lang: str | None,
    assignments_dir: Path | None,
) -> None:
    from grader.cli.gradebooks import known_entries, most_points
    from grader.gradebook.book import Gradebook
    from grader.roster import read_roster

    if (score is None) != take_back:
        raise BadInput(
            say("Give either --score or --take-back."),
            say("--score is in points, not in percent."),
        )
    say_it = translator(language(lang))
    roster = read_roster(roster_file) if roster_file is not None else None
    with Gradebook(url, must_exist=True) as book:
        if take_back:
            known_entries(book, student, assignment)
        else:
            _demand_known(book, student, assignment, roster, assignments_dir)
        most = most_points(book.entries(assignment))
        giver = who or getpass.getuser()
        book.override(assignment, student, score, one_line(giver), one_line(why))
    about = {"student": student, "assignment": assignment}
    done = (
        say("{student} has {score:g} points in {assignment}.", score=score, **about)
        if score is not None
        else say("{student} has what was measured in {assignment}.", **about)
    )
    click.echo(one_line(say_it(done)))
    if score is not None and 0 < most < score:
        more = say("That is more than the {most:g} points that there are.", most=most)
        click.echo(one_line(say_it(more)), err=True)


def _demand_known(
    book: Gradebook,
    student: str,
    assignment: str,
    roster: Roster | None,
    assignments_dir: Path | None,
) -> None:
    """Refuse whom neither the gradebook nor the roster knows: a slip of the pen.

    Who is known may have a grade without having handed anything in: an oral exam.
    """
    from grader.assignment import find_assignment

    if book.entries(assignment, student):
        return
    names = {entry.student for entry in book.entries()}
    names |= {one.key for one in roster.students} if roster else set()
    if student not in names:
        raise _unknown(student, assignment, names, roster is not None)
    if not book.entries(assignment):
        find_assignment(assignment, assignments_dir)


def _unknown(
    student: str, assignment: str, names: set[str], with_roster: bool
) -> BadInput:
    from grader.cli.gradebooks import nothing_of, similar

    near = similar(student, names) or "—"
    return BadInput(
        nothing_of(student, assignment),
        say("The roster does not list them either. Similar names: {names}", names=near)
        if with_roster
        else say(
            "Similar names: {names}. Who is in the class and handed in nothing may "
            "have a grade too: add --roster FILE, which lists them.",
            names=near,
        ),
    )
