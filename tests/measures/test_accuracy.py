"""Classes out of what a classifier answers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from grader.measures.accuracy import (
    BadAnswer,
    NotClasses,
    NotFinite,
    WrongShape,
    accuracy,
    agreement,
    classes,
)

SCORES = np.array([[0.1, 0.7, 0.2], [0.9, 0.0, 0.1]])


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.float16])
def test_scores_name_the_greatest(dtype: Any) -> None:
    """The class of a row of scores is the place of its greatest value."""
    assert classes(SCORES.astype(dtype), 2, 3).tolist() == [1, 0]


def test_one_hot_rows_are_scores() -> None:
    """One-hot rows, even boolean ones, are scores like any other."""
    assert classes(np.eye(3, dtype=bool), 3, 3).tolist() == [0, 1, 2]


@pytest.mark.parametrize("dtype", [np.int64, np.uint8, np.int32, np.float32])
def test_classes_may_be_of_any_numeric_type(dtype: Any) -> None:
    """Whole numbers are classes, flat or as a column, kept as floats or not."""
    answer = np.array([2, 0], dtype)
    for shape in ((2,), (2, 1)):
        found = classes(answer.reshape(shape), 2, 3)
        assert found.tolist() == [2, 0]
        assert found.dtype == np.int64


@pytest.mark.parametrize("shape", [(2, 4), (3, 2), (3,), (), (2, 3, 1), (1, 2)])
def test_another_shape_is_named(shape: tuple[int, ...]) -> None:
    """A wrong shape is an error that knows the shapes expected and the one found."""
    with pytest.raises(WrongShape) as caught:
        classes(np.zeros(shape), 2, 3)
    assert caught.value.expected == ((2, 3), (2,))
    assert caught.value.found == shape


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_not_finite_is_counted(bad: float) -> None:
    """NaN and infinity are no scores and no classes; the error says how many."""
    scores = SCORES.copy()
    scores[1, :2] = bad
    for answer in (scores, np.array([1.0, bad])):
        with pytest.raises(NotFinite) as caught:
            classes(answer, 2, 3)
        assert caught.value.count == (2 if answer.ndim == 2 else 1)


def test_the_logarithm_of_zero_is_a_score() -> None:
    """A log-probability may be minus infinity, but not a whole row of them."""
    scores = np.array([[-np.inf, 0.0, -np.inf]])
    assert classes(scores, 1, 3).tolist() == [1]
    with pytest.raises(NotFinite):
        classes(np.full((1, 3), -np.inf), 1, 3)


@pytest.mark.parametrize("bad", [0.5, 3.0, -1.0])
def test_numbers_that_are_no_class_are_named(bad: float) -> None:
    """A fraction, a negative number or one past the last class is no class."""
    with pytest.raises(NotClasses) as caught:
        classes(np.array([1.0, bad]), 2, 3)
    assert caught.value.count == 1
    assert caught.value.example == f"{bad:g}"


@pytest.mark.parametrize("dtype", [complex, "U8", "datetime64[s]"])
def test_what_is_no_number_is_no_class(dtype: Any) -> None:
    """Names, dates and complex numbers are refused, and never compared."""
    with pytest.raises(BadAnswer):
        classes(np.zeros(2, dtype), 2, 3)


def test_accuracy_is_a_share() -> None:
    """Three of four right is 0.75; nothing asked is NaN, which passes no check."""
    true = np.array([0, 1, 2, 1])
    assert accuracy(np.array([0, 1, 2, 2]), true) == 0.75
    assert math.isnan(accuracy(true[:0], true[:0]))


def test_agreement_needs_answers_to_the_same_questions() -> None:
    """Two answers of different lengths are never broadcast against each other."""
    a = np.array([0, 1, 2])
    assert agreement(a, a) == 1.0
    with pytest.raises(WrongShape):
        agreement(a, a[:1])
