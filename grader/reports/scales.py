"""Axes: from data to positions, and the round numbers written beside them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

HUGE = 1e300  # room for sums and differences without overflow
TINY = 1e-290  # room for quotients without underflow
CROWDED = 6  # more steps than this crowd a small plot


@dataclass(frozen=True)
class Tick:
    """A position on the page and the number that belongs there."""

    at: float
    label: str


@dataclass(frozen=True)
class Scale:
    """Maps ``low..high`` to ``start..end`` on the page, by logarithms if asked."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def __call__(self, value: float) -> float:
        """Where ``value`` is drawn; what lies outside is drawn at the edge."""
        value = min(max(value, self.low), self.high)
        low, high = self.low, self.high
        if self.logarithmic:
            value, low, high = map(math.log10, (value, low, high))
        share = (value - low) / (high - low)
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self) -> tuple[Tick, ...]:
        """A few round numbers within the scale."""
        if self.logarithmic:
            powers = _decades(self.low, self.high)
            return tuple(Tick(self(10.0**n), _power(n)) for n in powers)
        values, step = round_numbers(self.low, self.high)
        return tuple(Tick(self(value), _label(value, step)) for value in values)


def finite(value: float | None) -> float | None:
    """``value`` where a plot can hold it; None where it is missing or not finite."""
    if value is None or not math.isfinite(value):
        return None
    return min(max(value, -HUGE), HUGE) if abs(value) > TINY else 0.0


def scale_for(values: Iterable[float], start: float, end: float) -> Scale:
    """A scale on which all these finite values can be told apart.

    Logarithmic where a few huge values would flatten the others; values of zero or
    less are then drawn at the lower edge, and with negative ones it stays linear.
    """
    known = list(values) or [0.0, 1.0]
    low, high = min(known), max(known)
    positive = [value for value in known if value > 0]
    if low >= 0 and positive and high > 100 * median(positive):
        floor = math.floor(math.log10(max(min(positive), 1e-6 * median(positive))))
        ceiling = math.ceil(math.log10(high))
        return Scale(10.0**floor, 10.0**ceiling, start, end, logarithmic=True)
    room = 0.06 * (high - low)
    if room <= 1e-6 * max(abs(low), abs(high)):
        room = 0.1 * max(abs(low), abs(high)) or 1.0
    near_zero = 0 <= low < 0.25 * high
    return Scale(0.0 if near_zero else low - room, high + room, start, end)


def round_numbers(low: float, high: float) -> tuple[list[float], float]:
    """Multiples of 1, 2 or 5 times a power of ten in ``low..high``, and their step."""
    rough = (high - low) / CROWDED
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * k for k in (1, 2, 5, 10) if power * k >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [i * step for i in range(first, last + 1)], step


def whole_numbers(last: int, scale: Scale) -> tuple[Tick, ...]:
    """Epochs worth a tick, between the first and ``last``."""
    values, _ = round_numbers(0, max(last, CROWDED))
    shown = [1, *(int(value) for value in values if 1 < value <= last)]
    return tuple(Tick(scale(value), f"{value}") for value in shown)


def _decades(low: float, high: float) -> range:
    first, last = round(math.log10(low)), round(math.log10(high))
    stride = math.ceil((last - first) / CROWDED) or 1
    return range(first, last + 1, stride)


def _power(exponent: int) -> str:
    return f"{10.0**exponent:g}" if -3 <= exponent <= 3 else f"1e{exponent}"


def _label(value: float, step: float) -> str:
    if value == 0:
        return "0"
    if step >= 1e-3 and abs(value) < 1e5:
        decimals = max(0, -math.floor(math.log10(step) + 1e-9))
        return f"{value:.{decimals}f}"
    return f"{value:.2g}"
