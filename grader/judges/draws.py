"""Is an answer right for one draw after the other?

One draw may be right by chance, and a mistake may show in some draws only: each is
judged apart, and credit is the share of those that are right.
"""

from __future__ import annotations

from collections.abc import Callable

from grader.checks import NotShown, Outcome
from grader.messages import Message, say, say_n


def judge(
    wrong_in: Callable[[int], Message | None], count: int, *hints: Message
) -> Outcome:
    """A share of the points for each of ``count`` draws; the first wrong one is told.

    ``wrong_in(i)`` says what is wrong in draw i, None where nothing is; it may raise
    ``NotShown``, which is passed on where it does so for every draw.
    """
    wrong: list[Message] = []
    refusals: list[NotShown] = []
    for i in range(count):
        try:
            message = wrong_in(i)
        except NotShown as refusal:
            refusals.append(refusal)
            message = refusal.outcome.message
        if message is not None:
            wrong.append(message)
    if len(refusals) == count:
        raise refusals[0]
    right = count - len(wrong)
    measured, needed = {"right": float(right)}, {"right": float(count)}
    if not wrong:
        message = say_n("The one draw is right.", "All {n} draws are right.", count)
        return Outcome(1.0, message, measured=measured, needed=needed)
    return Outcome(
        right / count,
        say("{right} of {n} are right. {first}", right=right, n=count, first=wrong[0]),
        hints=hints,
        measured=measured,
        needed=needed,
    )
