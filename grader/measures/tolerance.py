"""What nearly every run of a process will reach, judged from a few."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import nctdtrit, ndtri


def tolerance_factor(n: int, coverage: float = 0.99, confidence: float = 0.95) -> float:
    """k such that mean - k sd of n normal values is below ``coverage`` of all values.

    One-sided, at ``confidence``: a quantile of the noncentral t distribution with n - 1
    degrees of freedom and noncentrality z sqrt(n), divided by sqrt(n). 3.98 for n = 10,
    3.30 for 20. ValueError where n < 2.
    Source: Owen, "A survey of properties and applications of the noncentral
    t-distribution", Technometrics 10 (1968).
    """
    if n < 2:
        raise ValueError(f"{n} values have no spread")
    root = math.sqrt(n)
    return float(nctdtrit(n - 1, ndtri(coverage) * root, confidence)) / root


def lower_bound(values: Sequence[float]) -> float:
    """mean - k sd of at least two values; one value is its own bound."""
    if len(values) == 1:
        return float(values[0])
    spread = float(np.std(values, ddof=1))
    return float(np.mean(values)) - tolerance_factor(len(values)) * spread
