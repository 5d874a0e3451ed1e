"""Steps that the verbs of a gradebook share: the course, the class, their standings."""

from __future__ import annotations

from pathlib import Path

from grader.course import FILE_NAME, Course, read_course
from grader.gradebook.book import Gradebook
from grader.gradebook.standings import Standing, missing, standing
from grader.roster import Roster


def course_of(path: Path | None) -> Course:
    """The course file that is named, else the one that lies here, else no rules."""
    if path is None and Path(FILE_NAME).is_file():
        path = Path(FILE_NAME)
    return read_course(path) if path is not None else Course()


def standings_of(
    book: Gradebook,
    course: Course,
    roster: Roster | None,
    assignment: str | None = None,
    student: str | None = None,
) -> list[Standing]:
    """By assignment; who is in the roster alone is missing, and comes last."""
    found = [standing(one, course) for one in book.entries(assignment, student)]
    if roster is None:
        return found
    present = {(one.assignment, one.student) for one in found}
    keys = [one.key for one in roster.students if student in (None, one.key)]
    names = dict.fromkeys(one.assignment for one in found)
    absent = ((n, key) for n in names for key in keys if (n, key) not in present)
    found += [missing(name, key, course) for name, key in absent]
    return sorted(found, key=lambda one: one.assignment)
