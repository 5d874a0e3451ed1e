"""``grade similarity``: which notebooks of a class are alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import (
    FILE,
    Number,
    assignments_option,
    chosen_option,
    database_file,
    database_option,
    language,
    language_option,
    unwritable,
    writable,
)
from grader.errors import BadInput
from grader.messages import mark, say, say_n, translator
from grader.text import one_line

if TYPE_CHECKING:
    from grader.assignment import Assignment
    from grader.gradebook.book import Gradebook
    from grader.messages import Translator
    from grader.similarity import Comparison, Handed, Pair

LISTED = 20
"""Pairs of an assignment that the terminal shows; the page has more."""


@click.command(
    "similarity",
    help=mark(
        "Report which notebooks of a class are alike, whatever their variables are "
        "called. A match is a reason to look, not a verdict; no grade changes."
    ),
)
@chosen_option
@click.option(
    "--above",
    type=Number(0, 100),
    default=50,
    metavar="PCT",
    help=mark("Pairs of whom one has so much of the other's code; 50 by default."),
)
@click.option(
    "--html",
    "html_file",
    type=FILE,
    required=True,
    metavar=mark("FILE"),
    help=mark("The report: the pairs, their code side by side."),
)
@click.option(
    "--json",
    "json_file",
    type=FILE,
    metavar=mark("FILE"),
    help=mark("The same as JSON, without the code."),
)
@database_option
@language_option
@assignments_option
def command(
    chosen: str | None,
    above: float,
    html_file: Path,
    json_file: Path | None,
    url: str,
    lang: str | None,
    assignments_dir: Path | None,
) -> None:
    from grader.assignment import find_assignments
    from grader.gradebook.book import Gradebook
    from grader.similarity import as_json, compare, webpage

    writable(html_file, json_file, database_file(url))
    writable(json_file, database_file(url))
    spoken = language(lang)
    say_it = translator(spoken)
    with Gradebook(url, must_exist=True) as book:
        handed = _handed(book, chosen)
    if not handed:
        raise BadInput(
            say("There is no notebook in the gradebook that could be compared."),
            say("Grade a class first: `grade batch`. Is --db the right one?"),
        )
    known = find_assignments(assignments_dir)
    found = []
    for name, notebooks in handed.items():
        starters = _starters(known[name]) if name in known else []
        one = compare(name, notebooks, starters, above / 100)
        found.append(one)
        _tell(one, say_it)
    titles = {name: one.title(spoken) for name, one in known.items()}
    _write(html_file, webpage.render(found, above / 100, spoken, titles))
    if json_file is not None:
        _write(json_file, as_json.render(found, above / 100))
    message = say("The report, with the code side by side: {path}", path=str(html_file))
    click.echo(one_line(say_it(message)))


def _handed(book: Gradebook, chosen: str | None) -> dict[str, list[Handed]]:
    """By assignment: of each student the notebook that was handed in last.

    Not the one that counts: which that is depends on the rules of the course and on
    today's checks, and whose code it is does not.
    """
    from grader.course import Course
    from grader.gradebook.standings import counting
    from grader.similarity import Handed

    notebooks = {one.id: one.notebook for one in book.pending(chosen) if one.notebook}
    last = Course(attempts="last")
    found: dict[str, list[Handed]] = {}
    for entry in book.entries(chosen):
        readable = tuple(one for one in entry.attempts if one.id in notebooks)
        attempt = counting(replace(entry, attempts=readable), last)
        if attempt is not None:
            notebook = notebooks[attempt.id]
            stored = book.notebook(notebook, attempt.name, entry.student).notebook
            cells = [c.source for c in stored.cells if c.cell_type == "code"]
            one = Handed(entry.student, notebook, tuple(cells))
            found.setdefault(entry.assignment, []).append(one)
    return found


def _starters(assignment: Assignment) -> list[list[str]]:
    """The code cells of its starters, for every framework and in every language."""
    import nbformat

    starters = []
    for path in sorted((assignment.folder / "starter").glob("*.ipynb")):
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        cells = [c.source for c in notebook.cells if c.cell_type == "code"]
        starters.append(cells)
    return starters


def _tell(one: Comparison, say_it: Translator) -> None:
    """A line for the assignment, and one for each of its first pairs."""
    message = say_n(
        "{assignment}: one notebook, pairs that are alike: {pairs}",
        "{assignment}: {n} notebooks, pairs that are alike: {pairs}",
        one.students,
        assignment=one.assignment,
        pairs=len(one.pairs) + one.left_out,
    )
    click.echo(one_line(say_it(message)))
    _list(one.pairs[:LISTED], say_it)
    more = len(one.pairs) + one.left_out - LISTED
    if more > 0:
        click.echo(f"  ... +{more}")


def _list(pairs: Sequence[Pair], say_it: Translator) -> None:
    from grader.similarity.webpage import percent

    for pair in pairs:
        first, second = pair.sides
        message = say(
            "{one} of {first}, {other} of {second}",
            one=f"{percent(first.share)} %",
            first=one_line(first.student, 200),
            other=f"{percent(second.share)} %",
            second=one_line(second.student, 200),
        )
        click.echo(f"  {one_line(say_it(message))}")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise unwritable(path, error) from None
