"""The wheel carries what an installed grader needs, and works far from its checkout."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest
from commands import LAB, ROOT, Ran, handed_in, read_json, run, tracked_copy

from grader.sandbox import sandbox_named

WALLED = sandbox_named("bwrap").problem() is None
BUNDLED = "grader/bundled/assignments/lab-frameworks"
NEEDED = [
    "grader/__main__.py",
    "grader/cli/submit.py",
    "grader/inside/kernel.py",
    "grader/inside/agent.py",
    "grader/reports/templates/report.html.j2",
    "grader/reports/templates/style.css",
    "grader/class_report/templates/class.html.j2",
    "grader/class_report/templates/class.css",
    "grader/result.schema.json",
    "grader/locale/es/LC_MESSAGES/messages.mo",
    "grader/datasets/mnist.npz",
    "grader/datasets/iris.csv",
    "grader/datasets/ATTRIBUTION.md",
    f"{BUNDLED}/assignment.toml",
    f"{BUNDLED}/exam.py",
    f"{BUNDLED}/checks.py",
    f"{BUNDLED}/experiments.py",
    f"{BUNDLED}/locale/es/LC_MESSAGES/messages.mo",
    *(f"{BUNDLED}/starter/torch.{language}.ipynb" for language in ("en", "es")),
    *(f"{BUNDLED}/starter/keras.{language}.ipynb" for language in ("en", "es")),
]
PROBE = """\
import importlib.metadata, sys, sysconfig
from pathlib import Path
places = {Path(p) for p in sys.path if p} | {Path(sysconfig.get_path("purelib"))}
files = [f for p in places for f in (p / "grader").rglob("*") if f.is_file()]
raise LookupError(f"saw {len(files)} files of ours: {files[:3]}")"""
"""A cell that looks for the checks where an installed grader has them."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built of a clean clone, new files included."""
    folder = tmp_path_factory.mktemp("wheel")
    clone = tracked_copy(folder / "clone")
    built = run(
        *(sys.executable, "-m", "build", "--wheel", "--no-isolation"),
        *("--outdir", folder / "dist"),
        cwd=clone,
    )
    assert built.code == 0, built.out + built.err
    (path,) = (folder / "dist").glob("*.whl")
    return path


def test_the_wheel_has_what_grading_needs(wheel: Path) -> None:
    """Code, templates, words, data with its attribution, assignments, targets."""
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in NEEDED if name not in names] == []
    for path in ROOT.glob("reference/*/targets.json"):
        assert f"grader/bundled/{path.relative_to(ROOT).as_posix()}" in names
    licences = [name for name in names if "/licenses/" in name]
    assert any(name.endswith("/LICENSE") for name in licences)
    assert any(name.endswith("/ATTRIBUTION.md") for name in licences)


def test_the_wheel_has_nothing_else(wheel: Path) -> None:
    """No mistakes, no demo, no solutions, no tests, no other package.

    The template of a new assignment has some of them, as examples.
    """
    files = zipfile.ZipFile(wheel).namelist()
    names = [name for name in files if not name.startswith("grader/template/")]
    assert "grader/template/known/squared.py" in files
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"grader"}
    for part in ("/known/", "demo.ipynb", "/with_", "/variants.", "__pycache__"):
        assert [name for name in names if part in name] == []
    assert [name for name in names if "test" in Path(name).name] == []


@pytest.mark.timeout(900)
def test_an_installed_grader_works(wheel: Path, tmp_path: Path) -> None:
    """By ``pipx install``: from a folder of one's own, with the checks out of sight."""
    binaries = tmp_path / "bin"
    installed = run(
        *(sys.executable, "-m", "pipx", "install", "--python", sys.executable),
        *("--pip-args", f"--constraint '{ROOT / 'constraints.txt'}'", wheel),
        cwd=tmp_path,
        env=pipx_environment(tmp_path),
        timeout=800,
    )
    assert installed.code == 0, installed.out + installed.err
    mine = tmp_path / "my own folder"
    mine.mkdir()

    def grade(*arguments: str | Path) -> Ran:
        return run(binaries / "grade", *arguments, cwd=mine)

    listed = grade("assignments")
    assert (listed.code, listed.err) == (0, "")
    assert {"quiz", LAB} <= {line.split()[0] for line in listed.out.splitlines()}
    started = grade("start", LAB, "--framework", "keras", "--lang", "es")
    assert started.code == 0, started.err
    assert (mine / f"{LAB}-keras.ipynb").is_file()
    told = grade("doctor")
    assert told.code == 0, told.err
    assert "grader/bundled/assignments" in told.out
    assert "pip install" in told.out

    notebook = handed_in(mine, "if False:\n    import torch", PROBE, assignment=LAB)
    for name, python in (("own", None), ("other", sys.executable)):
        chosen = ["--python", python] if python else []
        ran = grade("submit", notebook, "--json", f"{name}.json", *chosen)
        assert ran.code == 0, ran.out + ran.err
        result = read_json(mine / f"{name}.json")
        assert result["status"] == "graded"
        assert result["checks"][0]["id"] == "runs"
        if WALLED:
            seen = result["execution"]["cells"][1]["error"]["message"]
            assert seen == "saw 0 files of ours: []"


def pipx_environment(folder: Path) -> dict[str, str]:
    places = {"PIPX_HOME": "pipx", "PIPX_BIN_DIR": "bin", "PIPX_MAN_DIR": "man"}
    return {name: str(folder / place) for name, place in places.items()}
