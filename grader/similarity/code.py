"""A notebook's code as it is compared: cleaned, bounded, every line with its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.text import clean

MOST = 50_000
"""Characters of one notebook that are compared; starters have about 3,000."""
LONGEST_LINE = 1_000
"""What is longer is no code that anybody typed: an image, say, or weights."""


@dataclass(frozen=True)
class Lines:
    """Lines ``first`` to ``last`` of a code cell; all three are counted from 1."""

    cell: int
    first: int
    last: int


@dataclass(frozen=True)
class Code:
    """The lines of all code cells, in order.

    ``places``: of each line its cell and its number there, both from 1. ``cut``: not
    all of the notebook is here, because it is too long.
    """

    lines: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    cut: bool = False


def read_code(cells: Iterable[str]) -> Code:
    """The code of these cells, without controls, up to ``MOST`` characters."""
    lines: list[str] = []
    places: list[tuple[int, int]] = []
    cut, room = False, MOST
    for cell, source in enumerate(cells, start=1):
        text = source[:room].replace("\r\n", "\n").replace("\r", "\n")
        cut = cut or len(source) > room
        room -= len(text)
        for number, line in enumerate(text.split("\n") if text else (), start=1):
            cut = cut or len(line) > LONGEST_LINE
            # Each line on its own: what cleans is quadratic in some hostile texts.
            lines.append(clean(line[:LONGEST_LINE].replace("\ufeff", ""), LONGEST_LINE))
            places.append((cell, number))
    return Code(tuple(lines), tuple(places), cut)


def ranges(code: Code, lines: Sequence[int], gap: int = 0) -> tuple[Lines, ...]:
    """These lines (indices, ascending) as ranges within cells.

    Two lines belong to one range where at most ``gap`` others lie between them.
    """
    found: list[Lines] = []
    for cell, number in (code.places[line] for line in lines):
        last = found[-1] if found else None
        if last is not None and last.cell == cell and number - last.last <= gap + 1:
            found[-1] = Lines(cell, last.first, number)
        else:
            found.append(Lines(cell, number, number))
    return tuple(found)
