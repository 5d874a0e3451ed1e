"""Rows 57 to 63: files that are no notebook, too much of one, or named to do harm.

``tests/cli/test_bad_input.py`` holds the everyday mistakes; here are the attacks.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commands import Ran, grade, handed_in, read_json
from grown_memory import little_memory
from jupyter_client.kernelspec import KernelSpecManager
from small_assignment import NEVER, RIGHT, write_assignment

from grader.errors import BadInput
from grader.messages import LANGUAGES, translator
from grader.submission import Submission, read_submission

SECONDS = 10.0
GIB = 1 << 30
CELL: dict[str, Any] = {"cell_type": "code", "metadata": {}, "source": "x = 1"}
CELL |= {"outputs": [], "execution_count": None}
PLAIN: dict[str, Any] = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}}
TOO_LARGE, NO_JSON = "is larger than 64 MB", "is not JSON"
NO_NOTEBOOK, NOT_VALID = "is JSON, but not a notebook", "is not a valid notebook"

Make = Callable[[Path], None]


def whole(cells: list[Any], **more: Any) -> bytes:
    return json.dumps({**PLAIN, "cells": cells, **more}).encode()


def cut(path: Path) -> None:
    data = whole([CELL] * 20)
    path.write_bytes(data[: len(data) // 2])


def cut_in_a_character(path: Path) -> None:
    path.write_bytes(whole([CELL])[:-1] + "ñ".encode()[:1])


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(GIB)


def sparse_after_a_notebook(path: Path) -> None:
    path.write_bytes(whole([CELL]))
    os.truncate(path, 4 * GIB)


def zipped(path: Path, **entries: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)


def zip_bomb(path: Path) -> None:
    zipped(path, **{"lab.ipynb": bytes(200 << 20)})


def zip_slip(path: Path) -> None:
    names = ("../evil.txt", "../../../../tmp/evil.txt", "/evil.txt", "a/../../evil.txt")
    zipped(path, **dict.fromkeys(names, b"evil"), **{"lab.ipynb": whole([CELL])})


def zip_of_links(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("lab.ipynb")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")


def nested_zip(path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("lab.ipynb", bytes(50 << 20))
    zipped(path, **{f"{i}.zip": inner.getvalue() for i in range(50)})


def gzip_bomb(path: Path) -> None:
    path.write_bytes(gzip.compress(bytes(200 << 20)))


def link_to(target: str) -> Make:
    return lambda path: path.symlink_to(target)


def holding(data: bytes) -> Make:
    def make(path: Path) -> None:
        path.write_bytes(data)

    return make


REFUSED: dict[str, tuple[Make, str]] = {
    # name: how the file is made, what the message says
    "cut off": (cut, NO_JSON),
    "cut in a character": (cut_in_a_character, NO_JSON),
    "nothing but a mark": (holding(b"\xef\xbb\xbf"), "is empty"),
    "two marks": (holding(b"\xef\xbb\xbf" * 2 + whole([CELL])), NO_JSON),
    "UTF-16": (holding(whole([CELL]).decode().encode("utf-16")), "is in UTF-16"),
    "UTF-32": (holding(whole([CELL]).decode().encode("utf-32")), "is in UTF-32"),
    "Latin-1": (holding(whole([CELL]) + "ñ".encode("latin-1")), NO_JSON),
    "overlong UTF-8": (holding(b'{"a": "\xc0\xaf"}'), NO_JSON),
    "NUL bytes": (holding(bytes(1 << 20)), NO_JSON),
    "a list": (holding(b"[" + whole([CELL]) + b"]"), NO_NOTEBOOK),
    "text": (holding(b'"nbformat"'), NO_NOTEBOOK),
    "cells in an object": (holding(whole([CELL]).replace(b"[", b"{", 1)), NO_JSON),
    "cells by name": (
        holding(json.dumps(PLAIN | {"cells": {"0": CELL}}).encode()),
        NO_NOTEBOOK,
    ),
    "1 GiB of nothing": (sparse, TOO_LARGE),
    "4 GiB after a notebook": (sparse_after_a_notebook, TOO_LARGE),
    "lists without end": (holding(b"[" * (8 << 20)), NO_JSON),
    "objects without end": (holding(b'{"a":' * (4 << 20)), NO_JSON),
    "deep metadata": (
        holding(
            whole([CELL]).replace(
                b'"metadata": {}', b'"metadata": ' + b'{"a":' * 90_000
            )
        ),
        NO_JSON,
    ),
    "100,000 cells": (holding(whole([CELL] * 100_000)), "has 100000 cells, over 2000"),
    "100,000 cells of format 3": (
        holding(
            json.dumps(
                {"nbformat": 3, "worksheets": [{"cells": [CELL] * 50_000}] * 2}
            ).encode()
        ),
        "has 100000 cells, over 2000",
    ),
    "100,000 worksheets": (
        holding(
            json.dumps(
                {"nbformat": 3, "worksheets": [{"cells": [CELL]}] * 100_000}
            ).encode()
        ),
        "has 100000 cells, over 2000",
    ),
    "format 0": (holding(whole([CELL], nbformat=0)), NOT_VALID),
    "format -4": (holding(whole([CELL], nbformat=-4)), NOT_VALID),
    "format 5": (holding(whole([CELL], nbformat=5)), "is in notebook format 5"),
    "format 10 to the 300": (
        holding(whole([CELL], nbformat=10**300)),
        "is in notebook format 1000",
    ),
    "format true": (holding(whole([CELL], nbformat=True)), NO_NOTEBOOK),
    "format 4.0": (holding(whole([CELL], nbformat=4.0)), NO_NOTEBOOK),
    "format NaN": (holding(whole([CELL], nbformat=float("nan"))), NO_NOTEBOOK),
    "a zip": (lambda path: zipped(path, **{"lab.ipynb": whole([CELL])}), NO_JSON),
    "a zip bomb": (zip_bomb, NO_JSON),
    "zips in a zip": (nested_zip, NO_JSON),
    "a zip that climbs": (zip_slip, NO_JSON),
    "a zip with a link": (zip_of_links, NO_JSON),
    "a gzip bomb": (gzip_bomb, NO_JSON),
    "a link to passwords": (link_to("/etc/passwd"), NO_JSON),
    "a link to nowhere": (link_to("/nowhere/lab.ipynb"), "There is no file"),
    "a link to itself": (link_to("lab.ipynb"), "There is no file"),
    "a link to a device": (link_to("/dev/zero"), "is not a file"),
    "a link to a folder": (link_to("/etc"), "is not a file"),
    "a link to a process": (link_to("/proc/self/environ"), NO_JSON),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_at_once_and_cheaply(name: str, tmp_path: Path) -> None:
    """One message in each language, in seconds, without memory, without a new file."""
    make, problem = REFUSED[name]
    path = tmp_path / "lab.ipynb"
    make(path)
    start = time.monotonic()
    with little_memory(), pytest.raises(BadInput) as refusal:
        read_submission(path)
    assert time.monotonic() - start < SECONDS
    assert sorted(tmp_path.iterdir()) == [path]
    said = {
        language: translator(language)(refusal.value.message) for language in LANGUAGES
    }
    assert problem in said["en"]
    assert said["en"] != said["es"]
    assert all(len(words) < 300 and words.isprintable() for words in said.values())
    assert "root:" not in said["en"]
    assert refusal.value.hint is not None


@pytest.mark.parametrize(
    ("name", "english", "spanish"),
    [
        ("1 GiB of nothing", TOO_LARGE, "ocupa más de 64 MB"),
        ("a zip bomb", NO_JSON, "no es JSON"),
        ("lists without end", NO_JSON, "no es JSON"),
        ("100,000 cells", "has 100000 cells", "tiene 100000 celdas"),
    ],
)
def test_the_command_says_it_in_both_languages(
    name: str, english: str, spanish: str, tmp_path: Path
) -> None:
    """``grade submit`` exits with 2, and says in two lines what is wrong."""
    REFUSED[name][0](tmp_path / "lab.ipynb")
    for lang, words in (("en_US.UTF-8", english), ("es_ES.UTF-8", spanish)):
        ran = grade("submit", "lab.ipynb", cwd=tmp_path, env={"LANG": lang}, timeout=20)
        assert_refused(ran, words)
    assert [path.name for path in tmp_path.iterdir()] == ["lab.ipynb"]


ACCEPTED: dict[str, bytes] = {
    "a byte order mark": b"\xef\xbb\xbf" + whole([CELL]),
    "the same id everywhere": whole([CELL | {"id": "a"}] * 50),
    "ids that climb": whole([CELL | {"id": "../../etc/passwd"}]),
    "no ids": whole([CELL], nbformat_minor=2),
    "a minor format to come": whole([CELL], nbformat_minor=99),
    "attachments that climb": whole(
        [
            {"cell_type": "markdown", "source": "![a](attachment:../../a)"}
            | {"metadata": {}, "attachments": {"../../a": {"image/png": "AA=="}}},
            CELL,
        ]
    ),
    "metadata that climb": whole(
        [CELL | {"metadata": {"name": "../../a", "path": "../.."}}],
        metadata={"path": "../..", "name": "../../a"}
        | {"kernelspec": {"name": "../../a", "display_name": "../../a"}}
        | {"language_info": {"name": "python", "file_extension": "/../../a"}},
    ),
    "the most cells there may be": whole([CELL] * 2000),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_it_is_read_and_contained(name: str, tmp_path: Path) -> None:
    """It is a notebook all the same; nothing that could name a place is kept."""
    path = tmp_path / "lab.ipynb"
    path.write_bytes(ACCEPTED[name])
    with little_memory():
        found: Submission = read_submission(path)
    assert "x = 1" in found.code
    ids = [cell.id for cell in found.notebook.cells]
    assert len(set(ids)) == len(ids)
    assert not any("/" in one for one in ids)
    assert not any("attachments" in cell for cell in found.notebook.cells)
    assert list(tmp_path.iterdir()) == [path]


def test_deep_metadata_neither_crash_nor_hang(tmp_path: Path) -> None:
    """What is deep, but not too deep for JSON, is read or refused like the rest."""
    for depth in (500, 5_000, 50_000):
        deep = b'{"a":' * depth + b"1" + b"}" * depth
        path = tmp_path / "lab.ipynb"
        path.write_bytes(
            whole([CELL]).replace(b'"metadata": {}', b'"metadata": ' + deep)
        )
        start = time.monotonic()
        with little_memory(), contextlib.suppress(BadInput):
            read_submission(path)
        assert time.monotonic() - start < SECONDS


class TestNames:
    """The name of a submission is a stranger's word."""

    @pytest.fixture
    @staticmethod
    def folder(tmp_path: Path) -> Path:
        """Where ``grade`` is run, with the small assignment; notebooks lie above."""
        (tmp_path / "here").mkdir()
        write_assignment(tmp_path / "here" / "assignments")
        return tmp_path / "here"

    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("../a.ipynb", "a.ipynb"),
            ("./-rf.ipynb", "-rf.ipynb"),
            ("./a\n20 of 20\n.ipynb", "a\n20 of 20\n.ipynb"),
            ("./$(touch evil);`touch evil`.ipynb", "$(touch evil);`touch evil`.ipynb"),
        ],
        ids=["parent", "rf", "lines", "shell"],
    )
    def test_a_name_is_a_label_and_no_path(
        self, name: str, shown: str, folder: Path
    ) -> None:
        """It is graded; its last part is all that is kept, and nothing comes of it."""
        handed_in(folder, NEVER, RIGHT, name=name, assignment="doubling")
        before = everything(folder.parent)
        ran = grade(
            *("submit", "--sandbox", "none", "--json", "r.json", "--", name), cwd=folder
        )
        assert ran.code == 0, ran.err
        assert everything(folder.parent) == before | {folder / "r.json"}
        result = read_json(folder / "r.json")
        assert result["score"] == 4.0
        assert result["submission"]["name"] == shown
        assert "4 / 4" in ran.out
        assert not any(line.startswith("20 of 20") for line in ran.out.splitlines())

    @pytest.mark.parametrize(
        "name", ["--help", "..", "CON", "ñ" * 120, "a\tb", "-", "~", "%s{0}", "a\\b"]
    )
    def test_any_name_is_kept_as_it_is(self, name: str, tmp_path: Path) -> None:
        """Options, devices, homes and formats of other programs are only letters."""
        path = handed_in(tmp_path, RIGHT, name=f"{name}.ipynb")
        found = read_submission(path)
        assert (found.name, found.student) == (f"{name}.ipynb", path.stem)
        assert list(tmp_path.iterdir()) == [path]

    def test_a_name_that_looks_like_an_option_is_one(self, folder: Path) -> None:
        """Without ``--`` it is bad usage: nothing is removed, nothing is graded."""
        handed_in(folder, NEVER, RIGHT, name="-rf.ipynb", assignment="doubling")
        before = everything(folder)
        assert_refused(grade("submit", "-rf.ipynb", cwd=folder), "No such option")
        assert everything(folder) == before

    def test_a_link_to_a_notebook_is_that_notebook(self, folder: Path) -> None:
        """It is read through the link; neither the link nor its target is changed."""
        target = handed_in(folder.parent, NEVER, RIGHT, assignment="doubling")
        (folder / "link.ipynb").symlink_to(target)
        content = target.read_bytes()
        ran = grade("submit", "link.ipynb", "--sandbox", "none", cwd=folder)
        assert ran.code == 0, ran.err
        assert "4 / 4" in ran.out
        assert target.read_bytes() == content
        assert (folder / "link.ipynb").is_symlink()

    def test_a_student_is_a_label_too(self, folder: Path) -> None:
        """``--student ../../a`` is shown, and is no place to write to."""
        handed_in(folder, NEVER, RIGHT, assignment="doubling")
        before = everything(folder.parent)
        ran = grade(
            *("submit", "ana.ipynb", "--sandbox", "none", "--student", "../../a\nb"),
            cwd=folder,
        )
        assert ran.code == 0, ran.err
        assert ran.out.splitlines()[1].startswith("../../a b · ana.ipynb")
        assert everything(folder.parent) == before


