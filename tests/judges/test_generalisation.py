"""Accuracy on unseen examples, and whether answers depend on their batch."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from grader.assignment import Threshold
from grader.checks import NotShown, Outcome
from grader.evidence import Answer, Evidence
from grader.execution import Execution
from grader.judges import generalisation
from grader.judges.generalisation import Exam

THRESHOLD = Threshold(0.70, 0.94)
Predict = Callable[[NDArray[np.int64]], NDArray[np.int64]]


def exam(n: int = 6_000) -> Exam:
    """Examples that are their own number; the class is the number modulo 3."""
    x = np.arange(n)
    return Exam.of("predict", x, x % 3, 3, np.random.default_rng(0))


def answered(one: Exam, predict: Predict) -> Evidence:
    """The evidence of asking ``predict`` whole, one by one and a class at a time."""

    def answer(*batches: NDArray[np.int64]) -> Answer:
        return Answer("ok", {str(i): predict(b) for i, b in enumerate(batches)})

    answers = {
        "exam.whole": answer(one.x),
        "exam.singles": answer(*(one.x[i : i + 1] for i in one.singles)),
        "exam.groups": answer(*(one.x[rows] for rows in one.groups())),
    }
    return Evidence(Execution((), "completed", True), answers)


def judged(predict: Predict, n: int = 6_000) -> Outcome:
    one = exam(n)
    return generalisation.judge(answered(one, predict), "exam", one, THRESHOLD)


def wrong_from(share: float, n: int = 6_000) -> Predict:
    """Right up to a share of the numbers, wrong from there."""
    return lambda x: np.where(x < share * n, x % 3, (x + 1) % 3)


@pytest.mark.parametrize(
    ("share", "fraction"),
    [(1.0, 1.0), (0.95, 1.0), (0.936, 1.0), (0.82, 0.53), (0.69, 0.0), (0.0, 0.0)],
)
def test_credit_grows_from_baseline_to_target(share: float, fraction: float) -> None:
    """By the upper end of the interval: 93.6 % of 6,000 may well be 94 %."""
    outcome = judged(wrong_from(share))
    assert outcome.fraction == pytest.approx(fraction, abs=0.01)
    assert outcome.measured["accuracy"] == pytest.approx(share, abs=1e-3)


def test_a_constant_earns_nothing() -> None:
    """A third of three classes is below any baseline."""
    assert judged(lambda x: np.zeros(len(x), np.int64)).fraction == 0


def by_its_batch(x: NDArray[np.int64]) -> NDArray[np.int64]:
    """Right where the batch is mixed; else thrown off by what the batch shares."""
    mixed = len(x) > 1 and len(set((x % 3).tolist())) > 1
    return x % 3 if mixed else (x + 1) % 3


def test_an_answer_that_depends_on_its_batch_earns_half() -> None:
    """Normalising by the batch at hand is found one by one and a class at a time."""
    outcome = judged(by_its_batch)
    assert outcome.fraction == 0.5
    assert "any batch" in str(outcome.message)


def test_a_function_that_cannot_take_parts_earns_half() -> None:
    """A single row that comes back squeezed is said to be so."""
    one = exam()
    evidence = answered(one, lambda x: x % 3)
    broken = {**evidence.answers, "exam.singles": Answer("raised", error="IndexError")}
    outcome = generalisation.judge(
        Evidence(evidence.execution, broken), "exam", one, THRESHOLD
    )
    assert outcome.fraction == 0.5
    assert "IndexError" in str(outcome.message)


def test_no_answer_is_not_shown() -> None:
    """Without evidence there is nothing to judge."""
    nothing = Evidence(Execution((), "completed", True), {})
    with pytest.raises(NotShown):
        generalisation.judge(nothing, "exam", exam(), THRESHOLD)
