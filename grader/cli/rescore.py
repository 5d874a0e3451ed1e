"""``grade rescore``: today's checks on the answers that were kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import (
    assignments_option,
    chosen_option,
    database_option,
    language,
    language_option,
)
from grader.messages import mark, say_n, translator
from grader.text import one_line

if TYPE_CHECKING:
    from grader.errors import BadInput
    from grader.gradebook.entries import Judged, Pending
    from grader.result import Language


@click.command(
    "rescore",
    help=mark(
        "Judge what earlier runs brought by today's checks and thresholds. No notebook "
        "is run; every change is a new run in the gradebook."
    ),
)
@chosen_option
@database_option
@language_option
@assignments_option
def command(
    chosen: str | None, url: str, lang: str | None, assignments_dir: Path | None
) -> None:
    from grader.assignment import find_assignment, find_assignments
    from grader.batch.rescoring import shares
    from grader.gradebook.book import Gradebook
    from grader.sandbox import CORES

    spoken = language(lang)
    say_it = translator(spoken)
    if chosen is not None:
        find_assignment(chosen, assignments_dir)
    assignments = find_assignments(assignments_dir)
    with Gradebook(url, must_exist=True) as book:
        parts = shares(book.pending(chosen), assignments, CORES)
    rescored = partial(_rescored, url, assignments_dir, spoken)
    tally = Tally()
    for counted in _mapped(rescored, parts):
        tally.add(counted)
    for reason, n in tally.refused.items():
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
        tally.new,
        same=tally.same,
    )
    click.echo(one_line(say_it(message)))


@dataclass
class Tally:
    """How many runs are new, how many were known, and why others were refused."""

    new: int = 0
    same: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        self.new += other.new
        self.same += other.same
        self.refused.update(other.refused)


def _mapped(
    rescored: Callable[[list[Pending]], Tally], parts: list[list[Pending]]
) -> Iterator[Tally]:
    """Each part in a process of its own, where there are several."""
    if len(parts) < 2:
        yield from map(rescored, parts)
        return
    with ProcessPoolExecutor(len(parts)) as pool:
        yield from pool.map(rescored, parts)


def _rescored(
    url: str, assignments_dir: Path | None, spoken: Language, part: list[Pending]
) -> Tally:
    """Rescore a part; what it does is recorded by itself, as soon as it is done."""
    from grader.assignment import find_assignments
    from grader.batch.rescoring import rescore
    from grader.errors import BadInput
    from grader.gradebook.book import Gradebook

    tally = Tally()
    say_it = translator(spoken)

    def told(one: Pending, judged: Judged | BadInput, new: bool) -> None:
        if isinstance(judged, BadInput):
            tally.refused[say_it(judged.message)] += 1
        elif new:
            tally.new += 1
        else:
            tally.same += 1

    with Gradebook(url, must_exist=True) as book:
        rescore(book, part, find_assignments(assignments_dir), spoken, told)
    return tally
