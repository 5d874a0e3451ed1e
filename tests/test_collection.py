"""What is collected from folders and zips, and what is told of it."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import struct
import tracemalloc
import unicodedata
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grader.collection import HandedIn, Skipped, archives, collect
from grader.collection.stamps import read_stamp
from grader.errors import BadInput
from grader.submission import MAX_BYTES

NOTEBOOK = b'{"cells": [], "nbformat": 4}'
MOODLE = "Ana García_4321_assignsubmission_file_"


def lay(folder: Path, *names: str, content: bytes = NOTEBOOK) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def zip_of(path: Path, *names: str) -> Path:
    path.write_bytes(zipped(dict.fromkeys(names, NOTEBOOK)))
    return path


def sorted_out(*paths: Path) -> tuple[list[HandedIn], list[Skipped]]:
    found = [*collect(paths)]
    return (
        [one for one in found if isinstance(one, HandedIn)],
        [one for one in found if isinstance(one, Skipped)],
    )


def students(*paths: Path) -> list[tuple[str, str]]:
    """Who handed in what; nothing may be skipped."""
    handed, skipped = sorted_out(*paths)
    assert not skipped
    return [(one.student, one.name) for one in handed]


def reasons(path: Path) -> dict[str, str]:
    """Why files were skipped, by where they lay below a path."""
    _, skipped = sorted_out(path)
    return {
        one.origin.removeprefix(str(path)).lstrip("/!"): str(one.reason)
        for one in skipped
    }


def test_one_notebook(tmp_path: Path) -> None:
    """Its student is its stem, and nothing else is known."""
    path = lay(tmp_path, "José Núñez.ipynb") / "José Núñez.ipynb"
    (found,) = collect([path])
    assert isinstance(found, HandedIn)
    assert (found.student, found.name) == ("José Núñez", "José Núñez.ipynb")
    assert (found.assignment, found.handed_in, found.lms_id) == (None, None, None)
    assert (found.late, found.origin) == (False, str(path))
    assert found.read() == NOTEBOOK


def test_a_folder_of_notebooks(tmp_path: Path) -> None:
    """Each is of the student whose name it bears, in the order of names."""
    lay(tmp_path, "luis.ipynb", "ana.IPYNB", "Ñusta.ipynb")
    assert students(tmp_path) == [
        ("ana", "ana.IPYNB"),
        ("luis", "luis.ipynb"),
        ("Ñusta", "Ñusta.ipynb"),
    ]


def test_a_folder_for_each_student(tmp_path: Path) -> None:
    """Whatever lies in it is theirs, however deep; a second file is an attempt."""
    lay(tmp_path, "ana/lab.ipynb", "ana/lab-2.ipynb", "luis/entrega/final/x.ipynb")
    lay(tmp_path, "ana/datos_11_2024_x.ipynb")
    assert students(tmp_path) == [
        ("ana", "datos_11_2024_x.ipynb"),
        ("ana", "lab-2.ipynb"),
        ("ana", "lab.ipynb"),
        ("luis", "x.ipynb"),
    ]


def nbgrader(folder: Path, stamp: str = "2015-02-02 15:58:23.948203 UTC") -> Path:
    lay(folder, "submitted/ana/lab1/p1.ipynb", "submitted/luis/lab1/p1.ipynb")
    where = folder / "submitted/ana/lab1/timestamp.txt"
    where.write_text(stamp)
    return folder


@pytest.mark.parametrize("given_path", ["", "submitted"])
def test_nbgraders_folders(tmp_path: Path, given_path: str) -> None:
    """They tell student, assignment and, where there is a stamp, when."""
    handed, skipped = sorted_out(nbgrader(tmp_path) / given_path)
    when = datetime(2015, 2, 2, 15, 58, 23, 948203, UTC)
    assert not skipped
    assert [(one.student, one.assignment, one.handed_in) for one in handed] == [
        ("ana", "lab1", when),
        ("luis", "lab1", None),
    ]


@pytest.mark.parametrize(
    "given_path",
    ["submitted/ana", "submitted/ana/lab1", "submitted/ana/lab1/p1.ipynb"],
)
def test_a_part_of_nbgraders_folders(tmp_path: Path, given_path: str) -> None:
    """Where its stamp is there, the path above tells the rest."""
    (one,) = sorted_out(nbgrader(tmp_path) / given_path)[0]
    assert (one.student, one.assignment) == ("ana", "lab1")
    assert one.handed_in is not None


def test_a_stamp_that_tells_no_time(tmp_path: Path) -> None:
    """It is reported, since whoever handed in late would not be known."""
    path = nbgrader(tmp_path, "2015-02-02 15:58:23 PST")
    assert reasons(path) == {
        "submitted/ana/lab1/timestamp.txt": "It tells no time that can be understood."
    }
    assert [one.handed_in for one in sorted_out(path)[0]] == [None, None]


def test_a_stamp_beside_a_notebook(tmp_path: Path) -> None:
    """It tells when, also where the folders are no longer nbgrader's own."""
    lay(tmp_path, "ana/lab.ipynb", "x/luis/lab2/sub/lab.ipynb")
    lay(tmp_path, "ana/timestamp.txt", content=b"2026-03-01 10:00:00 +0100")
    lay(tmp_path, "x/luis/lab2/timestamp.txt", content=b"2026-03-01T10:00:00Z")
    first, second = sorted_out(tmp_path)[0]
    assert (first.student, first.assignment) == ("ana", None)
    assert first.handed_in == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert (second.student, second.assignment) == ("luis", "lab2")
    assert second.handed_in == datetime(2026, 3, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2015-02-02 15:58:23.948203 America/Los_Angeles", 23),
        ("2015-07-02 15:58:23 America/Los_Angeles\n", 22),
        ("2015-02-02 15:58:23.948203 UTC", 15),
        ("2015-02-02 15:58:23", 15),
        ("2015-02-02T15:58:23+02:00", 13),
        ("2015-02-02 15:58:23.9 -0330", 19),
        ("\ufeff2015-02-02T15:58Z", 15),
    ],
)
def test_times_as_nbgrader_writes_them(text: str, hour: int) -> None:
    """With a zone's name, an offset, or none, which is UTC."""
    found = read_stamp(text.encode())
    assert found is not None
    assert (found.hour, found.tzinfo) == (hour, UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2015-13-02 15:58:23",
        "2015-02-02 15:58:23 PST",
        "2015-02-02 15:58:23 ../../etc/passwd",
        "2015-02-02 15:58:23 /etc/passwd",
        "2015-02-02 15:58:23 America",
        "2015-02-02 15:58:23 +99:00",
        "0001-01-01 00:00:00 +12:00",
    ],
)
def test_times_that_are_none(text: str) -> None:
    """Nothing is guessed of a date or a zone."""
    assert read_stamp(text.encode()) is None


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode()))
@example(b"2015-02-02 15:58:23 \xff")
def test_any_bytes_are_a_time_or_none(data: bytes) -> None:
    """A student may write anything there."""
    read_stamp(data)