@pytest.mark.parametrize(
    "assignment", ["../lab-frameworks", "/etc", "..", "", "lab-frameworks/../../x"]
)
def test_an_assignment_is_an_id_and_no_path(assignment: str, tmp_path: Path) -> None:
    """What a notebook declares is looked up among those that exist, nowhere else."""
    write_assignment(tmp_path / "assignments")
    write_assignment(tmp_path, "lab-frameworks")
    declared = {"assignment": assignment, "framework": "torch"}
    path = handed_in(tmp_path, NEVER, RIGHT, declared=declared)
    assert_refused(grade("submit", path, cwd=tmp_path), "There is no assignment")


def test_a_kernel_named_by_the_notebook_is_not_started(tmp_path: Path) -> None:
    """A kernelspec that is installed and named runs elsewhere; here it does not."""
    spec = tmp_path / "jupyter" / "kernels" / "evil"
    spec.mkdir(parents=True)
    argv = ["/bin/sh", "-c", f"touch {tmp_path}/started", "{connection_file}"]
    said = {"argv": argv, "display_name": "Python 3", "language": "python"}
    (spec / "kernel.json").write_text(json.dumps(said))
    found = KernelSpecManager(kernel_dirs=[str(spec.parent)]).get_kernel_spec("evil")
    assert found.argv == argv  # whoever asks for it by name gets it
    write_assignment(tmp_path / "assignments")
    path = handed_in(
        *(tmp_path, NEVER, RIGHT),
        kernelspec={"name": "evil", "display_name": "Python 3", "language": "python"},
        assignment="doubling",
    )
    ran = grade(
        *("submit", path, "--sandbox", "none"),
        cwd=tmp_path,
        env={"JUPYTER_PATH": str(tmp_path / "jupyter")},
    )
    assert ran.code == 0, ran.err
    assert "4 / 4" in ran.out
    assert not (tmp_path / "started").exists()


