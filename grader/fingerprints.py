"""A digest of what an exam drew: whether stored answers are answers to it.

A truth is drawn again from its seed when evidence is judged later. Where an
assignment's exam has changed since, that draws something else, and old answers would be
judged against new questions; their digests tell.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np


def fingerprint(truth: object) -> str:
    """SHA-256 over all that was drawn: arrays, numbers and texts, in order.

    Settings (thresholds above all) are left out: they are what may change.
    """
    digest = hashlib.sha256()
    _take(truth, digest)
    return f"sha256:{digest.hexdigest()}"


def _take(value: Any, digest: Any) -> None:
    if isinstance(value, msgspec.Struct):
        return
    parts = _parts(value)
    digest.update(f"{type(value).__name__} {len(parts)} ".encode() + _leaf(value))
    for part in parts:
        _take(part, digest)


def _parts(value: Any) -> Sequence[Any]:
    """What a value consists of; nothing, for a leaf."""
    if dataclasses.is_dataclass(value):
        return [getattr(value, field.name) for field in dataclasses.fields(value)]
    if isinstance(value, Mapping):
        return [*value.keys(), *value.values()]
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=repr)
    return value if isinstance(value, (tuple, list)) else ()


def _leaf(value: Any) -> bytes:
    if isinstance(value, np.ndarray):
        return f"{value.dtype.str}{value.shape}".encode() + value.tobytes()
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes)):
        return repr(value).encode()
    # A function that evaluates an expression, say: its source stands beside it.
    return getattr(value, "__qualname__", "").encode()
