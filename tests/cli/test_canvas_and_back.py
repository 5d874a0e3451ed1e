"""The README's way from Canvas and back, step by step, as an instructor goes it."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from commands import Ran, grade
from nbformat import v4
from small_assignment import NEVER, RIGHT, WRONG, write_assignment

from grader.sandbox import choose

WALLED = choose("auto")[0].name != "none"
LEVEL = () if WALLED else ("--sandbox", "none", "--unsafe-no-isolation")
EXPORT = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Doubling (991),Essay (992)\n"
    "    Points Possible,,,,,4,10\n"
    '"Ruiz, Ana",11,s1,ana,A,,7\n'
    '"Gil, Luis",12,s2,luis,A,3,\n'
    '"Sanz, Eva",13,s3,eva,A,,\n'
)
FILES = {
    "ruizana_11_98765_doubling.ipynb": RIGHT,
    "gilluis_LATE_12_98766_doubling-1.ipynb": WRONG,
}


def notebook(code: str) -> str:
    cells = [v4.new_code_cell(NEVER), v4.new_code_cell(code)]
    text: str = v4.writes(v4.new_notebook(cells=cells))
    return text


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """What Canvas gave: a zip of submissions, and its export of grades."""
    write_assignment(tmp_path / "assignments")
    (tmp_path / "canvas.csv").write_text(EXPORT, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as archive:
        for name, code in FILES.items():
            archive.writestr(name, notebook(code))
    return tmp_path


def done(desk: Path, *arguments: str) -> Ran:
    ran = grade(*arguments, cwd=desk)
    assert ran.code == 0, ran.err
    return ran


def test_from_canvas_and_back(desk: Path) -> None:
    """Grades are filled into Canvas' own file, and pages go back under its names."""
    about = ("--assignment", "doubling")
    roster = ("--roster", "canvas.csv")
    ran = done(desk, "batch", "submissions.zip", *about, *roster, *LEVEL)
    assert "Missing in doubling:\n  eva" in ran.err
    done(desk, "report", "--html", "class.html", *roster)
    assert "Doubling" in (desk / "class.html").read_text(encoding="utf-8")
    done(desk, "similarity", "--html", "alike.html")
    done(desk, "export", "canvas", *about, *roster, "--out", "back.csv")
    text = (desk / "back.csv").read_text(encoding="utf-8")
    before, after = (
        [*csv.reader(io.StringIO(one, newline=""))] for one in (EXPORT, text)
    )
    expected = [row[:] for row in before]
    expected[2][5], expected[3][5] = "4", "1"
    assert after == expected
    done(desk, "feedback", *about, "--out", "back.zip")
    with zipfile.ZipFile(desk / "back.zip") as archive:
        names = {name.replace(".ipynb", ".html") for name in FILES}
        assert set(archive.namelist()) == names
