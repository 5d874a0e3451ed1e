"""Rows that training and validation share."""

from __future__ import annotations

import math

import numpy as np
import pytest

from grader.measures.leakage import Digests, shared_rows


def digests(*names: int) -> Digests:
    """Digests that stand for rows called ``names``; 1 and 256 differ by a byte."""
    data = b"".join(name.to_bytes(16, "big") for name in names)
    return np.frombuffer(data, np.uint8).reshape(-1, 16)


NONE = digests()


def test_apart_and_the_same() -> None:
    """Nothing in common is 0, validating on the training data is 1."""
    assert shared_rows(digests(1, 2, 3), digests(4, 5), NONE) == 0.0
    assert shared_rows(digests(1, 2, 256), digests(256, 1, 2), NONE) == 1.0


def test_a_share_counts_validation_rows() -> None:
    """One of four validation rows was trained on, however often it was."""
    assert shared_rows(digests(1, 1, 2), digests(1, 7, 8, 9), NONE) == 0.25


def test_rows_served_twice_are_left_out() -> None:
    """An ignored row is neither shared nor counted."""
    assert shared_rows(digests(1, 2), digests(1, 2, 3), digests(1)) == 0.5


def test_nothing_to_judge_is_not_a_number() -> None:
    """Without validation rows there is no share, and no check passes on NaN."""
    assert math.isnan(shared_rows(digests(1), NONE, NONE))
    assert math.isnan(shared_rows(digests(1), digests(2), digests(2)))


def test_what_is_no_digest_is_refused() -> None:
    """Another width or type is an error: it must not look like nothing shared."""
    with pytest.raises(ValueError, match="no digests"):
        shared_rows(np.zeros((2, 8), np.uint8), NONE, NONE)
