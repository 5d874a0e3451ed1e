"""Who handed a file in, by where it lay: nothing is read but names.

From the surest sign to the weakest:

    Moodle    Ana García_4321_assignsubmission_file_/lab.ipynb, or one name joined by _
    Canvas    garciaana_LATE_4321_98765_lab-1.ipynb
    nbgrader  submitted/ana/lab/lab.ipynb, or beside a timestamp.txt
    folder    ana/lab.ipynb
    file      ana.ipynb; or the given path's name, if several hold one lab.ipynb each

Sources: ``mod/assign/classes/downloader.php`` of Moodle (the number is missing where
students without a group submit as one), ``lib/content_zipper.rb`` of Canvas (the name
is lower-case and without punctuation; an anonymous assignment has ``anon_`` and a code
in its place), both as read in 2026.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.collection.folders import ZIP, Sighting
from grader.collection.handed import Skipped, named
from grader.collection.stamps import read_stamp
from grader.errors import BadInput
from grader.messages import say

MOODLE = re.compile(
    r"(?P<name>.+?)(?:_(?P<id>\d+))?_assignsubmission_file(?:_(?P<file>.*))?"
)
# An attachment's number is long on any Canvas in use; a date's parts are not.
CANVAS = re.compile(
    r"(?:(?P<name>[\w\u0300-\u036f]+?)_)??(?P<late>LATE_)?"
    r"(?P<id>\d+|anon_[A-Za-z0-9]+)_(?P<attachment>\d{3,})_(?P<file>.+)"
)
COPY = re.compile(r" \(\d+\)$")
SUBMITTED = "submitted"
LONGEST_STAMP = 1_000


@dataclass(frozen=True)
class Told:
    """What a place tells; the fields are those of ``HandedIn``."""

    student: str
    name: str
    assignment: str | None = None
    late: bool = False
    lms_id: str | None = None
    handed_in: datetime | None = None


class Layout:
    """How the files below one given path lie.

    ``timeless`` are the time stamps that tell none. ``is_student``: the root has one
    notebook, as others have that were given, and names such as ``lab`` tell no student.
    """

    def __init__(
        self, root: Path, found: Sequence[Sighting], is_student: bool = False
    ) -> None:
        self._is_student = is_student
        notebooks = [one for one in found if one.is_notebook]
        notebooks = notebooks or [one for one in found if not one.is_stamp]
        read = {one: _time_in(one) for one in found if one.is_stamp}
        self._stamps = {one.folders: time for one, time in read.items() if time}
        self.timeless = [
            Skipped(one.origin, say("It tells no time that can be understood."))
            for one, time in read.items()
            if time is None
        ]
        self._above = _above(root)
        is_zip = root.is_file() and root.suffix.lower() == ZIP
        self._wrapper: tuple[str, ...] = ()
        if is_zip and not self._stamps:
            self._wrapper = _wrapper(root, notebooks)
        self._bulk = _canvas_folders(notebooks, self._wrapper)

    def tell(self, one: Sighting) -> Told:
        """Who, what and when, as far as the place tells it."""
        wrapped = len(self._wrapper)
        inside = one.folders[:wrapped] == self._wrapper
        parts = (*one.folders[wrapped if inside else 0 :], one.file)
        return (
            self._moodle(parts)
            or self._canvas(one)
            or self._nbgrader(one)
            or Told(self._nearest_name(one, parts[:-1]), one.file)
        )

    def _nearest_name(self, one: Sighting, folders: tuple[str, ...]) -> str:
        return self._above[-1] if self._is_student else (*folders, one.stem)[0]

    def _moodle(self, parts: tuple[str, ...]) -> Told | None:
        for part in (*self._above[-1:], *parts):
            if found := MOODLE.fullmatch(part):
                name, number = found["name"], found["id"]
                student = f"{name}_{number}" if number else name
                own = (found["file"] if part == parts[-1] else "") or parts[-1]
                return Told(student, own, lms_id=number)
        return None

    def _canvas(self, one: Sighting) -> Told | None:
        whole = (*one.folders, one.file)
        for at, part in enumerate(whole):
            found = canvas_name(part) if whole[:at] in self._bulk else None
            if found is not None:
                own = found["file"] if part == one.file else one.file
                name, number = found["name"], found["id"]
                return Told(
                    f"{name}_{number}" if name else number,
                    own,
                    late=found["late"] is not None,
                    lms_id=number,
                )
        return None

    def _nbgrader(self, one: Sighting) -> Told | None:
        stamped = _nearest(self._stamps, one.folders)
        folders = one.folders
        if SUBMITTED in folders:
            folders = folders[folders.index(SUBMITTED) + 1 :]
        elif stamped is not None:
            folders = (*_below_submitted(self._above), *stamped)[-2:]
        elif self._above[-1] != SUBMITTED:
            return None
        if not folders:
            return None
        return Told(
            folders[0],
            one.file,
            assignment=folders[1] if folders[1:] else None,
            handed_in=self._stamps[stamped] if stamped is not None else None,
        )


def _nearest(
    stamps: Mapping[tuple[str, ...], datetime], folders: tuple[str, ...]
) -> tuple[str, ...] | None:
    """The innermost of these folders, or of those around them, that has a stamp."""
    around = (folders[:depth] for depth in range(len(folders), -1, -1))
    return next((folder for folder in around if folder in stamps), None)


def _time_in(stamp: Sighting) -> datetime | None:
    try:
        return read_stamp(stamp.read(LONGEST_STAMP))
    except BadInput:
        return None


def _above(root: Path) -> tuple[str, ...]:
    """The names of the folder that was given, and of those around it.

    A zip is the innermost of its own; a notebook lies in its folder.
    """
    whole = root.resolve()
    if root.is_file() and whole.suffix.lower() == ZIP:
        return (*map(named, whole.parent.parts), named(whole.stem))
    folder = whole if root.is_dir() else whole.parent
    return tuple(map(named, folder.parts))


def _below_submitted(above: tuple[str, ...]) -> tuple[str, ...]:
    """The student, or student and assignment, whose folder was given."""
    near = above[-3:]
    return near[near.index(SUBMITTED) + 1 :] if SUBMITTED in near else ()


def _wrapper(root: Path, notebooks: Sequence[Sighting]) -> tuple[str, ...]:
    """The folder that was zipped, where it is no student's.

    It is the only one, and bears the zip's name, holds folders, or several notebooks.
    """
    tops = {one.folders[:1] for one in notebooks}
    if len(tops) != 1 or any(one.archive and one.archive.nested for one in notebooks):
        return ()
    (top,) = tops
    if not top or top[0] == SUBMITTED or MOODLE.fullmatch(top[0]):
        return ()
    same = top[0] == COPY.sub("", named(root.stem))
    deeper = any(len(one.folders) > 1 for one in notebooks)
    return top if same or deeper or len(notebooks) > 1 else ()


def _canvas_folders(
    notebooks: Sequence[Sighting], top: tuple[str, ...]
) -> set[tuple[str, ...]]:
    """Where names may be Canvas': in the top folder, or where all of them look so.

    The latter in a download that was unpacked beside others; it is of more than one
    student, while a student's own folder may well hold ``lab_11_2024_new.ipynb``.
    """
    inside: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for one in notebooks:
        parts = (*one.folders, one.file)
        for depth in range(len(parts)):
            inside[parts[:depth]].add(parts[depth])
    bulk = set()
    for folder, names in inside.items():
        found = [one for one in map(canvas_name, names) if one]
        # Canvas gives no number to two files, though somebody may have copied one.
        distinct = 2 * len({one["attachment"] for one in found}) > len(found)
        several = len({one["id"] for one in found}) > 1
        if distinct and (folder == top or (several and len(found) == len(names))):
            bulk.add(folder)
    return bulk


def canvas_name(text: str) -> re.Match[str] | None:
    """The parts of a name as Canvas makes one; None where it did not."""
    found = CANVAS.fullmatch(text)
    name = (found["name"] if found else None) or ""
    return found if name == name.lower() else None
