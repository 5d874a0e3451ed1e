"""The wire: what is written is read, and what is not a frame is a BadFrame."""

from __future__ import annotations

import contextlib
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from grader.inside import frames
from grader.inside.frames import BadFrame, Frame

NONCE = bytes(range(16))
ROOM = 1 << 20

dtypes = st.sampled_from([*frames.DTYPES.values(), np.dtype(">f8"), np.dtype(">u2")])
shapes = npst.array_shapes(min_dims=0, max_dims=8, min_side=0, max_side=4)
arrays = dtypes.flatmap(lambda dtype: npst.arrays(dtype, shapes))
values = st.one_of(arrays, st.text(max_size=200))
names = st.text(max_size=60)


class TooShortError(Exception):
    """The bytes ended before the frame did."""


def decoded(data: bytes, room: int = ROOM) -> tuple[Frame, bytes]:
    """The first frame of ``data``, and what follows it."""
    decoder = frames.decoding(room)
    need = next(decoder)
    try:
        while True:
            if len(data) < need:
                raise TooShortError
            chunk, data = data[:need], data[need:]
            need = decoder.send(chunk)
            assert need <= room + 8 * frames.MAX_NDIM + frames.MAX_NAME
    except StopIteration as stop:
        frame: Frame = stop.value
        return frame, data


def same(one: Any, two: Any) -> bool:
    if isinstance(one, str):
        return bool(one == two)
    equal = np.array_equal(one, two, equal_nan=one.dtype.kind == "f")
    return bool(equal and one.shape == two.shape)


@given(st.integers(0, 2**32 - 1), names, values, st.booleans())
def test_a_frame_is_read_as_it_was_written(
    request: int, name: str, value: Any, last: bool
) -> None:
    """Every dtype, shape, byte order and text survives the journey."""
    frame = Frame(request, NONCE, name, value, last)
    found, rest = decoded(frames.encode(frame) + b"rest")
    assert rest == b"rest"
    assert (found.request, found.nonce, found.last) == (request, NONCE, last)
    assert found.name == name
    assert same(value, found.value)


@given(st.lists(st.tuples(names, values), min_size=1, max_size=4))
def test_a_message_ends_with_its_last_frame(named: list[tuple[str, Any]]) -> None:
    """Only the last frame of a message says that it is the last."""
    data = frames.message(7, NONCE, named)
    lasts = []
    while data:
        frame, data = decoded(data)
        lasts.append(frame.last)
    assert lasts == [False] * (len(named) - 1) + [True]


@given(st.binary(max_size=400))
@example(b"GRF1" + bytes(33))
@example(b"GRF1" + b"\xff" * 33)
def test_arbitrary_bytes_are_no_frame(data: bytes) -> None:
    """Whatever arrives, a BadFrame is the worst that it can do."""
    with contextlib.suppress(BadFrame, TooShortError):
        decoded(data)


headers = st.builds(
    lambda last, code, ndim, name, length: frames.HEADER.pack(
        frames.MAGIC, 1, NONCE, last, code, ndim, name, length
    ),
    st.integers(0, 2),
    st.integers(0, 13),
    st.integers(0, 9),
    st.integers(0, 4),
    st.one_of(st.integers(0, 64), st.integers(0, 2**64 - 1)),
)
sizes = st.lists(st.one_of(st.integers(0, 9), st.integers(0, 2**64 - 1)), max_size=8)


@given(headers, sizes, st.binary(min_size=80, max_size=200))
def test_a_lying_header_is_a_bad_frame(
    header: bytes, shape: list[int], rest: bytes
) -> None:
    """Shapes, codes and lengths that do not agree are refused before any payload."""
    data = header + struct.pack(f"<{len(shape)}Q", *shape) + rest
    try:
        frame, _ = decoded(data)
    except (BadFrame, TooShortError):
        return
    assert isinstance(frame.value, str) or frame.value.nbytes <= len(data)


@pytest.mark.parametrize(
    ("shape", "length"),
    [
        ((1 << 50,), 1 << 53),
        ((2,), 1 << 53),
        ((1 << 63, 1 << 63, 4), 0),
        ((1 << 63, 0), 0),
        ((0, 1 << 40), 0),
        ((3,), 8),
        ((), 0),
        ((2**32, 2**32), 0),
    ],
)
def test_sizes_are_checked_before_anything_is_allocated(
    shape: tuple[int, ...], length: int
) -> None:
    """The decoder never asks for a payload that it will not take."""
    decoder = frames.decoding(ROOM)
    assert next(decoder) == frames.HEADER.size
    header = frames.HEADER.pack(frames.MAGIC, 1, NONCE, 1, 2, len(shape), 0, length)
    with pytest.raises(BadFrame):  # noqa: PT012  # either half may refuse
        need = decoder.send(header)
        assert need == 8 * len(shape)
        decoder.send(struct.pack(f"<{len(shape)}Q", *shape))


def test_an_empty_array_keeps_its_shape() -> None:
    """No rows of 784 columns are an honest answer."""
    frame = Frame(1, NONCE, "x", np.zeros((0, 784), np.float32), True)
    found, _ = decoded(frames.encode(frame))
    assert not isinstance(found.value, str)
    assert found.value.shape == (0, 784)


def test_bytes_that_are_neither_true_nor_false_are_true() -> None:
    """A forged bool is a bool all the same, never another byte in its place."""
    frame = Frame(1, NONCE, "x", np.array([True, False]), True)
    data = bytearray(frames.encode(frame))
    data[-2:] = b"\x07\x00"
    found, _ = decoded(bytes(data))
    assert isinstance(found.value, np.ndarray)
    assert found.value.dtype == np.bool_
    assert found.value.tolist() == [True, False]
    assert found.value.astype(int).tolist() == [1, 0]


@pytest.mark.parametrize(
    "value",
    [
        np.array([object()]),
        np.array(["text"]),
        np.array([1j]),
        np.array([1], np.float16),
        np.array(["2026-01-01"], "M8[D]"),
        np.zeros((1,) * 9),
        np.zeros(2, [("a", "f8")]),
    ],
    ids=lambda value: str(value.dtype),
)
def test_only_numbers_are_sent(value: Any) -> None:
    """What has no code on the list, pickles above all, is never written."""
    with pytest.raises(BadFrame):
        frames.encode(Frame(1, NONCE, "x", value, True))


@pytest.mark.parametrize("letter", ["a", "ó", "€", "😀"])
def test_a_long_name_is_cut_between_characters(letter: str) -> None:
    """A name is never so long, nor cut so badly, that it cannot be read."""
    frame = Frame(1, NONCE, "x" + letter * 300, np.zeros(1), True)
    found, _ = decoded(frames.encode(frame))
    assert len(found.name.encode()) <= frames.MAX_NAME
    assert set(found.name[1:]) == {letter}
