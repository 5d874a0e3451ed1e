"""What a course file says: deadlines, extensions, penalties, and the rules of a batch.

    name = "Deep learning"
    timezone = "Europe/Madrid"    # of times that are written without an offset
    language = "es"
    attempts = "best"             # or "last": which attempt of a student counts
    isolation = "walled"          # or "warm", "bwrap", "none"
    grace_minutes = 15

    [penalty]                     # of every assignment that has none of its own
    percent = 10
    every = "day"                 # or "hour"; one that has begun counts whole
    at_most = 50
    closes_after = 7              # days, after which nothing counts

    [assignments.lab-frameworks]
    due = 2026-11-20T23:59:00
    seed = "exam-2026"
    extensions = { "ana@example.org" = 2026-11-27T23:59:00 }

All of it is applied when grades are read, so that a course may change its mind.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from grader.messages import Message, say

Percent = Annotated[float, Meta(ge=0, le=100)]
Isolation = Literal["walled", "warm", "bwrap", "none"]
Attempts = Literal["best", "last"]

ACCEPTED: Final[Mapping[Isolation, frozenset[str]]] = {
    "walled": frozenset({"warm", "bwrap"}),
    "warm": frozenset({"warm", "bwrap"}),
    "bwrap": frozenset({"bwrap"}),
    "none": frozenset({"warm", "bwrap", "none"}),
}
"""The sandboxes that are at or above a level."""


class Penalty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``percent`` of the score for every day or hour that has begun, up to ``at_most``.

    Later than ``closes_after`` days after the deadline nothing counts.
    """

    percent: Percent = 0.0
    every: Literal["day", "hour"] = "day"
    at_most: Percent = 100.0
    closes_after: Annotated[float, Meta(ge=0, le=36_500)] | None = None

    @property
    def costs_nothing(self) -> bool:
        return not self.percent and self.closes_after is None


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the course says of one assignment; all times have a time zone."""

    due: datetime | None = None
    seed: str | None = None
    penalty: Penalty | None = None
    extensions: dict[str, datetime] = {}


class Course(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole course file. One that says nothing: no deadlines, walls, the best counts.

    ``language`` None: each user's own.
    """

    name: str = ""
    language: Literal["en", "es"] | None = None
    timezone: str | None = None
    attempts: Attempts = "best"
    isolation: Isolation = "walled"
    grace_minutes: Annotated[float, Meta(ge=0, le=527_040)] = 0.0
    penalty: Penalty = Penalty()
    assignments: dict[str, Rules] = {}

    def rules(self, assignment: str) -> Rules:
        return self.assignments.get(assignment, Rules())

    def penalty_of(self, assignment: str) -> Penalty:
        """The assignment's own penalty, else the course's."""
        own = self.rules(assignment).penalty
        return self.penalty if own is None else own

    def accepts(self, sandbox: str) -> bool:
        """Whether a sandbox of this name is at or above the level that is demanded."""
        return sandbox in ACCEPTED[self.isolation]


def due(course: Course, assignment: str, student: str) -> datetime | None:
    """Until when a student hands in; None where there is no deadline.

    An extension never shortens the time, whatever it says.
    """
    rules = course.rules(assignment)
    if rules.due is None:
        return None
    wanted = folded(student)
    own = [when for name, when in rules.extensions.items() if folded(name) == wanted]
    return max([rules.due, *own])


def penalty_percent(
    course: Course,
    assignment: str,
    student: str,
    handed_in: datetime | None,
    late_flag: bool = False,
) -> float:
    """Which part of the score lateness costs, 0 to 100; 0 where nothing tells the time.

    The grace period moves the deadline: within it nothing is lost, and days are counted
    from its end. ``late_flag`` alone costs nothing, since it does not say how late:
    ``late_note`` tells of it.
    """
    deadline = due(course, assignment, student)
    if deadline is None or handed_in is None:
        return 0.0
    # In UTC: between two times of one zone Python counts the hours of the clock, and
    # two nights a year have one more or one less.
    late = handed_in.astimezone(UTC) - deadline.astimezone(UTC)
    late -= timedelta(minutes=course.grace_minutes)
    if late <= timedelta(0):
        return 0.0
    penalty = course.penalty_of(assignment)
    closes = penalty.closes_after
    if closes is not None and late > timedelta(days=closes):
        return 100.0
    unit = timedelta(days=1) if penalty.every == "day" else timedelta(hours=1)
    begun = -(-late // unit)
    return min(penalty.percent * begun, penalty.at_most)


def unknown_names(
    course: Course, assignments: Collection[str], students: Collection[str]
) -> list[str]:
    """What the course has rules for and nobody knows: most likely a slip of the pen.

    Assignments first, then students with an extension; nothing is said of students
    where there are none yet.
    """
    known = set(map(folded, students))
    extended = [
        name for rules in course.assignments.values() for name in rules.extensions
    ]
    return [
        *(name for name in course.assignments if name not in assignments),
        *(name for name in extended if known and folded(name) not in known),
    ]


def late_note(
    course: Course,
    assignment: str,
    student: str,
    handed_in: datetime | None,
    late_flag: bool = False,
) -> Message | None:
    """What somebody should look at: lateness that could not be counted."""
    deadline = due(course, assignment, student)
    if deadline is None:
        if not late_flag:
            return None
        return say(
            "The name of the file says that it was late, but the course file has no "
            "deadline for it."
        )
    if handed_in is not None or course.penalty_of(assignment).costs_nothing:
        return None
    if late_flag:
        return say(
            "The name of the file says that it was late, but not how late: nothing was "
            "taken off."
        )
    return say("Nothing tells when this was handed in: nothing was taken off.")


def folded(student: str) -> str:
    """A student's key for comparing: an e-mail address has no upper case."""
    return unicodedata.normalize("NFC", student.strip()).casefold()
