"""Each check as an item of a test: how hard it is, and what it tells apart.

The figures are those of classical test theory: L. Crocker and J. Algina, "Introduction
to classical and modern test theory" (1986), chapter 14.
"""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from grader.class_report.rows import CheckRow, Row

FEWEST = 3
"""Below as many students a correlation says nothing."""
SHOWN = 3
FLAT: Final = 1e-9
"""A spread that arithmetic alone makes is none."""
NUMBER = re.compile(r"[-+−]?\d+(?:[.,\u202f\u00a0]\d+)*(?:[eE][-+]?\d+)?")


@dataclass(frozen=True)
class Said:
    """What a check told ``count`` students, numbers aside; one of them, as it was."""

    example: str
    count: int


@dataclass(frozen=True)
class Item:
    """One check over ``n`` graded runs.

    ``points`` is the most that it gives. ``difficulty`` is the mean share of them that
    was earned, 0 to 1: the p-value of test theory, so the higher, the easier.
    ``said``: the most common messages of those who did not pass.
    """

    id: str
    title: str
    points: float
    n: int
    difficulty: float
    discrimination: float | None
    passed: int
    partial: int
    failed: int
    skipped: int
    said: tuple[Said, ...]


def items(rows: Iterable[Row], titles: Mapping[str, str]) -> tuple[Item, ...]:
    """The checks of all graded runs; ``titles`` in the order of the report.

    A check that ``titles`` does not know, of an older exam, comes last and is called
    as its results call it.
    """
    shares: dict[str, list[float]] = {}
    rests: dict[str, list[float]] = {}
    found: dict[str, list[CheckRow]] = {}
    for row in rows:
        if not row.graded:
            continue
        total = math.fsum(check.score for check in row.checks)
        for check in row.checks:
            found.setdefault(check.id, []).append(check)
            shares.setdefault(check.id, []).append(check.share)
            rests.setdefault(check.id, []).append(total - check.score)
    order = [name for name in titles if name in found]
    order += [name for name in found if name not in titles]
    return tuple(
        _item(
            found[name],
            titles.get(name),
            statistics.fmean(shares[name]),
            discrimination(shares[name], rests[name]),
        )
        for name in order
    )


def discrimination(shares: Sequence[float], rests: Sequence[float]) -> float | None:
    """Corrected item-total correlation, -1 to 1; None for under three or no spread.

    Pearson's r between the share earned on a check and the score on all other checks:
    with its own points in the total, a check would correlate with itself
    (S. Henrysson, "Correction of item-total correlations in item analysis",
    Psychometrika 28, 1963).
    """
    if len(shares) < FEWEST or _flat(shares) or _flat(rests):
        return None
    return min(max(statistics.correlation(shares, rests), -1.0), 1.0)


def said(messages: Iterable[str]) -> tuple[Said, ...]:
    """The most common messages; those that differ in numbers alone are one."""
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for message in filter(None, messages):
        shape = NUMBER.sub("0", message)
        counts[shape] += 1
        examples.setdefault(shape, message)
    # Of equals the one that was said first: a Counter keeps that order.
    return tuple(
        Said(examples[shape], count) for shape, count in counts.most_common(SHOWN)
    )


def _item(
    checks: Sequence[CheckRow],
    title: str | None,
    difficulty: float,
    discriminating: float | None,
) -> Item:
    statuses = Counter(check.status for check in checks)
    return Item(
        id=checks[0].id,
        title=title or checks[-1].title,
        points=max(check.max_score for check in checks),
        n=len(checks),
        difficulty=difficulty,
        discrimination=discriminating,
        passed=statuses["passed"],
        partial=statuses["partial"],
        failed=statuses["failed"],
        skipped=statuses["skipped"],
        said=said(check.message for check in checks if check.status != "passed"),
    )


def _flat(values: Sequence[float]) -> bool:
    low, high = min(values), max(values)
    return high - low <= FLAT * max(1.0, abs(low), abs(high))