CANVAS = [
    ("garcíaana_4321_98765_lab.ipynb", "garcíaana_4321", "lab.ipynb", False),
    ("nuñez_LATE_77_98766_mi_lab 2-1.ipynb", "nuñez_77", "mi_lab 2-1.ipynb", True),
    ("díazluis_78_98767_1_2024_x-12.ipynb", "díazluis_78", "1_2024_x-12.ipynb", False),
    ("anon_x7Yq2_98768_lab.ipynb", "anon_x7Yq2", "lab.ipynb", False),
    ("LATE_anon_k2_98769_lab.ipynb", "anon_k2", "lab.ipynb", True),
]


@pytest.mark.parametrize("place", ["files", "zip", "beside others", "wrapped"])
def test_canvas_download(tmp_path: Path, place: str) -> None:
    """It tells the student, Canvas' id, and what was late."""
    names = [name for name, *_ in CANVAS]
    if place == "zip":
        path = zip_of(tmp_path / "entregas.zip", *names)
    elif place == "wrapped":
        path = zip_of(tmp_path / "x.zip", *(f"entregas/{name}" for name in names))
    elif place == "beside others":
        path = lay(tmp_path, *(f"lab 1/{name}" for name in names))
    else:
        path = lay(tmp_path, *names)
    handed, _ = sorted_out(path)
    found = {(o.student, o.name, o.late) for o in handed}
    assert found == {tuple(rest) for _, *rest in CANVAS}
    assert {one.lms_id for one in handed} == {
        "4321",
        "77",
        "78",
        "anon_x7Yq2",
        "anon_k2",
    }
    assert {one.called for one in handed} >= {"garcíaana", "nuñez", "anon_x7Yq2"}


