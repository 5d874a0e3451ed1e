"""Who shares how much with whom: every pair of a class, by fingerprints.

The share of A is the part of A's own tokenised code that lies in runs which B has too.
There are two shares to a pair: a small notebook that was copied into a large one is all
of the first and little of the second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from grader.similarity.code import Code
from grader.similarity.notebooks import (
    LARGE_CLASS,
    Handed,
    Notebook,
    covered,
    notebooks_of,
)
from grader.similarity.passages import Passage, passages

MOST_PAIRS = 100
"""Pairs of an assignment that are told; the others are counted."""


@dataclass(frozen=True)
class Side:
    """``share``, in [0, 1]: the part of this student's own code that the other has."""

    student: str
    share: float
    code: Code
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Pair:
    """Two students; ``identical``: their code is the same to the letter."""

    sides: tuple[Side, Side]
    identical: bool

    @property
    def score(self) -> float:
        """The larger of both shares."""
        return max(side.share for side in self.sides)


@dataclass(frozen=True)
class Comparison:
    """The pairs of an assignment, most alike first.

    ``left_out`` more pairs are alike enough, too many to be told. ``slight``: students
    with too little code of their own; ``cut``: those with so much that only its
    beginning was compared. ``with_starter``: one was found and does not count;
    ``without_common``: neither does what most of the class has.
    """

    assignment: str
    students: int
    pairs: tuple[Pair, ...]
    left_out: int
    slight: tuple[str, ...]
    cut: tuple[str, ...]
    with_starter: bool
    without_common: bool


@dataclass(frozen=True)
class _Found:
    """A pair whose lines have not been looked for; notebooks are indices."""

    notebooks: tuple[int, int]
    students: tuple[str, str]
    shares: tuple[float, float]

    @property
    def identical(self) -> bool:
        return self.notebooks[0] == self.notebooks[1]

    @property
    def order(self) -> tuple[float, float, bool, tuple[str, str]]:
        """Most alike first, copies to the letter before others."""
        shares = -max(self.shares), -min(self.shares)
        return *shares, not self.identical, self.students


def compare(
    assignment: str,
    handed: Sequence[Handed],
    starters: Sequence[Sequence[str]] = (),
    above: float = 0.5,
) -> Comparison:
    """Pairs whose larger share is at least ``above``, one notebook for each student.

    ``starters``: the code cells of each. ``BadInput`` where copydetect is missing.
    """
    notebooks = notebooks_of(handed, starters)
    found = sorted(_found(notebooks, above), key=lambda one: one.order)
    students = [(student, book) for book in notebooks for student in book.students]
    return Comparison(
        assignment=assignment,
        students=len(handed),
        pairs=tuple(_pair(one, notebooks) for one in found[:MOST_PAIRS]),
        left_out=max(len(found) - MOST_PAIRS, 0),
        slight=tuple(sorted(who for who, book in students if book.rare.little)),
        cut=tuple(sorted(who for who, book in students if book.code.cut)),
        with_starter=bool(starters),
        without_common=len(handed) >= LARGE_CLASS,
    )


def _found(notebooks: Sequence[Notebook], above: float) -> Iterator[_Found]:
    """Copies to the letter, and pairs with a share of ``above`` that is not 0."""
    for index, notebook in enumerate(notebooks):
        if not notebook.own.little:
            for who in combinations(notebook.students, 2):
                yield _Found((index, index), who, (1.0, 1.0))
    shares = _shares(notebooks)
    larger = np.maximum(shares, shares.T)
    alike = np.triu((larger >= above) & (larger > 0), 1)
    for i, j in np.argwhere(alike).tolist():
        both = float(shares[i, j]), float(shares[j, i])
        for who in product(notebooks[i].students, notebooks[j].students):
            one = _Found((i, j), who, both)
            yield one if who[0] < who[1] else _turned(one)


def _turned(one: _Found) -> _Found:
    return _Found(one.notebooks[::-1], one.students[::-1], one.shares[::-1])


def _shares(notebooks: Sequence[Notebook]) -> NDArray[np.float64]:
    """[i, j]: the part of i's code that j has; 0 for who has too little of it."""
    shares = np.zeros((len(notebooks), len(notebooks)))
    compared = [
        (index, one.rare, one.rare.size)
        for index, one in enumerate(notebooks)
        if not one.rare.little
    ]
    most = max((int(one.ids.max()) for _, one, _ in compared), default=0)
    in_other = np.zeros(most + 1, np.bool_)
    for j, other, _ in compared:
        in_other[other.ids] = True
        for i, one, size in compared:
            if i != j:
                shares[i, j] = covered(one.positions[in_other[one.ids]]) / size
        in_other[other.ids] = False
    return shares


def _pair(found: _Found, notebooks: Sequence[Notebook]) -> Pair:
    first, second = (notebooks[index] for index in found.notebooks)
    one = first.code, first.own if found.identical else first.rare
    other = second.code, second.own if found.identical else second.rare
    sides = (
        Side(found.students[0], found.shares[0], first.code, passages(*one, *other)),
        Side(found.students[1], found.shares[1], second.code, passages(*other, *one)),
    )
    return Pair(sides, found.identical)
