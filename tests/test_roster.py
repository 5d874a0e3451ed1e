"""Class lists as Canvas, Moodle and people write them, and whose a submission is."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.collection import HandedIn
from grader.errors import BadInput
from grader.roster import Roster, Student, read_roster

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Lab 1 (991),Final Score
,,,,,Manual Posting,
"    Points Possible",,,,,20,(read only)
"García López, Ana",4321,A-001,agarcia,"G1 and G2",,
"Peña, José María",4322,A-002,jpena,G1,17.5,88
"Nuñez, =cmd|' /C calc'!A0",4323,A-003,,G1,,
"Student, Test",4399,,8f3a,G1,,
"""
CANVAS_SPLIT = """\
LastName,FirstName,ID,SIS Login ID,Section
    Points Possible,,,,
García López,Ana,4321,agarcia,G1
"""
MOODLE = """\
First name,Last name,ID number,Institution,Department,Email address,Lab 1 (Real)
Ana,García López,A-001,,,ana@uni.es,-
José María,Peña,,,,jose.pena@uni.es,-
"""
MOODLE_ES = """\
Nombre;Apellido(s);Número de ID;Institución;Departamento;Dirección de correo;Lab 1
Ana;García López;A-001;;;ana@uni.es;-
José María;Peña;;;;jose.pena@uni.es;-
"""
WORKSHEET = """\
Identifier,"Full name","Email address",Status,Grade,"Maximum Grade"
"Participant 123","Ana García López",ana@uni.es,"Submitted for grading - ",,20.00
"Participant 124","José María Peña",jose@uni.es,"No submission - ",,20.00
"""
WORKSHEET_ES = """\
Identificador,Estado,Calificación
Participante 123,Enviado para calificar,
"""
PLAIN = """\
email,name,student,id
ana@uni.es,Ana García López,ana,77
,,luis,
"""
NAMES = ["Ana García López", "José María Peña"]


def roster(folder: Path, text: str, encoding: str = "utf-8") -> Roster:
    path = folder / "class.csv"
    path.write_bytes(text.encode(encoding))
    return read_roster(path)


def handed(student: str, lms_id: str | None = None) -> HandedIn:
    name = f"{student}_{lms_id}" if lms_id else student
    return HandedIn(name, None, "x.ipynb", "x", None, False, lms_id, bytes)


def match(found: Roster, student: str, lms_id: str | None = None) -> str | None:
    one = found.match(handed(student, lms_id))
    return one.key if one else None


def test_canvas_gradebook(tmp_path: Path) -> None:
    """Students go by their login; rows of no student are left out."""
    found = roster(tmp_path, CANVAS)
    assert [one.key for one in found.students] == ["agarcia", "jpena", "A-003"]
    ana, jose, eva = found.students
    assert (ana.name, ana.email) == ("Ana García López", "")
    assert (ana.ids, ana.lms_id) == (("A-001", "4321"), "4321")
    assert jose.row["Lab 1 (991)"] == "17.5"
    assert jose.row["Student"] == "Peña, José María"
    assert eva.name == "=cmd|' /C calc'!A0 Nuñez"
    assert found.fields[:3] == ("Student", "ID", "SIS User ID")
    assert len(set(found.students)) == 3


def test_canvas_gradebook_with_names_apart(tmp_path: Path) -> None:
    """Canvas can be told to split them."""
    (ana,) = roster(tmp_path, CANVAS_SPLIT).students
    assert (ana.key, ana.name, ana.ids) == ("agarcia", "Ana García López", ("4321",))


@pytest.mark.parametrize("name", ["Student, Test", "Prueba, Estudiante de"])
def test_only_canvas_own_test_student_is_left_out(tmp_path: Path, name: str) -> None:
    """Somebody of that name who has a number is real."""
    line = f'"{name}",9,{{}},login,G1,,\n'
    start = CANVAS[: CANVAS.index('"Student, Test')]
    assert len(roster(tmp_path, start + line.format("")).students) == 3
    assert len(roster(tmp_path, start + line.format("A-009")).students) == 4


@pytest.mark.parametrize("text", [MOODLE, MOODLE_ES])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_moodle_gradebook(tmp_path: Path, text: str, encoding: str) -> None:
    """In English and Spanish, by comma and semicolon, as Moodle and Excel write it."""
    found = roster(tmp_path, text, encoding)
    assert [one.key for one in found.students] == ["A-001", "jose.pena@uni.es"]
    assert [one.name for one in found.students] == NAMES
    assert [one.email for one in found.students] == ["ana@uni.es", "jose.pena@uni.es"]
    assert found.fields[0] in ("First name", "Nombre")
    assert "Lab 1" in found.fields[-1]


