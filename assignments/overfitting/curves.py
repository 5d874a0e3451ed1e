"""Learning curves whose truth is known.

Losses are in units of the loss of a constant answer. Only clear cases are drawn:

    underfit   training loss ends above .5, validation close to it
    good       both end below .25, close together, the validation loss at its lowest
    overfit    training loss ends below .15, the validation loss 40 % above its lowest

A single epoch may be lucky or unlucky; the course is what counts. Half the overfitting
curves are smooth instead, fall steeply until they turn, and rise slowly from there: a
few epochs too late cost little, one too early, as by counting from 0, much.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

COUNTS = {"underfit": 12, "good": 12, "overfit": 16}
SHORTEST, LONGEST = 20, 200
NOISE, SMOOTH = 0.03, 0.0005
"""Standard deviations of the losses' logarithms."""
LUCKY = 0.6
UNLUCKY = 1.7
STEEP = 1.25
"""By this factor or more a steep curve falls in each epoch before it turns."""
REGRET = 0.10
"""By this part of the lowest true loss an epoch may be worse: three times the noise."""

Series = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Curve:
    """Losses after each epoch, as a notebook gets them, and the truth behind them."""

    verdict: str
    train: Series
    val: Series
    true_val: Series

    def good_epoch(self, epoch: float) -> bool:
        """Whether stopping after ``epoch`` epochs is nearly as good as can be."""
        if not (1 <= epoch <= len(self.val) and epoch == round(epoch)):
            return False
        lowest = float(self.true_val.min())
        return float(self.true_val[int(epoch) - 1]) <= (1 + REGRET) * lowest


def draw(rng: np.random.Generator) -> tuple[Curve, ...]:
    """Curves of every kind, in no order."""
    # Half the curves of each kind have an epoch that is an accident.
    kinds = [(kind, i % 2) for kind, count in COUNTS.items() for i in range(count)]
    makers = {"underfit": _underfit, "good": _good, "overfit": _overfit}
    found = []
    for place in rng.permutation(len(kinds)):
        kind, accident = kinds[place]
        n = round(SHORTEST * (LONGEST / SHORTEST) ** rng.uniform())
        smooth = kind == "overfit" and not accident
        train, val = _steep(rng) if smooth else makers[kind](rng, n)
        noise = SMOOTH if smooth else NOISE
        seen = [s * np.exp(noise * rng.normal(size=len(s))) for s in (train, val)]
        if accident:
            seen[1] *= _accident(rng, kind, val)
        found.append(Curve(kind, seen[0], seen[1], val))
    return tuple(found)


def _underfit(rng: np.random.Generator, n: int) -> tuple[Series, Series]:
    """Still falling, or level, but high in any case."""
    t = np.arange(1, n + 1)
    end = rng.uniform(0.55, 0.8)
    if rng.uniform() < 0.5:
        train = end ** (t / n)
    else:
        train = end + (1 - end) * np.exp(-t / (n * rng.uniform(0.05, 0.2)))
    return train, train * rng.uniform(1.01, 1.08)


def _good(rng: np.random.Generator, n: int) -> tuple[Series, Series]:
    t = np.arange(1, n + 1)
    end = rng.uniform(0.05, 0.18)
    train = end + (1 - end) * np.exp(-t / (n * rng.uniform(0.06, 0.13)))
    return train, train * rng.uniform(1.02, 1.15)


def _overfit(rng: np.random.Generator, n: int) -> tuple[Series, Series]:
    """The validation loss turns between a tenth and two thirds of the way."""
    t = np.arange(1, n + 1)
    while True:
        pace, end = n * rng.uniform(0.04, 0.2), rng.uniform(0.01, 0.06)
        train = end + (1 - end) * np.exp(-t / pace)
        low, start = rng.uniform(0.1, 0.3), rng.uniform(0.05, 0.5)
        rise = rng.uniform(0.2, 0.8) * np.maximum(0, t / n - start) ** rng.uniform(1, 2)
        val = np.maximum(low + (1 - low) * np.exp(-t / pace), 1.02 * train) + rise
        turn = int(val.argmin()) + 1
        clear = val[-1] >= 1.4 * val.min() and train[-1] <= 0.12
        if clear and 0.1 * n <= turn <= 0.67 * n:
            return train, val


def _steep(rng: np.random.Generator) -> tuple[Series, Series]:
    """The validation loss falls by a fifth or more an epoch, turns, and rises slowly.

    Of such a valley, medians of up to seven epochs are lowest where the loss is, means
    up to three epochs later, where it has risen by at most 4 %.
    """
    low, rise = rng.uniform(0.1, 0.3), rng.uniform(0.5, 0.8)
    most = int(np.log(1 / low) / np.log(STEEP))
    turn, after = int(rng.integers(4, most + 1)), int(rng.integers(70, 120))
    t = np.arange(1, turn + after + 1)
    val = low ** np.minimum(1, t / turn) * (1 + rise * np.maximum(0, t - turn) / after)
    pace, end = turn / np.log(1 / low), rng.uniform(0.01, 0.04)
    return end + (1 - end) * np.exp(-t / (rng.uniform(0.6, 0.75) * pace)), val


def _accident(rng: np.random.Generator, kind: str, val: Series) -> Series:
    """Factors: a lucky epoch after a turn, an unlucky one where there is none.

    A lucky one is the lowest of all, though stopping there would be wrong. The last
    five epochs have none.
    """
    factors = np.ones_like(val)
    if kind != "overfit":
        factors[rng.integers(len(val) // 2, len(val) - 5)] = UNLUCKY
        return factors
    turn, lowest = int(val.argmin()), float(val.min())
    late = np.flatnonzero(val > (1 + 1.5 * REGRET) * lowest)
    late = late[(late > turn) & (late < len(val) - 5)]
    if len(late):
        place = int(rng.choice(late))
        factors[place] = LUCKY * lowest / val[place]
    return factors
