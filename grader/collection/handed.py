"""What was handed in, before anybody has opened it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from grader.messages import Message, say
from grader.text import one_line

LONGEST_NAME = 200
LONGEST_ORIGIN = 1_000
LONGEST_NUMBER = 40


@dataclass(frozen=True, eq=False)
class HandedIn:
    """A notebook, and what the place where it lay tells of it.

    ``student`` is a file's stem, a folder, or the name and number that an LMS wrote;
    ``lms_id`` is that number: Canvas' user id, Moodle's participant number. ``name`` is
    the file's own, without what the LMS put before it. ``assignment`` and ``handed_in``
    (with a time zone) are None where the layout does not tell: the time stamp of a file
    or of a member of a zip says when it was copied, not when it was handed in. ``late``
    is Canvas' word. ``read`` brings the bytes, at most ``submission.MAX_BYTES``, or
    raises ``BadInput``.
    """

    student: str
    assignment: str | None
    name: str
    origin: str
    handed_in: datetime | None
    late: bool
    lms_id: str | None
    read: Callable[[], bytes]

    @property
    def called(self) -> str:
        """The student without the number that the LMS put behind the name."""
        behind = f"_{self.lms_id}" if self.lms_id else ""
        return self.student.removesuffix(behind)


@dataclass(frozen=True)
class Skipped:
    """What is not collected; the reason stands beside its origin, and what to do.

    ``handed`` is whose it is, where it came in a notebook's place; it is never read.
    """

    origin: str
    reason: Message
    hint: Message | None = None
    handed: HandedIn | None = None


def named(text: str) -> str:
    """A stranger's name for a file, a folder or themselves, in one safe line.

    Composed, since macOS writes ñ as two characters where others write one.
    """
    composed = unicodedata.normalize("NFC", one_line(text, LONGEST_NAME)).strip()
    return composed or "_"


def natural(name: str) -> list[tuple[str, int]]:
    """Orders names with numbers in them by their numbers: Canvas counts attachments."""
    pairs = re.findall(r"([^0-9]*)([0-9]*)", name)
    return [(text, int(digits[:LONGEST_NUMBER] or -1)) for text, digits in pairs]


def origin_of(text: str) -> str:
    """Where something lay, in one safe line."""
    return one_line(text, LONGEST_ORIGIN)


def too_large(most: int) -> Message:
    """That something has more bytes than are read."""
    return say("It is larger than {n} MB.", n=most >> 20)
