"""The wire between grader and kernel: length-checked frames, never pickle, never npz.

A frame is a fixed header (magic, request, nonce, last, dtype, ndim, length of the name,
length of the payload), then the shape, the name and the raw bytes. A message is one
frame or more; the last one says so. Both ends use this module; the grader's end trusts
nothing that arrives: sizes are checked as Python integers before anything is allocated,
and what does not parse raises ``BadFrame``.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Any, Union

import numpy as np

MAGIC = b"GRF1"
HEADER = struct.Struct("<4sI16sBBBBQ")
NONCE_BYTES = 16
MAX_NAME = 255
MAX_NDIM = 8
MAX_ANSWER = 64 << 20
"""Bytes of one answer: more than that is not read."""
TEXT = 0
DTYPES: dict[int, np.dtype[Any]] = {
    1: np.dtype("<f4"),
    2: np.dtype("<f8"),
    3: np.dtype("|i1"),
    4: np.dtype("<i2"),
    5: np.dtype("<i4"),
    6: np.dtype("<i8"),
    7: np.dtype("|u1"),
    8: np.dtype("<u2"),
    9: np.dtype("<u4"),
    10: np.dtype("<u8"),
    11: np.dtype("|b1"),
}
CODES: dict[np.dtype[Any], int] = {dtype: code for code, dtype in DTYPES.items()}
Value = Union[str, "np.ndarray[tuple[int, ...], np.dtype[Any]]"]


class BadFrame(Exception):  # noqa: N818  # the name says it
    """Bytes that are no frame, or one larger than allowed."""


@dataclass(frozen=True)
class Frame:
    """One named value of a message: an array, or text."""

    request: int
    nonce: bytes
    name: str
    value: Value
    last: bool


def encode(frame: Frame) -> bytes:
    """The bytes of a frame; ``BadFrame`` for a dtype that is not on the list."""
    if isinstance(frame.value, str):
        code, payload = TEXT, frame.value.encode("utf-8", "replace")
        shape: tuple[int, ...] = (len(payload),)
    else:
        array = np.ascontiguousarray(frame.value).reshape(np.shape(frame.value))
        dtype = array.dtype.newbyteorder("<")
        if dtype not in CODES or array.ndim > MAX_NDIM:
            raise BadFrame(f"an array of {array.dtype}, {array.ndim} dimensions")
        code, payload, shape = CODES[dtype], array.astype(dtype).tobytes(), array.shape
    name = _cut(frame.name.encode("utf-8", "replace"))
    header = HEADER.pack(
        MAGIC,
        frame.request,
        frame.nonce,
        frame.last,
        code,
        len(shape),
        len(name),
        len(payload),
    )
    return header + struct.pack(f"<{len(shape)}Q", *shape) + name + payload


def decoding(max_bytes: int) -> Generator[int, bytes, Frame]:
    """Decode one frame without doing I/O: yields how many bytes it needs next."""
    head = yield HEADER.size
    magic, request, nonce, last, code, ndim, name_length, length = HEADER.unpack(head)
    if magic != MAGIC or ndim > MAX_NDIM or last > 1:
        raise BadFrame("not a frame")
    if length > max_bytes:
        raise BadFrame(f"a payload of {length} bytes, at most {max_bytes} are allowed")
    rest = yield 8 * ndim + name_length
    shape = struct.unpack_from(f"<{ndim}Q", rest)
    _check_size(code, shape, length)
    try:
        name = rest[8 * ndim :].decode()
        payload = (yield length) if length else b""
        value = _value(code, shape, payload)
    except UnicodeDecodeError:
        raise BadFrame("text that is not UTF-8") from None
    return Frame(request, nonce, name, value, bool(last))


def message(request: int, nonce: bytes, values: Iterable[tuple[str, Value]]) -> bytes:
    """The bytes of a whole message; there must be at least one value."""
    named = list(values)
    return b"".join(
        encode(Frame(request, nonce, name, value, last=index == len(named) - 1))
        for index, (name, value) in enumerate(named)
    )


def _cut(name: bytes) -> bytes:
    """At most ``MAX_NAME`` bytes, none of them half a character."""
    return name[:MAX_NAME].decode("utf-8", "ignore").encode()


def _check_size(code: int, shape: tuple[int, ...], length: int) -> None:
    if code != TEXT and code not in DTYPES:
        raise BadFrame(f"dtype code {code}")
    if code == TEXT and len(shape) != 1:
        raise BadFrame("text has one dimension")
    itemsize = 1 if code == TEXT else DTYPES[code].itemsize
    # An empty array may claim any other dimension; numpy has to be able to hold it.
    nominal = math.prod(size or 1 for size in shape) * itemsize
    if math.prod(shape) * itemsize != length or nominal > max(length, MAX_ANSWER):
        raise BadFrame(f"shape {shape} does not fill {length} bytes")


def _value(code: int, shape: tuple[int, ...], payload: bytes) -> Value:
    if code == TEXT:
        return payload.decode()
    array: np.ndarray[tuple[int, ...], np.dtype[Any]]
    if DTYPES[code].kind == "b":
        array = np.frombuffer(payload, "|u1").reshape(shape) != 0
    else:
        array = np.frombuffer(payload, DTYPES[code]).reshape(shape)
    return array
