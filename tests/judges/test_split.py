"""A split is looked up in what was served, row by row."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest

from grader.checks import NotShown, Outcome
from grader.datasets import iris
from grader.datasets.rows import ServedRows
from grader.evidence import Answer
from grader.inside.digests import SIZE, row_digests
from grader.judges import split
from grader.messages import say

FLOWERS = iris.public()
SERVED = ServedRows.of(FLOWERS.x, FLOWERS.y, 10)
ORDER = np.random.default_rng(0).permutation(150)
TRAIN, VALIDATION = ORDER[:120], ORDER[120:]


def answer(train: Any, validation: Any, **changed: Any) -> Answer:
    """What a kernel answers for a split of these rows of Iris."""
    fields: dict[str, Any] = {
        "x_train": row_digests(FLOWERS.x[train], 10),
        "y_train": FLOWERS.y[train],
        "x_val": row_digests(FLOWERS.x[validation], 10),
        "y_val": FLOWERS.y[validation],
        **changed,
    }
    shapes = {"x_val": {"shape": [30, 4], "low": -1.9, "high": 2.5}}
    return Answer("ok", fields, {"fields": shapes})


def judged(one: Answer) -> Outcome:
    return split.judge(one, "iris_split", SERVED, 3, 10, say("centimetres"))


def test_an_honest_split_passes() -> None:
    """Apart, of every class, of the served rows."""
    outcome = judged(answer(TRAIN, VALIDATION))
    assert outcome.fraction == 1
    assert not outcome.notes


@pytest.mark.parametrize(
    ("train", "validation", "words"),
    [
        (TRAIN, TRAIN, "100.0%"),
        (ORDER, VALIDATION, "100.0%"),
        (TRAIN, np.concatenate([VALIDATION, TRAIN[:10]]), "25.0%"),
        (np.arange(120), np.arange(120, 150), "all 3 classes"),
        (ORDER[:145], ORDER[145:], "at least 10 rows"),
    ],
    ids=["the same", "all of it", "a quarter", "unshuffled", "too few"],
)
def test_a_bad_split_says_why(train: Any, validation: Any, words: str) -> None:
    """Leakage, missing classes and tiny sets are told apart."""
    outcome = judged(answer(train, validation))
    assert outcome.fraction == 0
    assert words in str(outcome.message)
    assert outcome.hints


def test_a_few_shared_rows_are_a_note() -> None:
    """Up to a fifth is no accident of honest people's, but no failure either."""
    outcome = judged(answer(TRAIN, np.concatenate([VALIDATION, TRAIN[:3]])))
    assert outcome.fraction == 1
    assert "9.1%" in str(outcome.notes[0])


@pytest.mark.parametrize(
    "changed",
    [
        {"y_val": (FLOWERS.y[VALIDATION] + 1) % 3},
        {"y_val": np.eye(3)[FLOWERS.y[VALIDATION]]},
        {"y_val": FLOWERS.y[VALIDATION][:-1]},
    ],
    ids=["shifted", "one-hot", "short"],
)
def test_labels_have_to_be_the_rows_own(changed: dict[str, Any]) -> None:
    """A split with other labels would make any claim true."""
    outcome = judged(answer(TRAIN, VALIDATION, **changed))
    assert outcome.fraction == 0
    assert "y_val" in str(outcome.message)


def test_normalised_rows_are_not_what_was_loaded() -> None:
    """The range that was found says what happened to them."""
    scaled = row_digests((FLOWERS.x[VALIDATION] - 3) / 2, 10)
    outcome = judged(answer(TRAIN, VALIDATION, x_val=scaled))
    assert outcome.fraction == 0
    assert "-1.9 to 2.5" in str(outcome.message)


@pytest.mark.parametrize(
    "digests",
    [np.zeros((30, 16)), np.zeros((30, 8), np.uint8), np.zeros(0, np.uint8)],
    ids=["floats", "narrow", "empty"],
)
def test_what_is_no_digest_is_no_row(digests: Any) -> None:
    """A kernel may answer anything: it then has shown nothing."""
    assert judged(answer(TRAIN, VALIDATION, x_val=digests)).fraction == 0


def test_more_rows_than_are_compared_are_refused() -> None:
    """A forger may send millions; found one by one, they would take 400 MB."""
    first = row_digests(FLOWERS.x[:1], 10)
    many = np.ascontiguousarray(np.broadcast_to(first, (1 << 22, SIZE)))
    tracemalloc.start()
    try:
        outcome = judged(answer(TRAIN, VALIDATION, x_val=many))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert outcome.fraction == 0
    assert "x_val of iris_split holds 4194304 rows" in str(outcome.message)
    assert not len(split.rows(answer(TRAIN, TRAIN, x_val=many), "x_val", SERVED))
    assert most < 1 << 20


def test_a_missing_split_is_not_shown() -> None:
    """A split that is not defined is said to be missing."""
    with pytest.raises(NotShown):
        judged(Answer("missing"))
