"""Tells a file that was handed in once more from one that is only looked at again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from grader.collection import HandedIn
from grader.gradebook.entries import Attempt, Received
from grader.gradebook.standings import in_order
from grader.gradebook.tables import AGAIN


def came_again(
    seen: Mapping[str, HandedIn], recorded: Sequence[Attempt]
) -> HandedIn | None:
    """What a student handed in once more after another file; None where nothing is.

    ``seen`` are their files of today, all of them on record. What is recorded as the
    last is not among them, and one of them came later: by its time, else because it
    lies where the last one lay, or where it has never lain. An old download that is
    looked at once more is none.
    """
    if not recorded or (last := in_order(recorded)[-1]).file in seen:
        return None
    file, newest = [*seen.items()][-1]
    if newest.handed_in is not None and last.handed_in is not None:
        return newest if newest.handed_in > last.handed_in else None
    places = [one.origin for one in recorded if one.file == file]
    known = any(_same(newest.origin, place) for place in places)
    return newest if newest.origin == last.origin or not known else None


def _same(origin: str, other: str) -> bool:
    """Whether two paths may be of one place: from here, and from further up."""
    return origin.endswith(other) or other.endswith(origin)


def once_more(one: Received, recorded: Sequence[Attempt]) -> Received:
    """A known file as an attempt of its own: the gradebook has each name once."""
    times = sum(attempt.file == one.file for attempt in recorded)
    return replace(one, file=f"{one.file}{AGAIN}{times + 1}")