def test_attempts_come_in_the_order_of_canvas_numbers(tmp_path: Path) -> None:
    """The tenth million follows the nine that are no letters before it."""
    first, second = (
        f"ana_1_{n}_lab{end}.ipynb" for n, end in ((9999999, "-1"), (10000001, ""))
    )
    lay(tmp_path / "a", first, second)
    zip_of(tmp_path / "b.zip", second, first)
    for path in (tmp_path / "a", tmp_path / "b.zip"):
        assert [name for _, name in students(path)] == ["lab-1.ipynb", "lab.ipynb"]


def test_a_zip_in_canvas_download(tmp_path: Path) -> None:
    """What a student zipped is that student's, with the names that they gave."""
    inner = zipped({"mi entrega/lab.ipynb": NOTEBOOK})
    lay(tmp_path, "garciaana_LATE_4321_98765_todo.zip", content=inner)
    (found,) = sorted_out(tmp_path)[0]
    assert (found.student, found.name, found.late) == (
        "garciaana_4321",
        "lab.ipynb",
        True,
    )
    assert found.origin.endswith("98765_todo.zip!mi entrega/lab.ipynb")


def test_names_that_only_look_like_canvas(tmp_path: Path) -> None:
    """Canvas gives each file a number of its own, and writes names in lower case."""
    lay(tmp_path, "lab_1_2024_ana.ipynb", "lab_1_2024_luis.ipynb")
    who = {student for student, _ in students(tmp_path)}
    assert who == {"lab_1_2024_ana", "lab_1_2024_luis"}
    path = lay(tmp_path / "x", "Lab_3_2024_eva.ipynb")
    assert students(path)[0][0] == "Lab_3_2024_eva"


@pytest.mark.parametrize("kind", ["folder", "zip", "flat", "without the last _"])
def test_moodle_download(tmp_path: Path, kind: str) -> None:
    """It tells the name and the participant number; blind marking only the latter."""
    ends = {"flat": "_", "without the last _": "/"}.get(kind, "_/")
    names = [
        f"{who}_assignsubmission_file{ends}lab.ipynb"
        for who in ("Ana García_4321", "Grupo 1-Luis Peña_4322", "Participante_7")
    ]
    path = zip_of(tmp_path / "a.zip", *names) if kind == "zip" else tmp_path
    if kind != "zip":
        lay(tmp_path, *names)
    handed, _ = sorted_out(path)
    assert [(one.student, one.lms_id, one.name) for one in handed] == [
        ("Ana García_4321", "4321", "lab.ipynb"),
        ("Grupo 1-Luis Peña_4322", "4322", "lab.ipynb"),
        ("Participante_7", "7", "lab.ipynb"),
    ]
    assert handed[0].called == "Ana García"


def test_moodle_download_of_groups(tmp_path: Path) -> None:
    """The group of those who have none has no number."""
    lay(tmp_path, "Grupo por defecto_assignsubmission_file/lab.ipynb")
    (found,) = sorted_out(tmp_path)[0]
    assert (found.student, found.lms_id) == ("Grupo por defecto", None)


def test_one_folder_of_moodle(tmp_path: Path) -> None:
    """It may be given by itself, and so may the notebook in it."""
    lay(tmp_path, f"{MOODLE}/sub/lab.ipynb", f"{MOODLE}/lab.ipynb")
    for path in (tmp_path / MOODLE, tmp_path / MOODLE / "lab.ipynb"):
        assert ("Ana García_4321", "lab.ipynb") in students(path)


def test_what_else_moodle_and_canvas_write(tmp_path: Path) -> None:
    """Texts typed into the LMS are reported: they may be all that was handed in."""
    lay(tmp_path, "Ana_1_assignsubmission_onlinetext_/onlinetext.html", "a_1_text.html")
    assert len(reasons(tmp_path)) == 2
    assert not sorted_out(tmp_path)[0]


