"""``grade history``: what was handed in, run and changed, in its order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from grader.cli.options import chosen_option, database_option, language, language_option
from grader.messages import Message, mark, say, translator
from grader.text import one_line

if TYPE_CHECKING:
    from grader.gradebook.history import ByHand, Event, Run


@click.command(
    "history",
    help=mark(
        "All that the gradebook has of STUDENT: files, runs, grades by hand. Nothing "
        "in it is ever overwritten."
    ),
)
@click.argument("student")
@chosen_option
@database_option
@language_option
def command(student: str, chosen: str | None, url: str, lang: str | None) -> None:
    from grader.cli.gradebooks import known_entries
    from grader.gradebook.book import Gradebook

    say_it = translator(language(lang))
    with Gradebook(url, must_exist=True) as book:
        known_entries(book, student, chosen)
        events = book.history(student, chosen)
    for event in events:
        when = event.at.astimezone().isoformat(" ", "seconds")
        told = say_it(_told(event))
        click.echo(one_line(f"{when}  {event.assignment}  {told}", 1_000))


def _told(event: Event) -> Message:
    from grader.gradebook.history import ByHand, HandIn

    if isinstance(event, HandIn):
        return say(
            "attempt {n}: {name}, from {origin}",
            n=event.attempt,
            name=event.name,
            origin=event.origin,
        )
    return _by_hand(event) if isinstance(event, ByHand) else _run(event)


def _run(run: Run) -> Message:
    about = {"n": run.attempt, "run": run.number, "checks": run.checks[:19]}
    if run.status == "graded":
        return say(
            "run {run} of attempt {n}: {score:g} of {most:g} points, by the checks "
            "{checks}",
            score=round(run.score, 2),
            most=run.max_score,
            **about,
        )
    if run.status == "rejected":
        return say(
            "run {run} of attempt {n}: rejected. {reason}", reason=run.reason, **about
        )
    return say(
        "run {run} of attempt {n}: without a grade. {reason}",
        reason=run.reason,
        **about,
    )


def _by_hand(event: ByHand) -> Message:
    given = event.override
    about = {"who": given.who, "why": given.why}
    if given.score is None:
        return say("{who} took the grade by hand back: {why}", **about)
    return say("{who} gave {score:g} points: {why}", score=given.score, **about)
