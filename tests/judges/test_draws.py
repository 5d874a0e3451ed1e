"""Credit for each draw that is right; the first that is wrong is told."""

from __future__ import annotations

import pytest

from grader.checks import NotShown
from grader.judges import draws
from grader.messages import Message, say

HINT = say("look again")


@pytest.mark.parametrize("wrong", [set(), {1}, {0, 2}, {0, 1, 2, 3}])
def test_credit_is_the_share_that_is_right(wrong: set[int]) -> None:
    """Of four draws; the message of the first wrong one is in the outcome's."""

    def wrong_in(i: int) -> Message | None:
        return say("draw {i}", i=i) if i in wrong else None

    outcome = draws.judge(wrong_in, 4, HINT)
    assert outcome.fraction == 1 - len(wrong) / 4
    assert outcome.measured == {"right": 4 - len(wrong)}
    assert outcome.hints == ((HINT,) if wrong else ())
    if wrong:
        assert f"draw {min(wrong)}" in str(outcome.message)


def test_an_answer_that_is_missing_once_is_wrong_once() -> None:
    """A function may raise for one draw and be right for the others."""

    def wrong_in(i: int) -> Message | None:
        if i == 0:
            raise NotShown(say("it raised"))
        return None

    outcome = draws.judge(wrong_in, 2)
    assert outcome.fraction == 0.5
    assert "it raised" in str(outcome.message)


def test_an_answer_that_is_always_missing_is_told_as_such() -> None:
    """With the hints that belong to that."""

    def wrong_in(i: int) -> Message | None:
        raise NotShown(say("not defined"), say("define it"))

    with pytest.raises(NotShown) as refusal:
        draws.judge(wrong_in, 3, HINT)
    assert [str(hint) for hint in refusal.value.outcome.hints] == ["define it"]
