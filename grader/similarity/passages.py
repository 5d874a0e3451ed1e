"""Where two notebooks are alike: lines of one, and where the other has them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from grader.similarity.code import Code, Lines, ranges
from grader.similarity.notebooks import Counted
from grader.similarity.winnowing import LENGTH, Integers

NEAR = 2
"""Lines between two places of the other notebook that are still told as one."""


@dataclass(frozen=True)
class Passage:
    """Lines of one notebook, and where the other has them, for the first time."""

    lines: Lines
    elsewhere: tuple[Lines, ...]


def passages(
    code: Code, own: Counted, other_code: Code, other: Counted
) -> tuple[Passage, ...]:
    """The lines of ``code`` of which at least half is in ``other`` too, in order."""
    shared = np.isin(own.ids, other.ids)
    ids, positions = own.ids[shared], own.positions[shared]
    if ids.size == 0:
        return ()
    first_of = _first_positions(ids, other)
    starts, ends = own.line_of[positions], own.line_of[positions + LENGTH - 1]
    indices = {place: index for index, place in enumerate(code.places)}
    found = []
    for lines in ranges(code, _alike(code, positions, own.line_of)):
        first = indices[lines.cell, lines.first]
        last = indices[lines.cell, lines.last]
        within = (starts >= first) & (ends <= last)
        touching = (ends >= first) & (starts <= last)
        here = first_of[within if within.any() else touching]
        both = [other.line_of[here], other.line_of[here + LENGTH - 1]]
        there = np.unique(np.concatenate(both)).tolist()
        found.append(Passage(lines, ranges(other_code, there, NEAR)))
    return tuple(found)


def _first_positions(ids: Integers, other: Counted) -> Integers:
    """Of each of these numbers its first position in the other notebook."""
    known, first = np.unique(other.ids, return_index=True)
    return other.positions[first[np.searchsorted(known, ids)]]


def _alike(code: Code, positions: Integers, line_of: Integers) -> list[int]:
    """Lines at least half of which is in runs that start at these positions.

    Blank ones and comments between two of them, of one cell, count with them.
    """
    inside = np.zeros(line_of.size + 1, np.int64)
    np.add.at(inside, positions, 1)
    np.add.at(inside, positions + LENGTH, -1)
    in_run = np.cumsum(inside[:-1]) > 0
    total = np.bincount(line_of, minlength=len(code.lines))
    alike = np.bincount(line_of[in_run], minlength=len(code.lines))
    with_code = np.flatnonzero(total)
    marked = (2 * alike >= total)[with_code]
    lines: list[int] = with_code[marked].tolist()
    for place in np.flatnonzero(marked[:-1] & marked[1:]).tolist():
        before, after = int(with_code[place]), int(with_code[place + 1])
        if code.places[before][0] == code.places[after][0]:
            lines.extend(range(before + 1, after))
    return sorted(lines)
