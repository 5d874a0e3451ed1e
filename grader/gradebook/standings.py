"""A student's grade in an assignment: the attempt that counts, penalties, overrides.

Nothing is rounded here, and nothing is stored: a course that changes its mind changes
all grades the next time that they are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from grader.course import Course, due, late_note, penalty_percent
from grader.gradebook.entries import Attempt, Entry, Override
from grader.messages import Message

StandingStatus = Literal["graded", "ungraded", "rejected", "missing", "new"]

PREFERENCE = ("graded", "ungraded", "new", "rejected")
"""Where the best counts and none has a grade: one that still may get one goes first."""


@dataclass(frozen=True)
class Standing:
    """What a student has in an assignment.

    ``score`` is what counts: after the penalty, or what was given by hand, which no
    penalty touches; None where there is no grade, which is not the same as 0.
    ``raw_score`` is what the attempt earned. ``penalty`` is in percent of it.
    ``max_score`` is 0 where no run tells. ``reason`` says why there is no grade, and
    ``note`` what somebody should look at.
    """

    assignment: str
    student: str
    status: StandingStatus
    raw_score: float | None = None
    penalty: float = 0.0
    score: float | None = None
    max_score: float = 0.0
    attempt: Attempt | None = None
    override: Override | None = None
    due: datetime | None = None
    reason: str = ""
    note: Message | None = None


def standing(entry: Entry, course: Course) -> Standing:
    """What an entry of the gradebook is worth by the rules of the course."""
    measured = _measured(entry, course)
    given = override_of(entry)
    if given is None:
        return measured
    return replace(measured, status="graded", score=given.score, override=given)


def _measured(entry: Entry, course: Course) -> Standing:
    """The standing by the attempt that counts, before anybody overrides it."""
    who = (entry.assignment, entry.student)
    deadline = due(course, *who)
    attempt = counting(entry, course)
    if attempt is None:
        return Standing(*who, status="missing", due=deadline)
    graded = attempt.status == "graded"
    penalty = _penalty(entry, course, attempt) if graded else 0.0
    return Standing(
        *who,
        status=attempt.status,
        raw_score=attempt.score if graded else None,
        penalty=penalty,
        score=after_penalty(attempt.score, penalty) if graded else None,
        max_score=attempt.max_score,
        attempt=attempt,
        due=deadline,
        reason="" if graded else attempt.reason,
        note=late_note(course, *who, attempt.handed_in, attempt.late),
    )


def missing(assignment: str, student: str, course: Course) -> Standing:
    """The standing of somebody of whom the gradebook has nothing: empty, not 0."""
    return standing(Entry(assignment, student, ()), course)


def override_of(entry: Entry) -> Override | None:
    """The override that holds: the last one, unless it takes the grade back."""
    last = entry.overrides[-1] if entry.overrides else None
    return None if last is None or last.score is None else last


def counting(entry: Entry, course: Course) -> Attempt | None:
    """The attempt that counts; None where nothing was handed in.

    ``last``: the one that was handed in last, whether it has a grade or not. ``best``:
    the one that is worth most after its penalty, of equals the earliest; where none has
    a grade, the last of those that are nearest to one.
    """
    if not entry.attempts:
        return None
    in_time = in_order(entry.attempts)
    if course.attempts == "last":
        return in_time[-1]
    graded = [attempt for attempt in in_time if attempt.status == "graded"]
    if graded:
        return max(
            graded,
            key=lambda one: after_penalty(one.score, _penalty(entry, course, one)),
        )
    nearest = min(map(_preference, in_time))
    return [one for one in in_time if _preference(one) == nearest][-1]


def after_penalty(score: float, percent: float) -> float:
    """What remains of a score; exactly that score where nothing is taken off."""
    return score * (100 - percent) / 100 if percent else score


def _penalty(entry: Entry, course: Course, attempt: Attempt) -> float:
    return penalty_percent(
        course, entry.assignment, entry.student, attempt.handed_in, attempt.late
    )


def _preference(attempt: Attempt) -> int:
    return PREFERENCE.index(attempt.status)


def in_order(attempts: Sequence[Attempt]) -> list[Attempt]:
    """By time, then by recording; by recording alone where a time is not known.

    A mixture has no order in time: who handed in again without a stamp would stay
    behind their own first attempt, or overtake a later one.
    """
    timed = [
        (one.handed_in, place) for place, one in enumerate(attempts) if one.handed_in
    ]
    if len(timed) < len(attempts):
        return [*attempts]
    return [attempts[place] for _, place in sorted(timed)]