def test_moodle_worksheet(tmp_path: Path) -> None:
    """It has the number that Moodle writes before each file."""
    found = roster(tmp_path, WORKSHEET)
    assert [one.key for one in found.students] == ["ana@uni.es", "jose@uni.es"]
    assert [one.name for one in found.students] == NAMES
    assert match(found, "Ana García López", "123") == "ana@uni.es"
    assert match(found, "Grupo A-Ana García López", "123") == "ana@uni.es"
    assert match(found, "Somebody", "999") is None


def test_moodle_worksheet_of_blind_marking(tmp_path: Path) -> None:
    """Only numbers are known."""
    found = roster(tmp_path, WORKSHEET_ES)
    (one,) = found.students
    assert (one.key, one.name) == ("123", "Participante 123")
    assert match(found, "Participante", "123") == "123"
    assert match(found, "Participante", "124") is None


def test_a_list_of_ones_own(tmp_path: Path) -> None:
    """Columns in any order; only the first is needed."""
    found = roster(tmp_path, PLAIN)
    ana, luis = found.students
    assert (ana.key, ana.name, ana.email) == ("ana", "Ana García López", "ana@uni.es")
    assert (ana.ids, ana.lms_id) == (("77",), "77")
    assert (luis.key, luis.name, luis.ids) == ("luis", "luis", ())
    assert [one.key for one in roster(tmp_path, "student\nana\n\nluis\n").students] == [
        "ana",
        "luis",
    ]
    (eva,) = roster(tmp_path, "Estudiante;Nombre;Correo\neva;Eva Ruiz;e@x.es").students
    assert (eva.key, eva.name, eva.email) == ("eva", "Eva Ruiz", "e@x.es")


def test_short_and_long_rows(tmp_path: Path) -> None:
    """A row may lack its last cells, or have more than there are columns."""
    found = roster(tmp_path, "student,name,email\nana\nluis,Luis,l@x.es,more,more\n")
    assert [one.row for one in found.students] == [
        {"student": "ana", "name": "", "email": ""},
        {"student": "luis", "name": "Luis", "email": "l@x.es"},
    ]


def test_a_student_listed_twice(tmp_path: Path) -> None:
    """The same row twice is one student; two of one key cannot be told apart."""
    assert len(roster(tmp_path, "student,name\nana,A\nana,A\n").students) == 1
    with pytest.raises(BadInput, match="lists “ana” twice"):
        roster(tmp_path, "student,name\nana,Ana Ruiz\nana,Ana Sanz\n")


@pytest.mark.parametrize(
    "told",
    [
        "agarcia",
        "AGARCIA",
        "A-001",
        "4321",
        "Ana García López",
        "ana_garcia_lopez",
        "García López, Ana",
        "garcía-lópez ana",
        "GarciaLopezAna",
        "AnaGarcíaLópez",
        "Ana Garci\u0301a Lo\u0301pez",
    ],
)
def test_names_that_are_the_same(tmp_path: Path, told: str) -> None:
    """Case, accents, punctuation and the order of names make no difference."""
    assert match(roster(tmp_path, CANVAS), told) == "agarcia"


@pytest.mark.parametrize(
    "told",
    [
        "Ana",
        "Ana García",
        "López",
        "ana.garcia",
        "Test Student",
        "8f3a",
        "A001",
        "_",
        "-",
    ],
)
def test_names_that_are_not_the_same(tmp_path: Path, told: str) -> None:
    """A part of a name is nobody's, and an ID is written as it is."""
    assert match(roster(tmp_path, CANVAS), told) is None


@pytest.mark.parametrize("told", ["jose.pena", "JOSE.PENA@UNI.ES", "Peña José María"])
def test_an_email_is_a_name_too(tmp_path: Path, told: str) -> None:
    """Whole, or what is before the @."""
    assert match(roster(tmp_path, MOODLE), told) == "jose.pena@uni.es"


NAMESAKES = """\
Student,ID,SIS User ID,SIS Login ID,Section
"Ruiz, Ana",1,A1,ruiz,G1
"Ruiz, Ana",2,A2,aruiz,G1
"Sanz, Eva",3,A3,sanz,G1
"""


