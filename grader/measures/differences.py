"""How far the mean of a few measured differences may lie from the true one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special


def chance(differences: NDArray[Any], confidence: float) -> float:
    """The one-sided allowance around the mean of ``differences``, in their unit.

    What is measured lies below the true mean by more than this in at most
    ``1 - confidence`` of all experiments, and likewise above: Student's t with
    ``n - 1`` degrees of freedom times the standard error. Source: Student, "The
    probable error of a mean", Biometrika 6 (1908). Infinite for fewer than two.
    """
    n = differences.size
    if n < 2:
        return float("inf")
    standard_error = np.std(differences, ddof=1) / np.sqrt(n)
    return float(special.stdtrit(n - 1, confidence) * standard_error)
