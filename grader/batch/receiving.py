"""Takes what was handed in into the gradebook, each file once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from grader.assignment import Assignment
from grader.batch.again import came_again, once_more
from grader.collection import HandedIn, Skipped
from grader.errors import BadInput
from grader.gradebook.book import Gradebook, file_digest
from grader.gradebook.entries import Attempt, Received
from grader.messages import Translator, say
from grader.roster import Roster
from grader.submission import Submission, parse_submission

TOGETHER = 50
"""Files that are recorded in one transaction; no more of them are held in memory."""

STRANGER = "? "

Place = tuple[str, str]
"""A student and an assignment."""


@dataclass
class Reception:
    """What became of the files.

    ``skipped`` are in no gradebook; ``rejected`` are, without a grade; ``strangers``
    are the names that no roster knows. ``handed`` has where files came from, by student
    and assignment, ``grown`` what of it is new, ``again`` what came once more after
    another one. A copy under the same name is no other file.
    """

    files: int = 0
    new: int = 0
    handed: dict[Place, dict[tuple[str, str], str]] = field(default_factory=dict)
    grown: set[Place] = field(default_factory=set)
    skipped: list[Skipped] = field(default_factory=list)
    rejected: list[Skipped] = field(default_factory=list)
    again: dict[Place, str] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)

    def crowded(self) -> dict[Place, list[str]]:
        """Where several files of a student for an assignment lie, if any is new."""
        return {
            place: [*files.values()]
            for place, files in self.handed.items()
            if place in self.grown and len(files) > 1
        }


@dataclass(frozen=True)
class Desk:
    """Where files are taken in.

    ``chosen`` is the assignment of all of them, if the instructor says so. Of whom the
    ``roster`` does not know, the layout's name is kept, marked, as it may be what
    somebody else goes by in the gradebook.
    """

    book: Gradebook
    assignments: Mapping[str, Assignment]
    chosen: str | None
    roster: Roster | None
    say_it: Translator

    def receive(self, found: Iterable[HandedIn | Skipped]) -> Reception:
        """Record every file that is not in the gradebook yet."""
        reception = Reception()
        taken = self._taken(found, reception)
        while together := [*islice(taken, TOGETHER)]:
            self.book.receive(together)
        return reception

    def _taken(
        self, found: Iterable[HandedIn | Skipped], reception: Reception
    ) -> Iterator[Received]:
        entries = self.book.entries()
        known = {(e.assignment, e.student, a.file) for e in entries for a in e.attempts}
        before = {(one.student, one.assignment): one.attempts for one in entries}
        seen: dict[Place, dict[str, HandedIn]] = {}
        for handed in found:
            if isinstance(handed, Skipped):
                reception.skipped.append(handed)
                continue
            reception.files += 1
            try:
                one = self._read(handed, reception)
            except BadInput as error:
                reception.skipped.append(_skipped(handed, error))
                continue
            self._recognise(one, handed.student, known)
            key = (one.student, one.assignment)
            files = reception.handed.setdefault(key, {})
            files.setdefault((one.name, one.file), one.origin)
            seen.setdefault(key, {}).pop(one.file, None)
            seen[key][one.file] = handed
            if (one.assignment, one.student, one.file) not in known:
                known.add((one.assignment, one.student, one.file))
                reception.grown.add(key)
                reception.new += 1
                yield one
        for place in sorted(seen.keys() - reception.grown):
            yield from self._again(place, seen[place], before.get(place, ()), reception)
        yield from self._instead(reception, known)

    def _again(
        self,
        place: Place,
        seen: Mapping[str, HandedIn],
        recorded: Sequence[Attempt],
        reception: Reception,
    ) -> Iterator[Received]:
        """What somebody handed in once more after another file, if anything."""
        newest = came_again(seen, recorded)
        if newest is not None:
            reception.again[place] = newest.origin
            yield once_more(self._read(newest, Reception()), recorded)

    def _instead(
        self, reception: Reception, known: set[tuple[str, str, str]]
    ) -> Iterator[Received]:
        """What came from somebody of the roster in place of a notebook.

        Recorded as rejected, so that nobody is told that they handed in nothing; of
        each only the first, where there is nothing else. Without a roster nobody is
        missing, and a README is no student's.
        """
        had = {key[:2] for key in known}
        left = []
        for one in reception.skipped:
            received = self._rejected(one)
            if received is None:
                left.append(one)
                continue
            key = (received.assignment, received.student, received.file)
            if key not in known and key[:2] in had:
                left.append(one)
                continue
            reception.rejected.append(one)
            had.add(key[:2])
            if key not in known:
                yield received
        reception.skipped = left

    def _rejected(self, one: Skipped) -> Received | None:
        """What is no notebook; None where nobody knows whose it is, or what for."""
        handed = one.handed
        if handed is None or self.roster is None:
            return None
        student = self.roster.match(handed)
        assignment = self.chosen or handed.assignment
        if student is None or assignment is None or assignment not in self.assignments:
            return None
        why = BadInput(one.reason, one.hint)
        words = say(
            "{name} was handed in. {why}", name=handed.name, why=self._words(why)
        )
        return Received(
            assignment,
            student.key,
            handed.name,
            handed.origin,
            file_digest(handed.name.encode()),  # nothing of it was read
            None,
            reason=self.say_it(words),
            handed_in=handed.handed_in,
            late=handed.late,
        )

    def _words(self, why: BadInput) -> str:
        told = (why.message, why.hint)
        return " ".join(self.say_it(one) for one in told if one is not None)

    def _recognise(
        self, one: Received, called: str, known: set[tuple[str, str, str]]
    ) -> None:
        """Give whom the roster knows by now what they have under the layout's name.

        That name, ``called``, is theirs where the very same file is recorded under it.
        """
        for name in (called, f"{STRANGER}{called}"):
            if name == one.student or (one.assignment, name, one.file) not in known:
                continue
            if any(key[:2] == (one.assignment, one.student) for key in known):
                continue
            self.book.rename(one.assignment, name, one.student)
            moved = {key for key in known if key[:2] == (one.assignment, name)}
            known -= moved
            known |= {(one.assignment, one.student, file) for _, _, file in moved}

    def _read(self, handed: HandedIn, reception: Reception) -> Received:
        student = handed.student
        if self.roster is not None:
            listed = self.roster.match(handed)
            if listed is None:
                reception.strangers.append(student)
            student = listed.key if listed is not None else f"{STRANGER}{student}"
        data = handed.read()
        submission, problem = self._parsed(data, handed.name, student)
        declared = submission.declared.get("assignment") if submission else None
        assignment = self.chosen or handed.assignment or declared
        if assignment is None and problem is not None:
            raise problem  # who cannot be read cannot say what they answer
        if assignment is None or assignment not in self.assignments:
            raise _nowhere(assignment)
        if problem is not None:
            reception.rejected.append(_skipped(handed, problem))
        return Received(
            assignment,
            student,
            handed.name,
            handed.origin,
            file_digest(data),
            submission,
            reason=self._words(problem) if problem is not None else "",
            handed_in=handed.handed_in,
            late=handed.late,
        )

    def _parsed(
        self, data: bytes, name: str, student: str
    ) -> tuple[Submission | None, BadInput | None]:
        """The submission, or why it cannot be graded."""
        try:
            return parse_submission(data, name, student), None
        except BadInput as error:
            return None, error


def _skipped(handed: HandedIn, why: BadInput) -> Skipped:
    return Skipped(handed.origin, why.message, why.hint, handed)


def _nowhere(assignment: str | None) -> BadInput:
    if assignment is None:
        return BadInput(
            say("The notebook does not say which assignment it answers."),
            say("Name it with --assignment; `grade assignments` lists them."),
        )
    return BadInput(
        say("There is no assignment “{name}”.", name=assignment),
        say("Name it with --assignment; `grade assignments` lists them."),
    )
