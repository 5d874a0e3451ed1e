"""The grades as Moodle imports them: a grade and its feedback, always together.

Moodle asks which column tells who a student is: the address or the ID number. A cell
without a grade stays empty.
"""

from __future__ import annotations

from html import escape

from grader.exports.cells import cell, number, table
from grader.exports.grades import Grades
from grader.exports.remarks import remarks
from grader.gradebook.standings import Standing
from grader.messages import Translator, translator

ID_NUMBER = ("idnumber", "numerodeid", "sisuserid")


def render(grades: Grades) -> str:
    """A row a student, two columns an assignment."""
    t = translator(grades.language)
    header = ["Email address", "ID number"]
    for assignment in grades.assignments:
        item = grades.columns.get(assignment) or grades.title(assignment)
        header += [cell(item), cell(f"{item} feedback")]
    rows = [
        [cell(grades.email(student)), cell(_id_number(grades, student)), *cells]
        for student, own in grades.by_student.items()
        for cells in [_cells(own, grades.assignments, t)]
    ]
    return table([header, *rows])


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
