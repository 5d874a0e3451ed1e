"""A short name for each row of a data set, the same whatever type it is kept in.

Two rows that hold the same numbers get the same digest: 28 x 28 or flat, uint8 or
float. The host compares what was trained on with what was validated on by digests, and
the 47 MB themselves stay where they are.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

SIZE = 16
LIMIT_ROWS = 250_000
_CHUNK_VALUES = 1 << 20
_SMALLEST, _GREATEST = -(2**31), 2**31 - 1


def row_digests(rows: Any, scale: float, limit_rows: int = LIMIT_ROWS) -> Any:
    """Digests uint8 (n, 16) of ``rows`` (n, ...), an array of numbers.

    A row is flattened, multiplied by ``scale`` and rounded to whole numbers: ``scale``
    is 1 for grey levels, 10 for irises in centimetres with one decimal. It is written
    as uint8 where every number fits, else as little-endian int32 (clipped; NaN is the
    smallest); the digest is the BLAKE2b of these bytes, told apart by type. ValueError
    for what is no array of numbers and for more than ``limit_rows`` rows.
    """
    if rows.ndim < 1 or rows.dtype.kind not in "biuf":
        raise ValueError(f"no rows of numbers: {rows.dtype} {rows.shape}")
    if len(rows) > limit_rows:
        raise ValueError(f"{len(rows)} rows, at most {limit_rows} are compared")
    width = int(np.prod(rows.shape[1:], dtype=np.int64))
    flat = rows.reshape(len(rows), width)
    step = max(1, _CHUNK_VALUES // max(1, width))
    out = np.empty((len(rows), SIZE), np.uint8)
    for start in range(0, len(rows), step):
        out[start : start + step] = _chunk_digests(flat[start : start + step], scale)
    return out


def _chunk_digests(rows: Any, scale: float) -> Any:
    if rows.dtype == np.uint8 and scale == 1:
        return _hashed(rows, b"uint8")
    whole = _whole(rows, scale)
    small = ((whole >= 0) & (whole <= 255)).all(axis=1)
    out = np.empty((len(rows), SIZE), np.uint8)
    out[small] = _hashed(whole[small].astype(np.uint8), b"uint8")
    out[~small] = _hashed(whole[~small].astype("<i4"), b"int32")
    return out


def _whole(rows: Any, scale: float) -> Any:
    """Whole numbers, still float64, that an int32 can hold."""
    scaled = np.rint(rows.astype(np.float64) * scale)
    return np.clip(np.nan_to_num(scaled, nan=_SMALLEST), _SMALLEST, _GREATEST)


def _hashed(rows: Any, kind: bytes) -> Any:
    """The digests of the bytes of each row of a 2-D array."""
    data = memoryview(np.ascontiguousarray(rows).tobytes())
    width = rows.shape[1] * rows.itemsize
    starts = range(0, len(rows) * width, width) if width else [0] * len(rows)
    digests = (
        hashlib.blake2b(data[i : i + width], digest_size=SIZE, person=kind).digest()
        for i in starts
    )
    return np.frombuffer(b"".join(digests), np.uint8).reshape(len(rows), SIZE)
