"""Where evidence is missing or of the wrong kind, a student is told what to do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader.answers import class_batches, history_of, parts, require
from grader.checks import NotShown
from grader.evidence import Answer, Status

KEYS = ("loss", "accuracy")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("missing", "iris_predict"),
        ("raised", "ValueError: nope"),
        ("interrupted", "30 s"),
        ("unusable", "str"),
        ("absent", "iris_predict"),
    ],
)
def test_every_absence_has_words_and_advice(status: Status, words: str) -> None:
    """What is not there is named, with one thing to do about it."""
    error = {"raised": "ValueError: nope", "unusable": "str of <U3"}.get(status, "")
    answer = Answer(status, facts={"seconds": 30.0}, error=error)
    with pytest.raises(NotShown) as refusal:
        require(answer, "iris_predict")
    assert words in str(refusal.value.outcome.message)
    assert refusal.value.outcome.hints


def test_a_number_where_parts_are_asked_for_is_told() -> None:
    """One number, of no length: what a beginner returns who forgets the gradient."""
    with pytest.raises(NotShown) as refusal:
        parts(outputs(1.0), "f", [(), (3,)])
    assert "(), (3,)" in str(refusal.value.outcome.message)


def test_a_bias_may_be_of_one() -> None:
    """As ``nn.Linear`` has it: (1,), and (k, 1) for one of each step."""
    answer = outputs([[1.0], [2.0]], [3.0])
    steps, number = parts(answer, "f", [(2,), ()])
    assert (steps.tolist(), float(number)) == ([1.0, 2.0], 3.0)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("unusable", "None"),
        ("raised", "TypeError: 'NoneType' object is not callable"),
        ("raised", "TypeError: cannot unpack non-iterable NoneType object"),
        ("raised", "TypeError: a tensor is needed, but received None."),
    ],
)
def test_none_is_what_a_forgotten_return_gives(status: Status, error: str) -> None:
    """The first thing that a beginner meets has words of its own."""
    with pytest.raises(NotShown) as refusal:
        require(Answer(status, error=error), "fit")
    hints = [str(hint) for hint in refusal.value.outcome.hints]
    assert "without return" in hints[0]
    assert not any("numpy arrays" in hint for hint in hints)


def outputs(*arrays: Any) -> Answer:
    return Answer("ok", {str(i): np.asarray(a) for i, a in enumerate(arrays)})


def test_scores_and_classes_mean_the_same() -> None:
    """Scores (n, C), classes (n,) and floats that are whole are all classes."""
    scores = [[0.1, 0.9, 0], [2, 1, 0]]
    answer = outputs(scores, [1, 0], [[1.0], [0.0]])
    for batch in class_batches(answer, "f", [2, 2, 2], 3):
        assert batch.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (np.zeros((5, 2)), ["(4, 3)", "(4,)", "(5, 2)"]),
        (np.full((4, 3), np.nan), ["NaN"]),
        (np.array([0, 1, 2, 3]), ["0 to 2"]),
        (np.zeros((3, 4)), ["(4, 3)", "(3, 4)"]),
    ],
    ids=["shape", "nan", "no class", "transposed"],
)
def test_a_wrong_answer_says_what_was_expected_and_found(
    output: Any, words: list[str]
) -> None:
    """Expected shape, got shape."""
    with pytest.raises(NotShown) as refusal:
        class_batches(outputs(output), "iris_predict", [4], 3)
    message = str(refusal.value.outcome.message)
    assert all(word in message for word in words), message


def history(**series: Any) -> Answer:
    return Answer("ok", {key: np.asarray(value) for key, value in series.items()})


def test_a_history_is_equally_long_series() -> None:
    """Whatever their types, the series come back as float64."""
    found = history_of(history(loss=[2, 1], accuracy=[0.5, 1.0]), "h", KEYS)
    assert found["loss"].dtype == np.float64


@pytest.mark.parametrize(
    ("series", "words"),
    [
        ({"loss": [1.0, 2.0]}, "accuracy"),
        ({"loss": [1.0, 2.0], "accuracy": [1.0]}, "(1,)"),
        ({"loss": [1.0], "accuracy": [1.0]}, "(1,)"),
        ({"loss": 1.0, "accuracy": 1.0}, "()"),
        ({}, "loss"),
    ],
    ids=["a key", "lengths", "one epoch", "numbers", "nothing"],
)
def test_a_broken_history_says_how(series: dict[str, Any], words: str) -> None:
    """A missing key or an odd length is named."""
    with pytest.raises(NotShown) as refusal:
        history_of(history(**series), "iris_history", KEYS)
    message = str(refusal.value.outcome.message)
    assert words in message
    assert "iris_history" in message


def test_parts_come_in_their_shapes() -> None:
    """Stacked where they are alike; a number may be an array of one."""
    for answer in (outputs([1, 2], [3, 4]), outputs([[1, 2], [3, 4]])):
        found = parts(answer, "f", [(2,), (2,)])
        assert [part.tolist() for part in found] == [[1, 2], [3, 4]]
    [number] = parts(outputs([1.5]), "f", [()])
    assert number.shape == ()


@pytest.mark.parametrize(
    "answer",
    [
        outputs(),
        outputs([1, 2]),
        outputs([1, 2], [3, 4, 5]),
        outputs([1, 2], [3, 4], [5, 6]),
        Answer("ok", {"0": np.zeros(2)}, {"words": {"1": "nothing"}}),
    ],
    ids=["none", "one", "a shape", "too many", "a word"],
)
def test_parts_of_other_shapes_say_which(answer: Answer) -> None:
    """Expected shapes, found shapes."""
    with pytest.raises(NotShown) as refusal:
        parts(answer, "grad", [(2,), (2,)])
    message = str(refusal.value.outcome.message)
    assert "grad should return (2,), (2,)" in message
    assert ("nothing" in message) == bool(answer.facts)
