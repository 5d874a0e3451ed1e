"""A check for each topic of the quiz; every wrong answer is explained."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np

from grader.answers import require
from grader.checks import Outcome, check
from grader.evidence import Answer, Evidence
from grader.measures.gradients import relative_error
from grader.messages import Message, say
from grader.text import one_line

from .exam import Truth
from .questions import NUMERIC_TOLERANCE, TOPICS, Choice, Number

SHOWN = 40


@check("What a framework is for", points=1)
def frameworks(evidence: Evidence, truth: Truth) -> Outcome:
    return _judge("frameworks", evidence, truth)


@check("Computational graphs and their gradients", points=1)
def graphs(evidence: Evidence, truth: Truth) -> Outcome:
    return _judge("graphs", evidence, truth)


@check("Low and high level, TensorFlow and PyTorch", points=1)
def levels(evidence: Evidence, truth: Truth) -> Outcome:
    return _judge("levels", evidence, truth)


@check("Overfitting and underfitting", points=1)
def overfitting(evidence: Evidence, truth: Truth) -> Outcome:
    return _judge("overfitting", evidence, truth)


@check("Remedies, bias and variance", points=1)
def trade_off(evidence: Evidence, truth: Truth) -> Outcome:
    return _judge("trade_off", evidence, truth)


def _judge(topic: str, evidence: Evidence, truth: Truth) -> Outcome:
    """Half of the point for each question; what is wrong is told in a drawn order."""
    answers = require(evidence["quiz"], "quiz")
    questions = [TOPICS[topic][i] for i in truth.order[topic]]
    wrong = [
        message
        for question in questions
        for message in (_wrong(question, answers),)
        if message is not None
    ]
    right = len(questions) - len(wrong)
    measured, needed = {"right": float(right)}, {"right": float(len(questions))}
    if not wrong:
        message = say("Both answers are right.")
        return Outcome(1.0, message, measured=measured, needed=needed)
    message = reduce(_both, wrong)
    share = right / len(questions)
    return Outcome(share, message, measured=measured, needed=needed)


def _both(one: Message, other: Message) -> Message:
    return say("{one} Also: {other}", one=one, other=other)


def _wrong(question: Choice | Number, answers: Answer) -> Message | None:
    if isinstance(question, Number):
        return _wrong_number(question, answers)
    return _wrong_choice(question, set(_text(question, answers).split()))


def _text(question: Choice | Number, answers: Answer) -> str:
    words = answers.facts.get("words")
    return str(words.get(question.id, "")) if isinstance(words, dict) else ""


def _wrong_number(question: Number, answers: Answer) -> Message | None:
    if text := _text(question, answers):
        # In Python 0,5 without quotes is a tuple; it comes as "0 5".
        return say(
            "{id}: “{found}” is no number. Write it as 12 or 0.5, without quotes and "
            "with a decimal point.",
            id=question.id,
            found=one_line(text, SHOWN),
        )
    found = answers.arrays.get(question.id)
    if found is None or found.size != 1 or found.dtype.kind not in "iuf":
        return say("{id}: a number was expected, as 12 or 0.5.", id=question.id)
    number = found.reshape(())
    if _same(number, question.right):
        return None
    slips = (why for slip, why in question.slips.items() if _same(number, slip))
    return _told(question.id, f"{float(number):g}", next(slips, question.hint))


def _same(found: Any, expected: float) -> bool:
    return relative_error(found, np.array(expected)) <= NUMERIC_TOLERANCE


def _wrong_choice(question: Choice, chosen: set[str]) -> Message | None:
    if chosen == question.right:
        return None
    if not chosen:
        return say("{id}: no answer yet. {hint}", id=question.id, hint=question.missing)
    if unknown := sorted(chosen - question.options):
        return say(
            "{id}: “{found}” is none of the options; they are {options}.",
            id=question.id,
            found=unknown[0],
            options=", ".join(sorted(question.options)),
        )
    if not question.several and len(chosen) > 1:
        return say("{id}: one answer was expected, not several.", id=question.id)
    taken = sorted(chosen & question.wrong.keys())
    why = question.wrong[taken[0]] if taken else question.missing
    return _told(question.id, ", ".join(taken or sorted(chosen)), why)


def _told(question: str, found: str, why: Message) -> Message:
    return say("{id}, “{found}”: {why}", id=question, found=found, why=why)
