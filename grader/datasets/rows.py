"""Served rows, found again by their digests in what a notebook says it trained on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.inside.digests import LIMIT_ROWS, SIZE, row_digests

Digests = NDArray[np.uint8]
REMEMBERED = 4
"""Answers to ``find``: a notebook has two parts, and batches run a few notebooks."""


@dataclass(frozen=True, eq=False)
class ServedRows:
    """The rows that a notebook was served.

    ``x`` (n, ...) and ``y`` (n,) as served; ``scale`` makes whole numbers of ``x``;
    ``repeated`` (k, 16) are the digests of rows that stand there twice, which a leakage
    check ignores.
    """

    x: NDArray[Any]
    y: NDArray[np.int64]
    scale: float
    repeated: Digests
    _index: dict[bytes, int]

    @cached_property
    def _found(self) -> dict[bytes, NDArray[np.int64]]:
        """No field: what was found is not part of what was served."""
        return {}

    @classmethod
    def of(cls, x: NDArray[Any], y: NDArray[Any], scale: float) -> ServedRows:
        index: dict[bytes, int] = {}
        twice: list[bytes] = []
        for place, key in enumerate(_keys(_bytes(row_digests(x, scale)))):
            if key in index:
                twice.append(key)
            index.setdefault(key, place)
        repeated = np.frombuffer(b"".join(twice), np.uint8).reshape(-1, SIZE)
        return cls(x, y.astype(np.int64), scale, repeated, index)

    def find(self, digests: NDArray[Any] | None) -> NDArray[np.int64]:
        """Where these rows stand in ``x``, in their own order.

        Empty where there are no digests, where there are more than any kernel of ours
        sends, or where a row was never served. Several checks ask for the same rows of
        one notebook: those found last are remembered.
        """
        asked = _bytes(digests)
        if asked not in self._found:
            while len(self._found) >= REMEMBERED:
                self._found.pop(next(iter(self._found)))
            places = [self._index.get(key, -1) for key in _keys(asked)]
            known = np.array(places if min(places, default=-1) >= 0 else [], np.int64)
            known.setflags(write=False)
            self._found[asked] = known
        return self._found[asked]


def too_many(digests: NDArray[Any] | None) -> bool:
    """Whether there are more than are compared: they grow tenfold as they are found."""
    return digests is not None and digests.ndim > 0 and len(digests) > LIMIT_ROWS


def _bytes(digests: NDArray[Any] | None) -> bytes:
    """All digests in a row; none where they are none."""
    if digests is None or digests.dtype != np.uint8 or digests.shape[1:] != (SIZE,):
        return b""
    return b"" if too_many(digests) else digests.tobytes()


def _keys(data: bytes) -> list[bytes]:
    return [data[i : i + SIZE] for i in range(0, len(data), SIZE)]
