"""From a measured value to points."""

from __future__ import annotations

import math


def credit_between(value: float, low: float, high: float) -> float:
    """(value - low) / (high - low), kept within 0 and 1.

    Where ``high`` is below ``low``, less is better; where they are equal, it is all or
    nothing. What is not finite earns nothing.
    """
    if not math.isfinite(value):
        return 0.0
    if low == high:
        return 1.0 if value >= high else 0.0
    return min(1.0, max(0.0, (value - low) / (high - low)))


def half_points(fraction: float, points: float) -> float:
    """``fraction`` of ``points``, to the nearest half point.

    Full points only where ``fraction`` reaches 1; NaN earns nothing.
    """
    if fraction >= 1:
        return float(points)
    if not fraction > 0:
        return 0.0
    nearest = math.floor(2 * fraction * points + 0.5) / 2
    below_full = (math.ceil(2 * points) - 1) / 2
    return max(0.0, min(nearest, below_full))
