"""The grades as Canvas imports them: its own export filled in, or a file of that form.

Best fill in the export: it has Canvas' numbers of students and assignments, and nothing
in it changes but the grades. A cell for which there is no grade keeps what it holds,
and so does one whose student is excused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from grader.errors import BadInput
from grader.exports.cells import cell, number, table
from grader.exports.grades import Grades
from grader.gradebook.standings import Standing
from grader.messages import say
from grader.roster.students import squeezed
from grader.text import one_line

FIXED = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
IDENTIFYING = ("id", "sisuserid", "sisloginid", "integrationid")
POINTS_POSSIBLE = "Points Possible"
EXCUSED = "EX"
SHOWN = 80

Row = Sequence[str]


def render(grades: Grades) -> str:
    """``grades.table`` filled in where there is one, else a file of its own."""
    return table(_filled(grades) if grades.table else _fresh(grades))


def unlisted(grades: Grades) -> list[str]:
    """The students with a grade of whom Canvas' export has no row: somebody has to
    look, for their grades would be lost without a word."""
    rows = set(_places(grades.table))
    return [
        student
        for student, own in grades.by_student.items()
        if any(one.score is not None for one in own.values())
        and _matching(student, grades, rows) is None
    ]


def excused(grades: Grades) -> list[Standing]:
    """The grades that are left out, as somebody excused their students in Canvas."""
    rows = _rows(grades)
    columns = {one: _column(one, grades) for one in grades.assignments}
    cells = _cells(grades, rows, columns)
    return [one for one, row, column in cells if _is_excused(rows[row][column])]


def _fresh(grades: Grades) -> list[list[str]]:
    assignments = grades.assignments
    items = [grades.columns.get(one) or grades.title(one) for one in assignments]
    possible = [number(grades.max_score(one)) for one in assignments]
    rows = [
        [*FIXED, *map(cell, items)],
        [POINTS_POSSIBLE, *[""] * (len(FIXED) - 1), *possible],
    ]
    for student, own in grades.by_student.items():
        scores = [own[one].score if one in own else None for one in assignments]
        rows.append([*map(cell, _identity(grades, student)), *map(number, scores)])
    return rows


def _identity(grades: Grades, student: str) -> Iterator[str]:
    first, last = grades.names(student)
    named = f"{last}, {first}" if last and first else last or first
    yield grades.canvas_name(student) or named
    yield grades.listed(student, "id")
    yield grades.listed(student, "sisuserid")
    yield grades.listed(student, "sisloginid") or (
        "" if student in grades.people else student
    )
    yield grades.listed(student, "section")


def _filled(grades: Grades) -> list[list[str]]:
    columns = {one: _column(one, grades) for one in grades.assignments}
    _same_points(grades, columns)
    rows = _rows(grades)
    for one, place, column in _cells(grades, rows, columns):
        if not _is_excused(rows[place][column]):
            rows[place][column] = number(one.score)
    return rows


def _rows(grades: Grades) -> list[list[str]]:
    """All rows of the export, as long as its header."""
    width = len(grades.table[0])
    return [[*row, *[""] * (width - len(row))] for row in grades.table]


def _cells(
    grades: Grades, rows: Sequence[Row], columns: Mapping[str, int]
) -> Iterator[tuple[Standing, int, int]]:
    """Each score that there is, with the row and the column where it goes."""
    places = _places(rows)
    listed = set(places)
    for student, own in grades.by_student.items():
        found = _matching(student, grades, listed)
        for assignment, one in own.items():
            if found is not None and one.score is not None:
                yield one, places[found], columns[assignment]


def _is_excused(text: str) -> bool:
    return text.strip().upper() == EXCUSED


def _places(rows: Sequence[Row]) -> dict[Row, int]:
    """Where each student's row is; the rows of nobody are not among them."""
    places: dict[Row, int] = {}
    for place, row in enumerate(rows[1:], start=1):
        if any(who := _who(row, rows[0])):
            places.setdefault(who, place)
    return places


def _who(row: Row, header: Row) -> Row:
    """The cells of a row that identify a student; all empty where it is of nobody."""
    pairs = zip(header, row, strict=False)
    return tuple(c.strip() for h, c in pairs if squeezed(h) in IDENTIFYING)


def _matching(student: str, grades: Grades, rows: set[Row]) -> Row | None:
    """The row of a student: the very one that lists them, else the one with their key.

    None where two rows have it: nothing is guessed.
    """
    person = grades.people.get(student)
    if person is not None:
        own = _who([*person.row.values()], [*person.row])
        if any(own) and own in rows:
            return own
    found = [row for row in rows if student in row]
    return found[0] if len(found) == 1 else None


def _column(assignment: str, grades: Grades) -> int:
    """Where an assignment's grades go: by its column, its title or its own name."""
    header = grades.table[0]
    if wanted := grades.columns.get(assignment):
        found = [place for place, name in enumerate(header) if name == wanted]
    else:
        names = {squeezed(assignment), squeezed(grades.title(assignment))}
        found = [
            place
            for place, name in enumerate(header)
            if squeezed(re.sub(r"\s*\(\d+\)\s*$", "", name)) in names
        ]
    if len(found) == 1:
        return found[0]
    shown = [one_line(name, SHOWN) for name in header if re.search(r"\(\d+\)", name)]
    raise BadInput(
        say("Canvas' export has no one column for {name}.", name=assignment),
        say(
            "Its assignments are: {names}. Call one of them like the assignment, or "
            "say which it is.",
            names=", ".join(shown) or "—",
        ),
    )


def _same_points(grades: Grades, columns: dict[str, int]) -> None:
    """Refuse to write points out of 20 where Canvas counts them out of 100."""
    for row in grades.table[1:]:
        if row and row[0].strip() == POINTS_POSSIBLE:
            for assignment, column in columns.items():
                ours, theirs = grades.max_score(assignment), _points(row, column)
                if ours and theirs is not None and theirs != ours:
                    raise BadInput(
                        say(
                            "Canvas counts {name} out of {theirs} points, the grader "
                            "out of {ours}.",
                            name=assignment,
                            theirs=number(theirs),
                            ours=number(ours),
                        ),
                        say("Change the points in Canvas, and export once more."),
                    )


def _points(row: Row, column: int) -> float | None:
    """The points of a column; Canvas writes 1.000,00 or 1,000.00 by its language."""
    digits = row[column].strip() if column < len(row) else ""
    whole, decimal, rest = digits, "", ""
    if found := re.fullmatch(r"(.*)[.,](\d{1,2})", digits):
        whole, decimal, rest = found[1], ".", found[2]
    try:
        return float(re.sub(r"[.,\s]", "", whole) + decimal + rest)
    except ValueError:
        return None
