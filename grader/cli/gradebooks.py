"""Steps that the verbs of a gradebook share: the course, the class, their standings."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

import msgspec

from grader.assignment import find_assignments
from grader.course import FILE_NAME, Attempts, Course, read_course, unknown_names
from grader.errors import BadInput
from grader.gradebook.book import Gradebook
from grader.gradebook.entries import Entry
from grader.gradebook.standings import Standing, missing, standing
from grader.messages import Message, say, translator
from grader.result import Language
from grader.roster import Roster

SIMILAR = 5
"""Names that are offered in place of one that nobody has."""


def course_of(path: Path | None, attempts: Attempts | None = None) -> Course:
    """The course file that is named, else the one that lies here, else no rules.

    ``attempts``, where it is given, is stronger than the file.
    """
    if path is None and Path(FILE_NAME).is_file():
        path = Path(FILE_NAME)
    course = read_course(path) if path is not None else Course()
    if attempts is None:
        return course
    return msgspec.structs.replace(course, attempts=attempts)


def standings_of(
    book: Gradebook,
    course: Course,
    roster: Roster | None,
    assignment: str | None = None,
    student: str | None = None,
) -> list[Standing]:
    """By assignment; who is in the roster alone is missing, and comes last."""
    entries = book.entries(assignment)
    most = {
        name: most_points(one for one in entries if one.assignment == name)
        for name in dict.fromkeys(one.assignment for one in entries)
    }
    own = (entry for entry in entries if student in (None, entry.student))
    found = [standing(entry, course) for entry in own]
    # What was graded by hand and never ran is out of what the others' runs are.
    found = [
        replace(one, max_score=most[one.assignment])
        if one.score is not None and not one.max_score
        else one
        for one in found
    ]
    if roster is None:
        return found
    present = {(one.assignment, one.student) for one in found}
    keys = [one.key for one in roster.students if student in (None, one.key)]
    names = dict.fromkeys(one.assignment for one in found)
    absent = ((n, key) for n in names for key in keys if (n, key) not in present)
    found += [missing(name, key, course) for name, key in absent]
    return sorted(found, key=lambda one: one.assignment)


def tell_misspelt(
    book: Gradebook,
    course: Course,
    roster: Roster | None,
    assignments_dir: Path | None,
    spoken: Language,
) -> None:
    """Say on stderr what the course file has rules for and nobody knows."""
    if not course.assignments:
        return
    students = {one.student for one in book.entries()}
    students |= {one.key for one in roster.students} if roster else set()
    names = unknown_names(course, find_assignments(assignments_dir), students)
    if names:
        from grader.cli.classroom import tell_unknown

        tell_unknown(names, translator(spoken))


def most_points(entries: Iterable[Entry]) -> float:
    """What an assignment's runs are out of; 0 where none tells."""
    scores = (attempt.max_score for one in entries for attempt in one.attempts)
    return max(scores, default=0.0)


def known_entries(book: Gradebook, student: str, assignment: str | None) -> list[Entry]:
    """What a gradebook has of a student; ``BadInput``, with similar names, if none."""
    found = book.entries(assignment, student)
    if found:
        return found
    near = similar(student, {entry.student for entry in book.entries(assignment)})
    raise BadInput(
        nothing_of(student, assignment),
        say("Did you mean: {names}?", names=near)
        if near
        else say(
            "`grade export csv` lists all whom it has; write the name as it is there."
        ),
    )


def nothing_of(student: str, assignment: str | None) -> Message:
    if assignment is None:
        return say("The gradebook has nothing of {student}.", student=student)
    return say(
        "The gradebook has nothing of {student} in {assignment}.",
        student=student,
        assignment=assignment,
    )


def similar(name: str, names: Collection[str]) -> str:
    """The names that are like one that nobody has; empty where none is."""
    known = sorted(names)
    near = get_close_matches(name, known, cutoff=0.5)
    near += [one for one in known if name in one and one not in near]
    return ", ".join(near[:SIMILAR])
