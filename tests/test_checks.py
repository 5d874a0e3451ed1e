"""Checks form a graph; points follow from fractions, and faults are ours."""

from __future__ import annotations

from typing import Any

import pytest

from grader.checks import (
    Check,
    Judge,
    Judgement,
    NotShown,
    Outcome,
    check,
    failed,
    judge_all,
)
from grader.evidence import Evidence
from grader.execution import Execution
from grader.messages import say

NOTHING = Evidence(Execution((), "completed", True), {})


def made(name: str, judge: Judge, points: float = 2, *needs: Check) -> Check:
    def named(evidence: Evidence, truth: Any) -> Outcome:
        return judge(evidence, truth)

    named.__name__ = name
    return check(name, points=points, needs=needs)(named)


def giving(fraction: float) -> Judge:
    return lambda evidence, truth: Outcome(fraction, say("so"))


def judged(*checks: Check) -> dict[str, Judgement]:
    return {one.check.id: one for one in judge_all(checks, NOTHING, None)}


@pytest.mark.parametrize(
    ("fraction", "status", "score"),
    [
        (1.0, "passed", 2),
        (1.5, "passed", 2),
        (0.999, "partial", 1.5),
        (0.5, "partial", 1),
        (0.1, "failed", 0),
        (0.0, "failed", 0),
        (-1.0, "failed", 0),
        (float("nan"), "failed", 0),
    ],
)
def test_points_follow_from_the_fraction(
    fraction: float, status: str, score: float
) -> None:
    """Half points; full ones only for a whole fraction; NaN earns nothing."""
    found = judged(made("one", giving(fraction)))["one"]
    assert (found.status, found.score) == (status, score)


def test_a_check_is_skipped_where_its_need_failed_or_was_skipped() -> None:
    """Nothing is judged on top of what does not hold; a partial need holds."""
    broken = made("broken", giving(0))
    above = made("above", giving(1), 2, broken)
    higher = made("higher", giving(1), 2, above)
    half = made("half", giving(0.5))
    beside = made("beside", giving(1), 2, half)
    found = judged(broken, above, higher, half, beside)
    assert [one.status for one in found.values()] == [
        *("failed", "skipped", "skipped", "partial", "passed")
    ]
    assert "broken" in str(found["above"].outcome.message)


def test_missing_evidence_fails_the_check_with_its_words() -> None:
    """NotShown is a student's failure, not a fault of ours."""

    def judge(evidence: Evidence, truth: Any) -> Outcome:
        raise NotShown(say("not there"), say("put it there"))

    found = judged(made("one", judge))["one"]
    assert (found.status, found.score) == ("failed", 0)
    assert [str(hint) for hint in found.outcome.hints] == ["put it there"]


def test_what_a_check_raises_is_ours() -> None:
    """A check that breaks gives no grade, rather than a wrong one."""

    def judge(evidence: Evidence, truth: Any) -> Outcome:
        raise ZeroDivisionError("{braces}")

    found = judged(made("one", judge))["one"]
    assert (found.status, found.score) == ("error", 0)
    assert "ZeroDivisionError" in str(found.outcome.message)


def test_failed_keeps_what_was_measured() -> None:
    """A failure still says what was found."""
    assert failed(say("no"), accuracy=0.3).measured == {"accuracy": 0.3}
