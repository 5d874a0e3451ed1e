"""Reads a class list: Canvas' export, Moodle's, or a CSV of one's own."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.errors import BadInput, system_reason
from grader.messages import say
from grader.roster.students import Roster, Student, squeezed
from grader.text import one_line

MAX_BYTES = 16 << 20
LONGEST = 200
SHOWN_COLUMNS = 12
DELIMITERS = ",;\t"

COLUMNS = {
    "student": ("student", "estudiante"),
    "first": ("firstname", "nombre", "nombres"),
    "last": ("lastname", "surname", "apellidos", "apellido"),
    "name": ("name", "fullname", "nombrecompleto"),
    "login": ("sisloginid", "username", "nombredeusuario"),
    "number": ("sisuserid", "idnumber", "numerodeid"),
    "email": (
        "email",
        "emailaddress",
        "direcciondecorreo",
        "direccionemail",
        "correo",
        "correoelectronico",
    ),
    "id": ("id",),
    "participant": ("identifier", "identificador"),
    "other": ("integrationid",),
}
"""What a column holds, by its header without case, accents and punctuation."""

COLUMN_OF = {header: role for role, headers in COLUMNS.items() for header in headers}
CANVAS_ONLY = {"sisloginid", "sisuserid"}
TEST_STUDENTS = ({"student", "test"}, {"estudiante", "prueba", "de"})
IDS = ("student", "login", "number", "id", "other")
KEYS = ("student", "login", "number", "email", "id", "name")
"""What a student is called in the gradebook: the first of these that there is."""


def read_roster(path: Path) -> Roster:
    """Read a class list; ``BadInput`` says why a file is none."""
    rows = read_rows(path)
    fields = tuple(rows[0])
    roles = _roles(fields)
    if not _is_list(roles):
        raise _no_list(path, fields)
    canvas = is_canvas(fields)
    students: dict[str, Student] = {}
    for values in rows[1:]:
        row = dict(zip(fields, [*values, *[""] * len(fields)], strict=False))
        student = _student(row, roles, canvas)
        if student is None or students.get(student.key) == student:
            continue
        if student.key in students:
            raise BadInput(
                say("{path} lists “{name}” twice.", path=str(path), name=student.key),
                say("Give each student an e-mail address or an ID of their own."),
            )
        students[student.key] = student
    if not students:
        raise BadInput(
            say("{path} lists no students.", path=str(path)),
            say("Export it again with the students of the course."),
        )
    return Roster(tuple(students.values()), fields)


def read_rows(path: Path) -> list[list[str]]:
    """All cells of a class list, whatever its encoding and its separator."""
    return _table(_text(_read_bytes(path), path), path)


def _student(
    row: Mapping[str, str], roles: Mapping[str, str], canvas: bool
) -> Student | None:
    """The student of a row; None where it is of nobody, or of Canvas' test student."""
    found = {role: _value(row[column]) for role, column in roles.items()}
    if canvas:
        if not found.get("id") or _is_test(found):
            return None
        found["name"] = _turned(found.pop("student", "")) or _joined(found)
    elif participant := found.get("participant"):
        # "Participant 123": the word is in the language of the site.
        number = re.search(r"\d+$", participant)
        found["id"] = number[0] if number else participant
        found["name"] = found.get("name") or _joined(found) or participant
    else:
        found["name"] = found.get("name") or _joined(found)
    key = next((found[role] for role in KEYS if found.get(role)), None)
    if key is None:
        return None
    others = (found[role] for role in IDS if found.get(role))
    return Student(
        key=key,
        name=found["name"] or key,
        email=found.get("email", ""),
        ids=tuple(one for one in dict.fromkeys(others) if one != key),
        row=row,
        lms_id=found.get("id", ""),
    )


def _value(cell: str) -> str:
    return unicodedata.normalize("NFC", one_line(cell, LONGEST)).strip()


def _joined(found: Mapping[str, str]) -> str:
    return f"{found.get('first', '')} {found.get('last', '')}".strip()


def _turned(name: str) -> str:
    """First and last name, of Canvas' "Last, First"."""
    last, _, first = name.partition(",")
    return f"{first.strip()} {last.strip()}".strip()


def _is_test(found: Mapping[str, str]) -> bool:
    """Whether it is who a teacher is in Canvas' student view; none has a number."""
    words = set(re.findall(r"\w+", found.get("student", "").casefold()))
    return words in TEST_STUDENTS and not found.get("number")


def _roles(fields: tuple[str, ...]) -> dict[str, str]:
    """The column for each thing that is looked for: the first of its kind."""
    roles: dict[str, str] = {}
    for column in fields:
        if role := COLUMN_OF.get(squeezed(column)):
            roles.setdefault(role, column)
    return roles


def is_canvas(fields: Sequence[str]) -> bool:
    """Whether these are the columns of Canvas' own export."""
    return not CANVAS_ONLY.isdisjoint(map(squeezed, fields))


def _is_list(roles: Mapping[str, str]) -> bool:
    """Whether these columns name students so that they can be told apart."""
    known = set(roles)
    named = "name" in known and known & {"email", "id", "number", "login"}
    return bool(
        known & {"student", "participant"} or known >= {"first", "last"} or named
    )


def _no_list(path: Path, fields: tuple[str, ...]) -> BadInput:
    shown = [_value(name)[:40] for name in fields[:SHOWN_COLUMNS]]
    more = ["…"] if fields[SHOWN_COLUMNS:] else []
    return BadInput(
        say(
            "{path} is no class list: its columns are {found}.",
            path=str(path),
            found=", ".join([*shown, *more]) or "—",
        ),
        say(
            "Give the grades as exported from Canvas or Moodle, or a CSV file with the "
            "columns student, name, email, id; only student is needed."
        ),
    )


def _table(text: str, path: Path) -> list[list[str]]:
    """The rows that have something in them, by the delimiter that fits the header."""
    tables = []
    for delimiter in DELIMITERS:
        try:
            rows = [*csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
        except csv.Error:
            continue
        filled = [row for row in rows if any(cell.strip() for cell in row)]
        if filled:
            tables.append(filled)
    if not tables:
        raise _no_list(path, ())
    return max(tables, key=lambda table: len(_roles(tuple(table[0]))))


def _text(data: bytes, path: Path) -> str:
    """Its text: UTF-8 with or without a mark, or what Excel writes."""
    if data.startswith(b"PK"):
        raise BadInput(
            say("{path} is a spreadsheet, not a CSV file.", path=str(path)),
            say("Save it as CSV, or export it as plain text."),
        )
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _no_list(path, ())


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadInput(
            say(
                "{path} cannot be read: {why}",
                path=str(path),
                why=system_reason(error),
            ),
            say("Check its rights, or give a copy of it."),
        ) from None
    if len(data) > MAX_BYTES:
        raise BadInput(
            say("{name} is larger than {n} MB.", name=str(path), n=MAX_BYTES >> 20),
            say("Give the class list alone."),
        )
    return data
