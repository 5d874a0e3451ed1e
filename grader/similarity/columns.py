"""A notebook of a pair as its column shows it: matched lines and what is near them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from grader.similarity.code import Lines
from grader.similarity.pairs import Side
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
    shown = _shown(side)
    kept = shown[:MOST_LINES]
    by_cell = groupby(kept, key=lambda line: side.code.places[line][0])
    cells = tuple(Cell(number, (*_runs(side, [*lines]),)) for number, lines in by_cell)
    return Column(cells, more=len(shown) > len(kept))


def _shown(side: Side) -> list[int]:
    """Indices of the matched lines and of those around them."""
    where = {place: index for index, place in enumerate(side.code.places)}
    found: set[int] = set()
    for passage in side.passages:
        place = passage.lines
        near = range(place.first - AROUND, place.last + AROUND + 1)
        found.update(where[place.cell, n] for n in near if (place.cell, n) in where)
    return sorted(found)


def _runs(side: Side, lines: list[int]) -> Iterator[Run]:
    """The lines of one cell, divided where passages begin or end, and where some lack.

    Lines and passages both ascend.
    """
    code = side.code
    passage_of = {
        (passage.lines.cell, number): passage
        for passage in side.passages
        for number in range(passage.lines.first, passage.lines.last + 1)
    }
    expected = 1
    keys = {
        line: (passage_of.get(code.places[line]), line - order)
        for order, line in enumerate(lines)
    }
    for (passage, _), group in groupby(lines, key=lambda line: keys[line]):
        numbered = [
            (code.places[line][1], clean(code.lines[line], LONGEST)) for line in group
        ]
        yield Run(
            tuple(numbered),
            passage is not None,
            passage.elsewhere if passage else (),
            skipped=numbered[0][0] - expected,
        )
        expected = numbered[-1][0] + 1