@pytest.mark.parametrize(
    ("archive", "names", "who"),
    [
        ("x.zip", ["ana.ipynb", "luis.ipynb"], {"ana", "luis"}),
        ("x.zip", ["ana/lab.ipynb", "luis/lab.ipynb"], {"ana", "luis"}),
        ("x.zip", ["lab1/ana.ipynb", "lab1/luis.ipynb"], {"ana", "luis"}),
        ("x.zip", ["lab1/ana/x.ipynb", "lab1/luis/x.ipynb"], {"ana", "luis"}),
        ("lab1.zip", ["lab1/ana.ipynb"], {"ana"}),
        ("lab1 (2).zip", ["lab1/ana.ipynb"], {"ana"}),
        ("x.zip", ["ana/lab.ipynb"], {"ana"}),
        ("x.zip", ["submitted/ana/lab1/a.ipynb"], {"ana"}),
        ("submitted.zip", ["ana/lab1/a.ipynb", "luis/lab1/a.ipynb"], {"ana", "luis"}),
        ("x.zip", [f"{MOODLE}/a.ipynb", f"{MOODLE}/b.ipynb"], {"Ana García_4321"}),
    ],
)
def test_a_zip_of_any_layout(
    tmp_path: Path, archive: str, names: list[str], who: set[str]
) -> None:
    """The folder that was zipped with its contents is no student."""
    path = zip_of(tmp_path / archive, *names)
    assert {student for student, _ in students(path)} == who
    assert all(one.read() == NOTEBOOK for one in sorted_out(path)[0])


def test_a_zip_in_a_folder_is_a_folder(tmp_path: Path) -> None:
    """Its name is a student's, or it is one of Canvas' or Moodle's downloads."""
    zip_of(tmp_path / "ana.zip", "lab.ipynb", "trabajo/otro.ipynb")
    zip_of(tmp_path / "curso.zip", f"{MOODLE}/lab.ipynb")
    zip_of(tmp_path / "z.zip", "ruiz_1_1001_lab.ipynb", "sanz_LATE_2_1002_lab.ipynb")
    assert students(tmp_path) == [
        ("ana", "lab.ipynb"),
        ("ana", "otro.ipynb"),
        ("Ana García_4321", "lab.ipynb"),
        ("ruiz_1", "lab.ipynb"),
        ("sanz_2", "lab.ipynb"),
    ]


def test_a_zip_in_a_zip(tmp_path: Path) -> None:
    """One level is opened, and read again when asked; a second is reported."""
    inner = zipped({"lab.ipynb": NOTEBOOK, "mas.zip": zipped({"x.ipynb": NOTEBOOK})})
    path = tmp_path / "clase.zip"
    path.write_bytes(zipped({"ana.zip": inner, "luis/lab.ipynb": NOTEBOOK}))
    handed, skipped = sorted_out(path)
    assert [(one.student, one.read()) for one in handed] == [
        ("ana", NOTEBOOK),
        ("luis", NOTEBOOK),
    ]
    assert [one.origin for one in skipped] == [f"{path}!ana.zip!mas.zip"]


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    """A file that changes after it was found is read as it is then."""
    path = lay(tmp_path, "ana.ipynb") / "ana.ipynb"
    (found,) = sorted_out(tmp_path)[0]
    path.write_bytes(b"later")
    assert found.read() == b"later"
    path.unlink()
    with pytest.raises(BadInput, match="No such file"):
        found.read()


def test_a_zip_that_goes_away(tmp_path: Path) -> None:
    """Reading from it is bad input, not a fault, while collecting and after."""
    path = zip_of(tmp_path / "x.zip", "ana.ipynb", "luis.ipynb")
    found = collect([path])
    first = next(found)
    assert isinstance(first, HandedIn)
    assert first.read() == NOTEBOOK
    second = [*found][-1]
    path.write_bytes(b"PK")
    assert isinstance(second, HandedIn)
    with pytest.raises(BadInput, match="cut off"):
        second.read()
    path.unlink()
    with pytest.raises(BadInput, match="No such file"):
        second.read()


def test_what_systems_leave_behind_is_not_mentioned(tmp_path: Path) -> None:
    """Checkpoints, and what macOS and Windows add, are nobody's work."""
    names = [
        ".ipynb_checkpoints/ana-checkpoint.ipynb",
        "__MACOSX/._ana.ipynb",
        "._ana.ipynb",
        ".DS_Store",
        "Thumbs.db",
        "ana.ipynb",
    ]
    lay(tmp_path / "f", *names)
    assert students(tmp_path / "f") == [("ana", "ana.ipynb")]
    assert students(zip_of(tmp_path / "z.zip", *names)) == [("ana", "ana.ipynb")]


