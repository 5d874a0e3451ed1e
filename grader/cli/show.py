"""``grade show``: what a student has, and why."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import (
    attempts_option,
    chosen_option,
    course_option,
    database_option,
    language,
    language_option,
)
from grader.messages import Translator, mark, say, say_n, translator
from grader.text import one_line

if TYPE_CHECKING:
    from grader.course import Attempts
    from grader.gradebook.book import Gradebook
    from grader.gradebook.entries import Entry
    from grader.gradebook.standings import Standing


@click.command(
    "show",
    help=mark(
        "Show STUDENT's grades: what counts, what was taken off and why. Of one "
        "assignment, the report of the attempt that counts too."
    ),
)
@click.argument("student")
@chosen_option
@database_option
@course_option
@attempts_option
@language_option
def command(
    student: str,
    chosen: str | None,
    url: str,
    course_file: Path | None,
    attempts: Attempts | None,
    lang: str | None,
) -> None:
    from grader.cli.gradebooks import course_of, known_entries, standings_of
    from grader.gradebook.book import Gradebook

    course = course_of(course_file, attempts)
    say_it = translator(language(lang, course.language))
    with Gradebook(url, must_exist=True) as book:
        entries = known_entries(book, student, chosen)
        standings = standings_of(book, course, None, chosen, student)
        for entry, one in zip(entries, standings, strict=True):
            for line in _lines(entry, one, say_it):
                click.echo(one_line(line, 1_000))
        if len(standings) == 1:
            _report(book, standings[0])


def _lines(entry: Entry, one: Standing, say_it: Translator) -> Iterator[str]:
    from grader.exports.cells import number
    from grader.exports.remarks import remarks

    score = number(one.score) or "—"
    yield f"{one.assignment}: {score} / {number(one.max_score)}"
    if one.raw_score is not None and one.raw_score != one.score:
        message = say("measured: {score} points", score=number(one.raw_score))
        yield f"  {say_it(message)}"
    if (why := remarks(one, say_it)) != "":
        yield f"  {why}"
    attempts = say_n("one attempt", "{n} attempts", len(entry.attempts))
    told = say_it(attempts)
    if one.attempt is not None:
        told += say_it(say("; {name} counts", name=one.attempt.name))
    yield f"  {told}"
    times = (
        (say("handed in"), one.attempt.handed_in if one.attempt else None),
        (say("due"), one.due),
    )
    for words, when in times:
        if when is not None:
            shown = when.astimezone().isoformat(" ", "minutes")
            yield f"  {say_it(words)}: {shown}"
    if one.override is not None:
        given = one.override
        by_hand = say("by hand, {who}: {why}", who=given.who, why=given.why)
        yield f"  {say_it(by_hand)}"


def _report(book: Gradebook, one: Standing) -> None:
    from grader.reports import terminal

    run = one.attempt.run if one.attempt is not None else None
    result = book.result(run) if run is not None else None
    if result is not None:
        report = terminal.render(result, color=sys.stdout.isatty())
        click.echo(f"\n{report}", nl=False)