def test_two_of_one_name(tmp_path: Path) -> None:
    """Nobody is chosen, until the LMS' number says who."""
    found = roster(tmp_path, NAMESAKES)
    assert match(found, "ruizana") is None
    assert match(found, "ruizana", "2") == "aruiz"
    assert match(found, "ruizana", "9") is None
    assert match(found, "ruiz") == "ruiz"


def test_a_number_of_somebody_else(tmp_path: Path) -> None:
    """Where number and name disagree, nobody is chosen."""
    found = roster(tmp_path, NAMESAKES)
    assert match(found, "sanzeva", "3") == "sanz"
    assert match(found, "sanzeva", "1") is None
    assert match(found, "mistyped", "1") == "ruiz"
    assert match(found, "sanzeva", "999") == "sanz"


def test_one_students_login_is_anothers_email(tmp_path: Path) -> None:
    """Two fit, so nobody does."""
    text = "student,email\nana,x@uni.es\nluis,ana@uni.es\n"
    found = roster(tmp_path, text)
    assert match(found, "ana") is None
    assert match(found, "x") == "ana"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Lab,Score\n1,2\n", "Lab, Score"),
        ("name\nAna\n", "name"),
        ("nombre,nota\nAna,7\n", "nombre, nota"),
        ("", "—"),
        ("\n\n", "—"),
        ("ana\x1b[31m,b\n1,2\n", "ana, b"),
        (",".join(f"c{n}" for n in range(20)), "c0, c1, c2, c3, c4, c5, c6, c7, c8"),
        ('{"cells": []}', '{"cells": []}'),
    ],
)
def test_what_is_no_class_list(tmp_path: Path, text: str, shown: str) -> None:
    """The message says which columns there are, the hint which there should be."""
    with pytest.raises(BadInput) as refusal:
        roster(tmp_path, text)
    assert f"its columns are {shown}" in str(refusal.value)
    assert "student, name, email, id" in str(refusal.value.hint)


def test_files_that_cannot_be_a_list(tmp_path: Path) -> None:
    """A spreadsheet, no text, nothing at all, a list of nobody, one without end."""
    path = tmp_path / "x.csv"
    for data, words in (
        (b"PK\x03\x04", "is a spreadsheet"),
        (b"\x81\x8d\x00\xff", "is no class list"),
        (b"student\n", "lists no students"),
        (b"student\n" + b"a" * (17 << 20), "larger than 16 MB"),
    ):
        path.write_bytes(data)
        with pytest.raises(BadInput, match=words):
            read_roster(path)
    for unreadable in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(BadInput, match="cannot be read"):
            read_roster(unreadable)


def test_hostile_names_are_cleaned(tmp_path: Path) -> None:
    """The row is kept as it is, for Canvas; what is shown is safe."""
    found = roster(tmp_path, 'student,name\na\u202eb,"x\ny\x1b[31m"\n')
    (one,) = found.students
    assert (one.key, one.name) == ("ab", "x y")
    assert one.row["student"] == "a\u202eb"


words = st.text(st.characters(codec="utf-8"), max_size=12)
headers = st.sampled_from(
    ["student", "ID", "Section", "Nombre", "Apellido(s)", "Email"]
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(headers | words, max_size=5), st.lists(st.lists(words, max_size=6)), words
)
def test_any_text_is_a_list_or_bad_input(
    tmp_path: Path, columns: list[str], rows: list[list[str]], told: str
) -> None:
    """No file is a fault of ours, and no name makes matching fail."""
    text = "\n".join(",".join(row) for row in [columns, *rows])
    with contextlib.suppress(BadInput):
        found = roster(tmp_path, text)
        keys = [one.key for one in found.students]
        assert len(set(keys)) == len(keys)
        assert all(keys)
        found.match(handed(told, told))


@given(st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=5), st.text())
def test_who_is_matched_is_the_only_one(names: list[str], told: str) -> None:
    """Whoever is found has that name, and nobody else has it."""
    keys = [f"key{n}" for n in range(len(names))]
    people = [Student(k, n, "", (), {}) for k, n in zip(keys, names, strict=True)]
    found = Roster(tuple(people), ("student",))
    for name in (told, *names, *keys):
        one = found.match(handed(name))
        same = [person for person in people if name in (person.key, person.name)]
        assert one is None or not same or same == [one]
        if name in keys:
            assert one in (None, people[keys.index(name)])