def test_what_is_no_notebook_is_reported(tmp_path: Path) -> None:
    """So that nobody is thought to have handed in nothing."""
    lay(tmp_path, "ana/lab.py", "ana/lab.pdf", "luis.ipynb.txt", "luis/lab.ipynb")
    (tmp_path / "eva.zip").write_bytes(zipped({"lab.html": b"<html>"}))
    (tmp_path / "leo.zip").write_bytes(zipped({}))
    found = reasons(tmp_path)
    assert set(found) == {
        "ana/lab.py",
        "ana/lab.pdf",
        "luis.ipynb.txt",
        "eva.zip!lab.html",
        "leo.zip",
    }
    assert found["ana/lab.py"].startswith("It is neither a notebook")
    assert found["leo.zip"] == "There is nothing in it."
    assert students(tmp_path / "luis") == [("lab", "lab.ipynb")]


def test_what_is_no_notebook_is_somebodys(tmp_path: Path) -> None:
    """Told by where it lies, as a notebook in its place would be."""
    lay(
        tmp_path / "a", f"{MOODLE}/x.docx", "ana_1_234_x.pdf", "eva/x.pdf", "b_1_99_.nb"
    )
    (tmp_path / "a" / "leo.zip").write_bytes(b"PK")
    lay(tmp_path, "c/ana/lab.ipynb", "c/luis/lab.ipynb", "c/eva/lab.docx")
    (tmp_path / "z.zip").write_bytes(
        zipped({"all/ana/l.ipynb": NOTEBOOK, "all/eva/l.docx": b"", "read.me": b""})
    )
    paths = [[tmp_path / "a"], [*(tmp_path / "c").iterdir()], [tmp_path / "z.zip"]]
    whose = [
        {one.handed.called for one in sorted_out(*some)[1] if one.handed}
        for some in paths
    ]
    assert whose == [
        {"Ana García", "ana", "eva", "b_1_99_", "leo"},
        {"eva"},
        {"eva", "read"},
    ]


def test_a_path_that_is_no_notebook(tmp_path: Path) -> None:
    """One that is there is skipped; one that is not is the only fatal thing."""
    path = lay(tmp_path, "a.pdf") / "a.pdf"
    assert [type(one) for one in collect([path])] == [Skipped]
    with pytest.raises(BadInput, match="There is no file or folder"):
        collect([path, tmp_path / "nowhere"])


def test_several_paths_follow_one_another(tmp_path: Path) -> None:
    """In the order in which they were given."""
    lay(tmp_path, "b/ana.ipynb", "a/luis.ipynb")
    who = [student for student, _ in students(tmp_path / "b", tmp_path / "a")]
    assert who == ["ana", "luis"]


def test_folders_with_one_notebook_each_are_students(tmp_path: Path) -> None:
    """As a shell gives them: ana/ luis/, */lab.ipynb, ana.zip luis.zip."""
    lay(tmp_path, "ana/lab.ipynb", "luis/lab.ipynb", "eva/mine.ipynb")
    folders = [tmp_path / name for name in ("ana", "luis", "eva")]
    assert students(*folders) == [
        ("ana", "lab.ipynb"),
        ("luis", "lab.ipynb"),
        ("eva", "mine.ipynb"),
    ]
    files = [folder / "lab.ipynb" for folder in folders[:2]]
    assert students(*files) == [("ana", "lab.ipynb"), ("luis", "lab.ipynb")]
    zips = [zip_of(tmp_path / f"{name}.zip", "work/a.ipynb") for name in ("ana", "eva")]
    assert students(*zips) == [("ana", "a.ipynb"), ("eva", "a.ipynb")]


def test_folders_with_several_notebooks_are_classes(tmp_path: Path) -> None:
    """The same students in two weeks."""
    lay(tmp_path, *(f"week{i}/{name}.ipynb" for i in (1, 2) for name in ("ana", "eva")))
    found = students(tmp_path / "week1", tmp_path / "week2")
    assert [student for student, _ in found] == ["ana", "eva"] * 2


