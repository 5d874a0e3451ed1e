"""A notebook of a pair as its column shows it: matched lines and what is near them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from grader.similarity.code import Code, Lines
from grader.similarity.pairs import Side
from grader.similarity.passages import Passage
from grader.text import clean

AROUND = 3
"""Lines that are shown before and after a matched one, of its own cell."""
MOST_LINES = 300
LONGEST = 200
"""Characters of a line that are shown."""


@dataclass(frozen=True)
class Run:
    """Lines with their numbers, all matched or none; ``elsewhere`` of those that are.

    ``skipped``: so many lines of the cell stand before these and are not shown.
    """

    lines: tuple[tuple[int, str], ...]
    matched: bool
    elsewhere: tuple[Lines, ...] = ()
    skipped: int = 0


@dataclass(frozen=True)
class Cell:
    number: int
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Column:
    """The cells in which anything matches; ``more``: there are others, not shown."""

    cells: tuple[Cell, ...]
    more: bool


def column(side: Side) -> Column:
    """What is shown of one side, at most ``MOST_LINES`` lines."""
    passage_of = {
        (passage.lines.cell, number): passage
        for passage in side.passages
        for number in range(passage.lines.first, passage.lines.last + 1)
    }
    near = {
        (cell, number + step)
        for cell, number in passage_of
        for step in range(-AROUND, AROUND + 1)
    }
    shown = [line for line, place in enumerate(side.code.places) if place in near]
    kept = shown[:MOST_LINES]
    by_cell = groupby(kept, key=lambda line: side.code.places[line][0])
    cells = (Cell(n, (*_runs(side.code, [*g], passage_of),)) for n, g in by_cell)
    return Column(tuple(cells), more=len(shown) > len(kept))


def _runs(
    code: Code, lines: Sequence[int], passage_of: Mapping[tuple[int, int], Passage]
) -> Iterator[Run]:
    """Lines of one cell, divided where passages begin or end, and where some lack."""
    keys = {
        line: (passage_of.get(code.places[line]), line - order)
        for order, line in enumerate(lines)
    }
    expected = 1
    for (passage, _), group in groupby(lines, key=lambda line: keys[line]):
        numbered = tuple(
            (code.places[line][1], clean(code.lines[line], LONGEST)) for line in group
        )
        first, last = numbered[0][0], numbered[-1][0]
        elsewhere = passage.elsewhere if passage else ()
        yield Run(numbered, passage is not None, elsewhere, skipped=first - expected)
        expected = last + 1
