"""``grade rescore``: today's checks on the answers that were kept."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import (
    assignments_option,
    database_option,
    language,
    language_option,
)
from grader.messages import mark, say_n, translator
from grader.text import one_line

if TYPE_CHECKING:
    from grader.errors import BadInput
    from grader.gradebook.entries import Judged, Pending


@click.command(
    "rescore",
    help=mark(
        "Judge what earlier runs brought by today's checks and thresholds. No notebook "
        "is run; every change is a new run in the gradebook."
    ),
)
@click.option(
    "--assignment",
    "chosen",
    metavar="ID",
    help=mark("Only this one; all of the gradebook by default."),
)
@database_option
@language_option
@assignments_option
def command(
    chosen: str | None, url: str, lang: str | None, assignments_dir: Path | None
) -> None:
    from grader.assignment import find_assignment, find_assignments
    from grader.batch.rescoring import rescore
    from grader.errors import BadInput
    from grader.gradebook.book import Gradebook

    say_it = translator(language(lang))
    if chosen is not None:
        find_assignment(chosen, assignments_dir)
    assignments = find_assignments(assignments_dir)
    refused: Counter[str] = Counter()
    counts = {True: 0, False: 0}

    def told(one: Pending, judged: Judged | BadInput, new: bool) -> None:
        if isinstance(judged, BadInput):
            refused[say_it(judged.message)] += 1
        else:
            counts[new] += 1

    with Gradebook(url) as book:
        rescore(book, book.pending(chosen), assignments, language(lang), told)
    for reason, n in refused.items():
        message = say_n(
            "One attempt keeps its grade: {reason}",
            "{n} attempts keep their grades: {reason}",
            n,
            reason=reason,
        )
        click.echo(one_line(say_it(message)), err=True)
    message = say_n(
        "One attempt judged anew; {same} had been judged by these very checks.",
        "{n} attempts judged anew; {same} had been judged by these very checks.",
        counts[True],
        same=counts[False],
    )
    click.echo(one_line(say_it(message)))
