"""How much of a validation set was trained on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
"""Where rows stand in what was served, (n,); equal rows stand at the same place."""


def shared_rows(train: Places, validation: Places, ignore: Places) -> float:
    """The share of validation rows that are training rows too, in 0 .. 1.

    Rows in ``ignore`` (digits that were served twice) count neither as shared nor as
    rows; NaN where nothing is left to judge.
    """
    judged = validation[~np.isin(validation, ignore)]
    return float(np.isin(judged, train).mean()) if judged.size else float("nan")
