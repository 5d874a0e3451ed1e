"""Digests of rows: equal numbers, equal digests."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.inside.digests import row_digests

IMAGES = np.random.default_rng(0).integers(0, 256, (50, 28, 28), dtype=np.uint8)


@pytest.mark.parametrize("dtype", [np.int64, np.int32, np.float32, np.float64, ">i4"])
def test_the_type_does_not_matter(dtype: Any) -> None:
    """The same grey levels have the same digest in any type, flat or not."""
    expected = row_digests(IMAGES, 1)
    assert expected.shape == (50, 16)
    assert expected.dtype == np.uint8
    assert (row_digests(IMAGES.astype(dtype), 1) == expected).all()
    assert (row_digests(IMAGES.reshape(50, 784), 1.0) == expected).all()
    assert (row_digests(np.asfortranarray(IMAGES), 1.0) == expected).all()


def test_one_grey_level_makes_another_row() -> None:
    """Rows that differ in a single value differ in their digest."""
    changed = IMAGES.copy()
    changed[:, 3, 4] += 1
    assert (row_digests(changed, 1) != row_digests(IMAGES, 1)).any(axis=1).all()
    assert len({row.tobytes() for row in row_digests(IMAGES, 1)}) == 50


def test_centimetres_are_compared_to_the_millimetre() -> None:
    """At scale 10 float32 and float64 flowers are the same, a millimetre is not."""
    flowers = np.array([[5.1, 3.5, 1.4, 0.2], [4.9, 3.0, 1.4, 0.2]])
    expected = row_digests(flowers, 10)
    assert (row_digests(flowers.astype(np.float32), 10) == expected).all()
    assert (row_digests(flowers + 0.1, 10) != expected).any(axis=1).all()


def test_a_row_does_not_depend_on_its_neighbours() -> None:
    """A row's digest is its own, also beside rows that need a wider type."""
    mixed = np.array([[1, 2], [-1, 300], [255, 0], [70_000, 2]], np.int64)
    alone = [row_digests(mixed[i : i + 1], 1)[0] for i in range(4)]
    assert (row_digests(mixed, 1) == np.stack(alone)).all()


@given(st.lists(st.floats(width=32), min_size=1, max_size=4))
def test_any_number_has_a_digest(values: list[float]) -> None:
    """NaN, infinities and huge numbers are digested, and always alike."""
    rows = np.array([values, values], np.float32)
    one, two = row_digests(rows, 1000)
    assert (one == two).all()


def test_wider_rows_are_never_taken_for_narrower_ones() -> None:
    """Bytes that happen to agree do not make rows equal: the type is digested too."""
    wide = np.array([[256]], np.int32)
    narrow = np.array([[0, 1, 0, 0]], np.uint8)
    assert wide.astype("<i4").tobytes() == narrow.tobytes()
    assert (row_digests(wide, 1) != row_digests(narrow, 1)).any()


@pytest.mark.parametrize("shape", [(0, 28, 28), (0,), (3, 0)])
def test_empty_data_has_no_surprises(shape: tuple[int, ...]) -> None:
    """No rows give no digests, rows without values equal ones."""
    found = row_digests(np.zeros(shape), 1)
    assert found.shape == (shape[0], 16)
    assert len({row.tobytes() for row in found}) <= 1


def test_what_cannot_be_compared_is_refused() -> None:
    """A scalar, text, and more rows than the limit are errors."""
    for bad in (np.array(1.0), np.array(["a"]), np.array([object()])):
        with pytest.raises(ValueError, match="no rows"):
            row_digests(bad, 1)
    with pytest.raises(ValueError, match="at most 49"):
        row_digests(IMAGES, 1, 49)
