"""The checks of the quiz, on answers made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from grader.assignment import find_assignment
from grader.checks import judge_all
from grader.datasets import material
from grader.evidence import Answer, Evidence
from grader.execution import Execution
from grader.streams import Seed


def told_of(answer: Answer) -> str:
    """All that is said of an answer to one question, the others being left out."""
    quiz, seed = find_assignment("quiz"), Seed("answers made by hand")
    truth = quiz.exam().draw(seed, material(seed, (), strict=False), quiz.settings)
    evidence = Evidence(Execution((), "completed", alive=True), {"quiz": answer})
    outcomes = [one.outcome for one in judge_all(quiz.checks(), evidence, truth)]
    return "\n".join(
        str(message) for one in outcomes for message in (one.message, *one.hints)
    )


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer("ok", {"chain": np.array(11.0)}), "chain, “11”"),
        (Answer("ok", facts={"words": {"chain": "12,5"}}), "chain: “12,5” is no numb"),
        (Answer("ok", facts={"words": {"chain": "0 5"}}), "chain: “0 5” is no number"),
        (Answer("ok"), "chain: a number was expected"),
    ],
)
def test_a_number_that_is_none_is_shown(answer: Answer, said: str) -> None:
    """Whoever wrote a comma, or quotes, sees what arrived."""
    assert said in told_of(answer)