HOSTILE = [
    "=cmd|' /C calc'!A0",
    "-rf",
    "$(reboot)",
    "<script>",
    "ana\nluis",
    "ana\u202egnp",
    "ana\x1b[31m",
    "\u202e",
    "ﾅﾗ" * 30,
]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("place", ["stem", "folder", "zip"])
def test_hostile_names_are_only_names(tmp_path: Path, name: str, place: str) -> None:
    """They are shown in one safe line, and the file is read all the same."""
    name = name.replace("/", "_") + ("" if place == "stem" else "/lab")
    if place == "zip":
        path = zip_of(tmp_path / "x.zip", f"{name}.ipynb")
    else:
        path = lay(tmp_path, f"{name}.ipynb")
    (found,) = sorted_out(path)[0]
    for text in (found.student, found.name, found.origin):
        assert text.isprintable()
        assert not set(text) & set("\n\x1b\u202e")
    assert found.student
    assert found.read() == NOTEBOOK


@pytest.mark.parametrize(
    ("member", "student"),
    [
        ("../../x.ipynb", "x"),
        ("/etc/ana.ipynb", "etc"),
        ("../ana/./lab.ipynb", "ana"),
        ("..\\..\\ana\\lab.ipynb", "ana"),
        ("C:\\ana\\lab.ipynb", "ana"),
    ],
)
def test_a_members_path_leads_nowhere(
    tmp_path: Path, member: str, student: str
) -> None:
    """Nothing is written anywhere, so its folders are only names."""
    path = zip_of(tmp_path / "x.zip", member)
    before = sorted(tmp_path.parent.rglob("*"))
    (found,) = sorted_out(path)[0]
    assert found.read() == NOTEBOOK
    assert found.student == student
    assert sorted(tmp_path.parent.rglob("*")) == before


@pytest.mark.parametrize("encoding", ["utf-8", "cp850", "cp437"])
def test_names_of_zips_without_a_flag(tmp_path: Path, encoding: str) -> None:
    """macOS writes UTF-8, Windows a code page; both say nothing of it."""
    name = "Íñigo Peña" if encoding != "cp437" else "Peña José"
    raw = f"{name}.ipynb".encode(encoding)
    plain = "x" * len(raw)
    data = zipped({plain: NOTEBOOK}).replace(plain.encode(), raw)
    (tmp_path / "a.zip").write_bytes(data)
    assert students(tmp_path / "a.zip") == [(name, f"{name}.ipynb")]


def test_an_accent_is_the_same_however_it_is_written(tmp_path: Path) -> None:
    """macOS decomposes ñ; two files of one student stay one student's."""
    name = unicodedata.normalize("NFD", "Peña")
    lay(tmp_path, f"{name}/a.ipynb")
    assert students(tmp_path) == [("Peña", "a.ipynb")]


def test_a_member_twice(tmp_path: Path) -> None:
    """Both are read, each with its own content."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ana.ipynb", b"first")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("ana.ipynb", b"second")
    handed, _ = sorted_out(path)
    assert [one.read() for one in handed] == [b"first", b"second"]


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """What a zip says of itself is enough to refuse it; the rest is collected."""
    path = tmp_path / "x.zip"
    path.write_bytes(zipped({"a.ipynb": bytes(32 << 20), "b.ipynb": NOTEBOOK}))
    handed, skipped = sorted_out(path)
    assert [one.student for one in handed] == ["b"]
    assert "500 times its size" in str(skipped[0].reason)


def test_a_member_that_lies_about_its_size(tmp_path: Path) -> None:
    """Never more is unpacked than was told, and the lie is noticed."""
    data = bytearray(zipped({"a.ipynb": bytes(32 << 20)}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(signature) + offset
        data[at : at + 4] = struct.pack("<I", 1000)
    (tmp_path / "x.zip").write_bytes(data)
    (found,) = sorted_out(tmp_path / "x.zip")[0]
    tracemalloc.start()
    with pytest.raises(BadInput, match="damaged"):
        found.read()
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()


def test_too_many_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are counted before one of them is looked at."""
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    path = zip_of(tmp_path / "x.zip", *(f"{n}.ipynb" for n in range(4)))
    assert reasons(path) == {"": "It has 4 files in it, over 3."}


