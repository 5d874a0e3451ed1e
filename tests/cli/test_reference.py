"""``grade reference`` on a small course of one's own: what holds, and what does not."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from commands import grade
from small_assignment import write_assignment

from grader import literate

SCRIPT = """\
# %% [markdown] lang="en"
# Double the numbers.

# %% region="code"
SEED = 7


def double(x):
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION
"""
SAME = '''\
"""It gives back what it got.

fails: doubled
skips:
"""

# %% region="code"
def double(x):
    return x
'''
HALF = SAME.replace("return x", "return x / 2")
RAISES = '''\
"""A cell stops.

fails: runs, doubled
skips:
"""

# %% region="code"
nothing
'''


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A folder with assignments/doubling and reference/doubling."""
    folder = write_assignment(tmp_path / "assignments") / "doubling"
    toml = folder / "assignment.toml"
    toml.write_text(toml.read_text().replace('"torch", "keras"', '"torch"'))
    (tmp_path / "reference" / "doubling").mkdir(parents=True)
    (tmp_path / "reference" / "doubling" / "with_torch.py").write_text(SCRIPT)
    (folder / "known").mkdir()
    known = {"same": SAME, "half": HALF, "raises": RAISES}
    for name, text in known.items():
        (folder / "known" / f"{name}.py").write_text(text)
    literate.write_starters(tmp_path)
    return tmp_path


def test_all_is_as_it_should_be(course: Path) -> None:
    """Exit 0, a line for each notebook, and a JUnit file without a failure."""
    ran = grade("reference", "verify", "doubling", "--junit", "j.xml", cwd=course)
    assert (ran.code, ran.err) == (0, "")
    names = [line.split()[1:4] for line in ran.out.splitlines() if line[0] in "✓✗"]
    assert {tuple(name[:2]) for name in names} == {("doubling", "torch")}
    assert len(names) == 6
    root = ET.parse(course / "j.xml").getroot()
    cases = root.findall(".//testcase")
    assert {case.get("name") for case in cases} == {
        *("reference", "starter en", "starter es", "same", "half", "raises")
    }
    assert root.findall(".//failure") == []


def test_a_mistake_that_is_not_caught_is_told(course: Path) -> None:
    """Exit 1, the difference in words, here in Spanish, and in the JUnit file."""
    known = course / "assignments" / "doubling" / "known"
    (known / "same.py").write_text(SAME.replace("return x", "return x + x"))
    arguments = ("reference", "verify", "doubling", "--junit", "j.xml", "--lang", "es")
    ran = grade(*arguments, cwd=course)
    assert ran.code == 1
    assert ran.err.startswith(
        "doubling, torch, same: doubled debería estar «no superada»"
    )
    assert len(ran.err.splitlines()) == 1
    failures = ET.parse(course / "j.xml").findall(".//failure")
    assert [failure.text for failure in failures if failure.text] != []
    assert len(failures) == 1


def test_a_check_that_no_mistake_fails_is_told(course: Path) -> None:
    """A heavy check needs two of them; a name that is no check's is told too."""
    known = course / "assignments" / "doubling" / "known"
    (known / "half.py").unlink()
    (known / "raises.py").write_text(RAISES.replace("runs, doubled", "runs, doubles"))
    ran = grade("reference", "verify", "doubling", cwd=course)
    assert ran.code == 1
    assert "doubled" in ran.err
    assert "2" in ran.err.splitlines()[0]
    assert "doubles" in ran.err


def test_a_reference_below_its_target_is_told(course: Path) -> None:
    """The targets that a training wrote guard the reference from then on."""
    checks = course / "assignments" / "doubling" / "checks.py"
    measuring = (
        'Outcome(1.0 if error <= 1e-9 else 0.0, say("Off by {n}.", n=float(error))'
    )
    assert measuring in checks.read_text()
    told = f'{measuring}, measured={{"right": 1.0}}, needed={{"right": 1.0}}'
    checks.write_text(checks.read_text().replace(measuring, told))
    ran = grade("reference", "train", "doubling", "--seeds", "2", cwd=course)
    assert (ran.code, ran.err) == (0, "")
    path = course / "reference" / "doubling" / "targets.json"
    metric = json.loads(path.read_text())["reached"][0]["metrics"]["doubled.right"]
    assert (metric["n"], metric["mean"], metric["min"]) == (2, 1.0, 1.0)
    assert grade("reference", "verify", "doubling", cwd=course).code == 0
    checks.write_text(
        checks.read_text().replace('measured={"right": 1.0}', 'measured={"right": 0.9}')
    )
    ran = grade("reference", "verify", "doubling", cwd=course)
    assert ran.code == 1
    assert "doubled.right" in ran.err
    assert "0.9" in ran.err


def test_runs_that_lost_points_are_told(course: Path) -> None:
    """What they reached is written all the same; the exit code is 1."""
    script = course / "reference" / "doubling" / "with_torch.py"
    script.write_text(SCRIPT.replace("return 2 * x", "return (2 + SEED // 7) * x"))
    arguments = ("doubling", "--seeds", "2", "--lang", "es")
    ran = grade("reference", "train", *arguments, cwd=course)
    assert ran.code == 1
    assert "torch" in ran.err
    assert "1 de 2" in ran.err
    assert len(ran.err.splitlines()) == 1
    assert (course / "reference" / "doubling" / "targets.json").exists()


def test_references_are_listed(course: Path) -> None:
    """With what is known of them: nothing yet."""
    ran = grade("reference", "list", "doubling", "--lang", "es", cwd=course)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.split()[:2] == ["doubling", "torch"]
    assert "todavía" in ran.out


@pytest.mark.parametrize("verb", ["list", "train", "verify"])
def test_where_there_is_no_reference_one_is_told(verb: str, tmp_path: Path) -> None:
    """One message that says where they are looked for, and exit 2."""
    write_assignment(tmp_path / "assignments")
    ran = grade("reference", verb, "doubling", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "reference/<id>" in ran.err


def test_a_gpu_cannot_be_demanded_where_there_is_none(course: Path) -> None:
    """Before anything is run."""
    if any(Path("/dev").glob("nvidia[0-9]*")):
        pytest.skip("there is a GPU here")
    ran = grade("reference", "verify", "doubling", "--device", "cuda", cwd=course)
    assert ran.code == 2
    assert "GPU" in ran.err
