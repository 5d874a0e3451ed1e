"""The grades as Moodle imports them: a grade and its feedback, always together.

Moodle asks which column tells who a student is: the address or the ID number. There no
cell may be empty or unknown: the import stops, or gives the grade to the student of
the row before (``grade/import/csv/classes/load_data.php``, as read in 2026). So only a
column that has everybody is written; where neither has, who lacks it is left out. A
cell without a grade stays empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from grader.exports.cells import cell, number, table
from grader.exports.grades import Grades
from grader.exports.remarks import remarks
from grader.gradebook.standings import Standing
from grader.messages import Translator, translator

IDENTIFYING = ("Email address", "ID number")
ID_NUMBER = ("idnumber", "numerodeid", "sisuserid")

Identity = tuple[str, ...]


def render(grades: Grades) -> str:
    """A row a student, two columns an assignment."""
    t = translator(grades.language)
    identities = _identities(grades)
    header = [*_identifying(identities)]
    for assignment in grades.assignments:
        item = grades.columns.get(assignment) or grades.title(assignment)
        header += [cell(item), cell(f"{item} feedback")]
    rows = [
        [*map(cell, who), *_cells(grades.by_student[student], grades.assignments, t)]
        for student, who in _written(identities).items()
    ]
    return table([header, *rows])


def unlisted(grades: Grades) -> list[str]:
    """The students with a grade of whom Moodle could not be told who they are."""
    written = _written(_identities(grades))
    return [
        student
        for student, own in grades.by_student.items()
        if student not in written and any(one.score is not None for one in own.values())
    ]


def _identities(grades: Grades) -> dict[str, Identity]:
    """Address and ID number of all; of whom the class list does not have, neither."""
    return {
        student: (grades.email(student), _id_number(grades, student))
        for student in grades.by_student
        if not grades.people or student in grades.people
    }


def _identifying(identities: Mapping[str, Identity]) -> dict[str, int]:
    """The columns in which everybody has something; else the one in which most have."""
    known = [
        sum(map(bool, column)) for column in zip(*identities.values(), strict=True)
    ]
    most = max(known, default=0)
    return {
        name: place
        for place, (name, count) in enumerate(zip(IDENTIFYING, known, strict=False))
        if count == len(identities) or (count == most and most not in known[:place])
    }


def _written(identities: Mapping[str, Identity]) -> dict[str, Identity]:
    """Those who can be told apart, by the columns that are written."""
    places = _identifying(identities).values()
    rows = {s: tuple(one[p] for p in places) for s, one in identities.items()}
    return {student: row for student, row in rows.items() if all(row)}


def _cells(
    own: dict[str, Standing], assignments: list[str], t: Translator
) -> list[str]:
    cells = []
    for assignment in assignments:
        one = own.get(assignment)
        cells += [number(one.score), _feedback(one, t)] if one else ["", ""]
    return cells


def _feedback(one: Standing, t: Translator) -> str:
    """Moodle shows feedback as HTML."""
    return cell(escape(remarks(one, t), quote=False))


def _id_number(grades: Grades, student: str) -> str:
    """As the class list has it; without one, the key that is no address."""
    if student in grades.people:
        return grades.listed(student, *ID_NUMBER)
    return "" if "@" in student else student