def test_a_notebook_of_the_lab_with_attachments_writes_nothing(tmp_path: Path) -> None:
    """Graded as a whole, what climbs in a notebook leaves the folders as they were."""
    write_assignment(tmp_path / "here" / "assignments")
    path = handed_in(tmp_path / "here", NEVER, RIGHT, assignment="doubling")
    notebook = read_json(path)
    text: dict[str, Any] = {"cell_type": "markdown", "metadata": {}, "source": "a"}
    text["id"] = "../../b"
    text["attachments"] = {"../../../a": {"image/png": "AAAA"}}
    notebook["cells"].insert(0, text)
    notebook["metadata"] |= {"path": "../../..", "name": "../../c"}
    path.write_text(json.dumps(notebook))
    before = everything(tmp_path)
    ran = grade("submit", path, "--sandbox", "none", cwd=tmp_path / "here")
    assert ran.code == 0, ran.err
    assert "4 / 4" in ran.out
    assert everything(tmp_path) == before


def everything(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


def assert_refused(ran: Ran, problem: str) -> None:
    """Exit 2, nothing on standard output, two lines on standard error."""
    assert ran.code == 2, ran.err
    assert ran.out == ""
    lines = ran.err.splitlines()
    assert len(lines) == 2, ran.err
    assert problem in lines[0]
