"""Collects what was handed in, in whatever layout it lies.

handed    what is found, as values
archives  zips, read with distrust
folders   finds the files in folders and zips
stamps    nbgrader's timestamp.txt
layouts   who handed a file in, by where it lay
returning where a report on it goes, so that an LMS takes it back
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from itertools import chain, groupby
from pathlib import Path

from grader.collection.folders import Found, Sighting, only_name, sightings
from grader.collection.handed import HandedIn, Skipped, origin_of
from grader.collection.layouts import Layout
from grader.errors import BadInput, system_reason
from grader.messages import say
from grader.submission import MAX_BYTES

__all__ = ["HandedIn", "Skipped", "collect"]


def collect(paths: Sequence[Path]) -> Iterator[HandedIn | Skipped]:
    """All notebooks below these paths, and what is none; always in the same order.

    A path is a notebook, a folder or a zip. What cannot be read is skipped with a
    reason; only a path that does not exist raises ``BadInput``, before anything else.
    """
    for path in paths:
        _check(path)
    found = [(path, [*sightings(path)]) for path in dict.fromkeys(paths)]
    names = [name for _, seen in found if (name := only_name(seen))]
    alike = len({*names}) < len(names)
    return chain.from_iterable(
        _collected(path, seen, alike and only_name(seen) is not None)
        for path, seen in found
    )


def _check(path: Path) -> None:
    shown = origin_of(str(path))
    try:
        path.stat()
    except FileNotFoundError:
        raise BadInput(
            say("There is no file or folder {path}.", path=shown),
            say("Check the name; quote it if it has spaces."),
        ) from None
    except OSError as error:
        raise BadInput(
            say("{path} cannot be read: {why}", path=shown, why=system_reason(error)),
            say("Check its rights, or give a copy of it."),
        ) from None


def _collected(
    path: Path, found: Sequence[Found], is_student: bool
) -> Iterator[HandedIn | Skipped]:
    yield from (one for one in found if isinstance(one, Skipped))
    seen = [one for one in found if isinstance(one, Sighting)]
    layout = Layout(path, seen, is_student)
    yield from layout.timeless
    for archive, together in groupby(seen, key=lambda one: one.archive):
        with archive.kept_open() if archive else nullcontext():
            for one in together:
                if one.barred is not None:
                    yield replace(one.barred, handed=_handed_in(one, layout))
                elif one.is_notebook:
                    yield _handed_in(one, layout)


def _handed_in(one: Sighting, layout: Layout) -> HandedIn:
    told = layout.tell(one)
    return HandedIn(
        student=told.student,
        assignment=told.assignment,
        name=told.name,
        origin=one.origin,
        handed_in=told.handed_in,
        late=told.late,
        lms_id=told.lms_id,
        read=partial(one.read, MAX_BYTES),
    )
