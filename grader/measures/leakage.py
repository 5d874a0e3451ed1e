"""How much of a validation set was trained on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Digests = NDArray[np.uint8]
"""One digest a row, (n, 16), as ``inside.digests.row_digests`` makes them."""


def shared_rows(train: Digests, validation: Digests, ignore: Digests) -> float:
    """The share of validation rows that are training rows too, in 0 .. 1.

    Rows in ``ignore`` (digits that were served twice) count neither as shared nor as
    rows; NaN where nothing is left to judge. Each (n, 16); ValueError otherwise.
    """
    ignored = set(_rows(ignore))
    judged = [row for row in _rows(validation) if row not in ignored]
    trained = set(_rows(train))
    if not judged:
        return float("nan")
    return sum(row in trained for row in judged) / len(judged)


def _rows(digests: Digests) -> list[bytes]:
    if digests.ndim != 2 or digests.shape[1] != 16 or digests.dtype != np.uint8:
        raise ValueError(f"no digests: {digests.dtype} {digests.shape}")
    data = digests.tobytes()
    return [data[i : i + 16] for i in range(0, len(data), 16)]
