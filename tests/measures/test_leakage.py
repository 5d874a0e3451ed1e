"""Rows that training and validation share."""

from __future__ import annotations

import math

import numpy as np

from grader.measures.leakage import Places, shared_rows


def places(*numbers: int) -> Places:
    return np.array(numbers, np.int64)


NONE = places()


def test_apart_and_the_same() -> None:
    """Nothing in common is 0, validating on the training data is 1."""
    assert shared_rows(places(1, 2, 3), places(4, 5), NONE) == 0.0
    assert shared_rows(places(1, 2, 256), places(256, 1, 2), NONE) == 1.0


def test_a_share_counts_validation_rows() -> None:
    """One of four validation rows was trained on, however often it was."""
    assert shared_rows(places(1, 1, 2), places(1, 7, 8, 9), NONE) == 0.25


def test_rows_served_twice_are_left_out() -> None:
    """An ignored row is neither shared nor counted."""
    assert shared_rows(places(1, 2), places(1, 2, 3), places(1)) == 0.5


def test_nothing_to_judge_is_not_a_number() -> None:
    """Without validation rows there is no share, and no check passes on NaN."""
    assert math.isnan(shared_rows(places(1), NONE, NONE))
    assert math.isnan(shared_rows(places(1), places(2), places(2)))
