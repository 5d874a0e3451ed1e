"""``grade override``: a grade by hand, with who gave it and why."""

from __future__ import annotations

import getpass

import click

from grader.cli.options import Number, database_option, language, language_option
from grader.errors import BadInput
from grader.messages import mark, say, translator
from grader.text import one_line


@click.command(
    "override",
    help=mark(
        "Give STUDENT a grade by hand. It counts until another one is given, or until "
        "it is taken back; all of them stay on record."
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
@database_option
@language_option
def command(
    student: str,
    assignment: str,
    score: float | None,
    take_back: bool,
    why: str,
    who: str | None,
    url: str,
    lang: str | None,
) -> None:
    from grader.cli.gradebooks import known_entries, most_points
    from grader.gradebook.book import Gradebook

    if (score is None) != take_back:
        raise BadInput(
            say("Give either --score or --take-back."),
            say("--score is in points, not in percent."),
        )
    say_it = translator(language(lang))
    with Gradebook(url) as book:
        known_entries(book, student, assignment)
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
