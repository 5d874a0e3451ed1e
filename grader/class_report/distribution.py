"""Scores of a class: where they lie, how far they spread, how many in each range."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable
from dataclasses import dataclass

MOST_BINS = 12
FEWEST_POINTS = 1e-3
STEPS = (1, 2, 5, 10)
ALMOST = 1e-9
"""A score that arithmetic left just below the edge of a range belongs above it."""


@dataclass(frozen=True)
class Distribution:
    """``n`` values in the unit of the values.

    ``sd`` divides by n - 1 and is None for one value. Quartiles interpolate between
    neighbours (type 7 of Hyndman and Fan 1996, "Sample quantiles in statistical
    packages", The American Statistician 50), as NumPy does.
    """

    n: int
    mean: float
    sd: float | None
    min: float
    q1: float
    median: float
    q3: float
    max: float


@dataclass(frozen=True)
class Bin:
    """How many values are from ``low`` on and below ``high``; the last has both."""

    low: float
    high: float
    count: int


def described(values: Iterable[float | None]) -> Distribution | None:
    """What is missing or not finite is left out; None where nothing remains."""
    known = finite_values(values)
    if not known:
        return None
    single = len(known) == 1
    q1, median, q3 = (
        known * 3 if single else statistics.quantiles(known, n=4, method="inclusive")
    )
    return Distribution(
        n=len(known),
        mean=statistics.fmean(known),
        sd=None if single else statistics.stdev(known),
        min=min(known),
        q1=q1,
        median=median,
        q3=q3,
        max=max(known),
    )


def bins(values: Iterable[float | None], most: float) -> tuple[Bin, ...]:
    """Ranges of a round width from 0 to ``most`` points, at most a dozen.

    The last takes what remains: it is from half as wide as the others to half as wide
    again.

    A score outside, given by hand say, counts in the range that is next to it. There
    are no ranges where nothing is known or there are no points.
    """
    known = finite_values(values)
    if not (known and FEWEST_POINTS <= most < math.inf):
        return ()
    step = _step(most)
    number = math.floor(most / step + 0.5 + ALMOST)
    counts = [0] * number
    for value in known:
        place = math.floor(min(max(value, 0.0), most) / step + ALMOST)
        counts[min(place, number - 1)] += 1
    edges = [round(i * step, 9) for i in range(number)] + [most]
    return tuple(
        Bin(low, high, count)
        for low, high, count in zip(edges, edges[1:], counts, strict=False)
    )


def finite_values(values: Iterable[float | None]) -> list[float]:
    """Those that are there and finite."""
    return [value for value in values if value is not None and math.isfinite(value)]


def _step(most: float) -> float:
    """The smallest of 1, 2 or 5 times a power of ten that needs few ranges."""
    least = most / MOST_BINS * (1 - ALMOST)
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * k for k in STEPS if power * k >= least)
