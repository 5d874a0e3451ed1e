"""What is exported: standings, and what else is known of students and assignments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from grader.gradebook.standings import Standing
from grader.roster.students import squeezed

FIRST_NAMES = ("firstname", "nombre", "nombres")
LAST_NAMES = ("lastname", "surname", "apellidos", "apellido")


class Person(Protocol):
    """A student of a class list; ``row`` is the row that lists them, by its columns."""

    @property
    def name(self) -> str: ...

    @property
    def email(self) -> str: ...

    @property
    def row(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Grades:
    """The grades of a class, in the order in which they are written.

    ``people``: by the student's key in the gradebook. ``titles`` and ``columns``: by
    assignment; a column is what the LMS calls an assignment where its title does not
    tell. ``table``: Canvas' own export, rows of cells, header first, to be filled in.
    """

    standings: Sequence[Standing]
    people: Mapping[str, Person] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    table: Sequence[Sequence[str]] = ()
    course: str = ""
    language: str = "en"

    @cached_property
    def assignments(self) -> list[str]:
        return [*dict.fromkeys(one.assignment for one in self.standings)]

    @cached_property
    def by_student(self) -> dict[str, dict[str, Standing]]:
        """Standings by student and assignment."""
        found: dict[str, dict[str, Standing]] = {}
        for one in self.standings:
            found.setdefault(one.student, {})[one.assignment] = one
        return found

    def title(self, assignment: str) -> str:
        return self.titles.get(assignment) or assignment

    def max_score(self, assignment: str) -> float:
        """Of the whole class: who handed in nothing has no run that would tell."""
        return self._max_scores.get(assignment, 0.0)

    @cached_property
    def _max_scores(self) -> dict[str, float]:
        """Once for all: each row of a class of thousands asks."""
        found: dict[str, float] = {}
        for one in self.standings:
            found[one.assignment] = max(one.max_score, found.get(one.assignment, 0.0))
        return found

    def name(self, student: str) -> str:
        """A student's name, else their key."""
        person = self.people.get(student)
        return (person.name if person else "") or student

    def email(self, student: str) -> str:
        """Their address; the key where nothing else is known and it looks like one."""
        person = self.people.get(student)
        if person is not None:
            return person.email
        return student if "@" in student else ""

    def names(self, student: str) -> tuple[str, str]:
        """First and last name; all of it is the first where nothing tells them apart.

        Where a name is cut is not guessed: a Spaniard has two surnames.
        """
        first = self.listed(student, *FIRST_NAMES)
        last = self.listed(student, *LAST_NAMES)
        turned = self.canvas_name(student)
        if not first and not last and "," in turned:
            last, _, first = (part.strip() for part in turned.partition(","))
        return (first, last) if first or last else (self.name(student), "")

    def canvas_name(self, student: str) -> str:
        """``Last, First``, where the row is Canvas': it knows the section."""
        listed = self.listed(student, "student")
        return listed if listed and self.has(student, "section") else ""

    def listed(self, student: str, *headers: str) -> str:
        """What the class list has in the first of these columns that is not empty.

        Headers are compared by their letters and digits alone, in lower case.
        """
        person = self.people.get(student)
        row = {} if person is None else {squeezed(k): v for k, v in person.row.items()}
        return next((row[header] for header in headers if row.get(header)), "")

    def has(self, student: str, header: str) -> bool:
        person = self.people.get(student)
        return person is not None and header in map(squeezed, person.row)