def test_too_much_in_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many members that are each small enough are refused together."""
    monkeypatch.setattr(archives, "MAX_TOTAL", 100)
    path = zip_of(tmp_path / "x.zip", *(f"{n}.ipynb" for n in range(4)))
    assert "Unpacked" in reasons(path)[""]


def test_a_million_members_are_not_listed(tmp_path: Path) -> None:
    """A list that is too long is refused before it becomes objects."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.ipynb", b"")
    data = buffer.getvalue()
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    listing = data[start:end] * 100_000
    tail = bytearray(data[end:])
    tail[8:12] = struct.pack("<HH", 0xFFFF, 0xFFFF)
    tail[12:16] = struct.pack("<I", len(listing))
    path = tmp_path / "x.zip"
    path.write_bytes(data[:start] + listing + tail)
    tracemalloc.start()
    assert "damaged" in reasons(path)[""]
    assert tracemalloc.get_traced_memory()[1] < 16 << 20
    tracemalloc.stop()


def test_a_notebook_that_is_too_large(tmp_path: Path) -> None:
    """It is skipped where it lies, in a folder and in a zip."""
    with (tmp_path / "ana.ipynb").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    data = bytearray(zipped({"luis.ipynb": os.urandom(1000)}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", MAX_BYTES + 1)
    (tmp_path / "x.zip").write_bytes(data)
    assert reasons(tmp_path) == dict.fromkeys(
        ["ana.ipynb", "x.zip!luis.ipynb"], "It is larger than 64 MB."
    )


def test_a_notebook_that_grows(tmp_path: Path) -> None:
    """The bound holds when it is read, too."""
    path = lay(tmp_path, "ana.ipynb") / "ana.ipynb"
    (found,) = sorted_out(tmp_path)[0]
    os.truncate(path, MAX_BYTES + 1)
    with pytest.raises(BadInput, match="larger than 64 MB"):
        found.read()


def flagged(data: bytes, offset: int, value: int) -> bytes:
    """A zip whose only member has this number at an offset of its entry."""
    changed = bytearray(data)
    at = changed.index(b"PK\x01\x02") + offset
    changed[at : at + 2] = struct.pack("<H", value)
    return bytes(changed)


def test_members_that_cannot_be_read(tmp_path: Path) -> None:
    """Encrypted, packed in a way without bounds, or a link: each says why."""
    plain = zipped({"a.ipynb": NOTEBOOK})
    (tmp_path / "secret.zip").write_bytes(flagged(plain, 8, 1))
    (tmp_path / "lzma.zip").write_bytes(flagged(plain, 10, zipfile.ZIP_LZMA))
    (tmp_path / "link.zip").write_bytes(flagged(plain, 40, stat.S_IFLNK | 0o777))
    assert reasons(tmp_path) == {
        "link.zip!a.ipynb": "It is a link, not a file.",
        "lzma.zip!a.ipynb": "It is packed in an unusual way; zip it again as usual.",
        "secret.zip!a.ipynb": "It is protected by a password.",
    }


@pytest.mark.parametrize("keep", [0, 10, 60, -1, -30])
def test_a_zip_that_is_cut_off(tmp_path: Path, keep: int) -> None:
    """It is reported, and what lies beside it is collected."""
    data = zipped({"a.ipynb": NOTEBOOK, "b.ipynb": NOTEBOOK})
    (tmp_path / "x.zip").write_bytes(data[:keep])
    lay(tmp_path, "ana.ipynb")
    handed, skipped = sorted_out(tmp_path)
    assert [one.student for one in handed] == ["ana"]
    assert "cut off" in str(skipped[0].reason)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_zip_is_never_a_fault(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever is changed in it, it is read, skipped, or bad input."""
    inner = zipped({"b.ipynb": NOTEBOOK})
    whole = bytearray(zipped({"ñ/a.ipynb": NOTEBOOK, "c.zip": inner}))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    path = tmp_path / "x.zip"
    path.write_bytes(whole)
    for one in collect([path]):
        if isinstance(one, HandedIn):
            with contextlib.suppress(BadInput):
                assert len(one.read()) <= MAX_BYTES


anything = st.text(
    st.characters(exclude_categories=(), exclude_characters="\0/"), min_size=1
)
pieces = st.sampled_from(
    ["_1_", "LATE_", "anon_", "_assignsubmission_file_", "submitted", "..", "\\", "-1"]
)
hostile_names = st.lists(anything | pieces, min_size=1, max_size=5).map("".join)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(hostile_names, min_size=1, max_size=3), max_size=4))
def test_any_names_in_a_zip(tmp_path: Path, paths: list[list[str]]) -> None:
    """There is a student for every notebook, in one line that can be encoded."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number, parts in enumerate(paths):
            name = f"{'/'.join(parts)}{number}.ipynb".encode(
                "utf-8", "replace"
            ).decode()
            archive.writestr(name, NOTEBOOK)
    for one in collect([path]):
        if isinstance(one, HandedIn):
            assert one.student.strip()
            assert one.read() == NOTEBOOK
            for text in (one.student, one.name, one.origin):
                text.encode()
                assert "\n" not in text


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    """Linux takes any bytes for a name; what is no text is left out of it."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/an\xff\xe1a.ipynb"))
    path.write_bytes(NOTEBOOK)
    (found,) = sorted_out(tmp_path)[0]
    assert found.student == "ana"
    assert found.read() == NOTEBOOK


def test_a_very_long_name_in_a_zip(tmp_path: Path) -> None:
    """It is cut, and still is a notebook's."""
    path = zip_of(tmp_path / "x.zip", "n" * 5_000 + ".ipynb")
    (found,) = sorted_out(path)[0]
    assert found.student == "n" * 199 + "…"
    assert found.name.endswith(".ipynb")


def test_links(tmp_path: Path) -> None:
    """Only a link to a file of the same folder is followed."""
    outside = lay(tmp_path / "outside", "secret.ipynb", "x/deep.ipynb")
    inside = lay(tmp_path / "in", "ana/v2.ipynb", "luis/a.ipynb")
    (inside / "ana/final.ipynb").symlink_to("v2.ipynb")
    (inside / "eva.ipynb").symlink_to(outside / "secret.ipynb")
    (inside / "eva").symlink_to(outside / "x")
    (inside / "again").symlink_to(inside)
    (inside / "loop.ipynb").symlink_to("loop.ipynb")
    (inside / "gone.ipynb").symlink_to("nothing.ipynb")
    handed, _ = sorted_out(inside)
    assert [one.name for one in handed] == ["final.ipynb", "v2.ipynb", "a.ipynb"]
    assert reasons(inside) == {
        "again": "It is a link to a folder that is read anyway.",
        "eva": "It is a link that leads out of the folder.",
        "eva.ipynb": "It is a link that leads out of the folder.",
        "gone.ipynb": "No such file or directory",
        "loop.ipynb": "It is a link that leads nowhere.",
    }


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """Reading it would never end."""
    os.mkfifo(tmp_path / "ana.ipynb")
    assert reasons(tmp_path) == {"ana.ipynb": "It is not a regular file."}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read(tmp_path: Path) -> None:
    """A folder is reported at once, a file when it is read; others are collected."""
    lay(tmp_path, "ana.ipynb", "luis/lab.ipynb", "eva.ipynb")
    (tmp_path / "luis").chmod(0)
    (tmp_path / "ana.ipynb").chmod(0)
    handed, skipped = sorted_out(tmp_path)
    (tmp_path / "luis").chmod(0o755)
    assert [str(one.reason) for one in skipped] == ["Permission denied"]
    assert [one.student for one in handed] == ["ana", "eva"]
    with pytest.raises(BadInput, match="Permission denied"):
        handed[0].read()


def test_a_folder_that_cannot_be_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same for whom no right is denied: the system's word is passed on."""
    lay(tmp_path, "ana/a.ipynb", "luis/b.ipynb")
    listed = Path.iterdir

    def denied(path: Path) -> object:
        if path.name == "ana":
            raise PermissionError(13, "")
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", denied)
    assert reasons(tmp_path) == {"ana": "Permission denied"}
    assert [one.student for one in sorted_out(tmp_path)[0]] == ["luis"]


def test_a_zip_is_opened_once_for_all_its_members(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A class of thousands would wait for its list of members again and again."""
    path = zip_of(tmp_path / "x.zip", *(f"s{n}/lab.ipynb" for n in range(100)))
    opened = []
    open_it = Path.open

    def counted(path: Path, mode: str) -> object:
        opened.append(path)
        return open_it(path, mode)

    monkeypatch.setattr(Path, "open", counted)
    for one in collect([path]):
        assert isinstance(one, HandedIn)
        assert one.read() == NOTEBOOK
    assert len(opened) <= 3
