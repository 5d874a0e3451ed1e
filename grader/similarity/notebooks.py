"""The notebooks of a class, each once, with the fingerprints that count in it.

A student's own code is what the starters do not have. In a class of eight or more,
what more than half of it has does not count either: there are not many ways to write
``loss.backward()``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.similarity.code import Code, read_code
from grader.similarity.winnowing import LENGTH, Integers, Winnowed, all_hashes, winnowed

SMALLEST = 50
"""Different fingerprints, some ten lines: less, a quiz say, is like anybody's."""
LARGE_CLASS = 8


@dataclass(frozen=True)
class Handed:
    """What a student handed in; the same ``notebook`` is the same code."""

    student: str
    notebook: str
    cells: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Counted:
    """Fingerprints that count: their numbers in the class, and where they start.

    ``ids`` and ``positions``, both of shape (n,), the positions ascending; ``line_of``
    as in ``Winnowed``.
    """

    ids: Integers
    positions: Integers
    line_of: Integers

    @property
    def little(self) -> bool:
        return np.unique(self.ids).size < SMALLEST

    @property
    def size(self) -> int:
        """Characters of tokenised code in these fingerprints."""
        return covered(self.positions)


@dataclass(frozen=True, eq=False)
class Notebook:
    """``own`` is without the starters, ``rare`` without what most of the class has."""

    students: tuple[str, ...]
    code: Code
    own: Counted
    rare: Counted


def covered(positions: Integers) -> int:
    """Characters in the runs that start at these positions, which ascend."""
    if positions.size == 0:
        return 0
    return int(np.minimum(np.diff(positions), LENGTH).sum()) + LENGTH


def notebooks_of(
    handed: Sequence[Handed], starters: Sequence[Sequence[str]]
) -> list[Notebook]:
    """Every different notebook once, with all who handed it in."""
    owners: dict[str, list[str]] = {}
    for one in handed:
        owners.setdefault(one.notebook, []).append(one.student)
    cells = {one.notebook: one.cells for one in handed}
    codes = [read_code(cells[name]) for name in owners]
    prints = [winnowed(code) for code in codes]
    known, ids = _numbered(prints)
    in_starter = np.isin(known, _hashes_of(starters))
    frequent = in_starter | _frequent([*owners.values()], ids, known.size)
    return [
        Notebook(
            tuple(sorted(students)),
            code,
            own=_without(in_starter, numbers, one),
            rare=_without(frequent, numbers, one),
        )
        for students, code, one, numbers in zip(
            owners.values(), codes, prints, ids, strict=True
        )
    ]


def _numbered(prints: Sequence[Winnowed]) -> tuple[Integers, list[Integers]]:
    """All hashes that there are, and of each notebook their numbers among these."""
    if not prints:
        return np.zeros(0, np.int64), []
    hashes = [one.hashes for one in prints]
    known, numbers = np.unique(np.concatenate(hashes), return_inverse=True)
    return known, np.split(numbers, np.cumsum([one.size for one in hashes])[:-1])


def _hashes_of(starters: Sequence[Sequence[str]]) -> Integers:
    found = [all_hashes(read_code(cells)) for cells in starters]
    return np.concatenate([np.zeros(0, np.int64), *found])


def _frequent(
    owners: Sequence[Sequence[str]], ids: Sequence[Integers], known: int
) -> NDArray[np.bool_]:
    """Of each number: whether more than half of a large class has it."""
    count = np.zeros(known, np.int64)
    for students, numbers in zip(owners, ids, strict=True):
        count[np.unique(numbers)] += len(students)
    total = sum(map(len, owners))
    return count > (total / 2 if total >= LARGE_CLASS else total)


def _without(
    left_out: NDArray[np.bool_], numbers: Integers, prints: Winnowed
) -> Counted:
    counts = ~left_out[numbers]
    return Counted(numbers[counts], prints.positions[counts], prints.line_of)
