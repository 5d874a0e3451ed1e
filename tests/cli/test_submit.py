"""``grade submit`` on notebooks that can be graded: reports, files, exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # ships no types
import pytest
from commands import FRAMEWORKS, LAB, grade, grade_traced, handed_in, read_json
from other_environment import make_environment
from small_assignment import CHECKS, NEVER, RIGHT, WRONG, write_assignment

from grader.result import SCHEMA_FILE
from grader.sandbox import choose, sandbox_named

SIZES = "from sklearn.datasets import load_iris\nx, y = load_iris(return_X_y=True)"
NEAREST_MEAN = """\
import numpy as np
means = np.array([x[y == k].mean(0) for k in range(3)])
def iris_predict(flowers):
    return -((flowers[:, None] - means) ** 2)[:, :, :2].sum(2)"""
FRAGILE = "raise ValueError('[red]\\x1b[31mno\\x1b[0m <b>bold</b>')"
TIMES = ("seconds", "probe_seconds", "peak_memory_mb")
WALLED = sandbox_named("bwrap").problem() is None
BEST = choose("auto")[0].name


@pytest.fixture
def assignments(tmp_path: Path) -> Path:
    """A working folder with the small assignment in ``./assignments``."""
    write_assignment(tmp_path / "assignments")
    return tmp_path


def without_times(result: dict[str, Any]) -> dict[str, Any]:
    for key in TIMES:
        del result["execution"][key]
    for cell in result["execution"]["cells"]:
        del cell["seconds"]
    return result


@pytest.mark.parametrize(
    ("cell", "flags"),
    [
        (RIGHT, 1),
        (f"{RIGHT}\ndef train(loss):\n    loss.backward()", 0),
        ("def double(x): raise ValueError\ndouble(1)", 0),
    ],
    ids=["solved without", "trained", "nothing earned"],
)
def test_who_trains_nothing_is_flagged(
    cell: str, flags: int, assignments: Path
) -> None:
    """Where networks are asked for, and points were earned; it costs none of them."""
    toml = assignments / "assignments" / "doubling" / "assignment.toml"
    toml.write_text(f"trains = true\n{toml.read_text()}")
    notebook = handed_in(assignments, NEVER, cell)
    arguments = ("--assignment", "doubling", "--lang", "es", "--json", "r.json")
    ran = grade("submit", notebook, *arguments, cwd=assignments)
    assert ran.code == 0, ran.err
    result = read_json(assignments / "r.json")
    assert result["score"] == (4 if "double(1)" not in cell else 0)
    assert len(result["flags"]) == flags
    assert all("Sin parámetros entrenados" in flag for flag in result["flags"])


def test_a_lab_notebook_is_graded_and_explained(tmp_path: Path) -> None:
    """JSON that follows the schema, HTML in one file, 80 columns, no framework here."""
    cells = (NEVER, SIZES, NEAREST_MEAN, FRAGILE)
    notebook = handed_in(tmp_path, *cells, assignment=LAB, language="es")
    ran = grade_traced(
        *("submit", notebook, "--lang", "en", "--student", "Ana M.", "--seed", "7"),
        *("--json", "r.json", "--html", "r.html"),
        cwd=tmp_path,
    )
    assert ran.code == 0, ran.err
    result = read_json(tmp_path / "r.json")
    jsonschema.validate(result, json.loads(SCHEMA_FILE.read_text()))
    assert result["status"] == "graded"
    assert (result["language"], result["seed"]) == ("en", "7")
    assert result["submission"]["student"] == "Ana M."
    assert result["submission"]["framework"] == "torch"
    checks = {check["id"]: check for check in result["checks"]}
    assert checks["runs"]["status"] == "failed"
    assert checks["iris_accuracy"]["status"] == "partial"
    assert 0.75 <= checks["iris_accuracy"]["measured"]["accuracy"] <= 0.9
    assert checks["mnist_accuracy"]["status"] == "failed"
    assert "mnist_predict" in checks["mnist_accuracy"]["message"]
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<b>bold</b>" not in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert str(Path("r.html")) in ran.out
    assert "[red]" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "\x1b" not in ran.out + ran.err
    assert not ran.packages & FRAMEWORKS
    shown = ran.err.splitlines()
    for number, cell in enumerate(cells):
        assert shown[number].startswith(f"cell {number + 1} of 4")
        assert cell.splitlines()[0][:30] in shown[number]
    assert "iris_predict" in shown[4]


def test_the_same_seed_gives_the_same_result(assignments: Path) -> None:
    """Bytes are the same, times and memory aside; another seed measures anew."""
    notebook = handed_in(assignments, NEVER, WRONG, assignment="doubling")
    results = []
    for seed in ("x", "x", "y", None):
        chosen = ["--seed", seed] if seed else []
        ran = grade("submit", notebook, *chosen, "--json", "r", cwd=assignments)
        assert ran.code == 0, ran.err
        results.append(without_times(read_json(assignments / "r")))
    same, again, other, drawn = results
    assert same == again
    assert same["checks"] != other["checks"]
    assert re.fullmatch("[0-9a-f]{32}", drawn["seed"])


@pytest.mark.parametrize(
    ("least", "code"), [("0", 0), ("25", 0), ("25.1", 1), ("100", 1)]
)
def test_below_the_least_score_the_exit_code_is_1(
    least: str, code: int, assignments: Path
) -> None:
    """1 of 4 points is 25 %; the report is shown either way."""
    notebook = handed_in(assignments, NEVER, WRONG, assignment="doubling")
    ran = grade(
        *("submit", notebook, "--min-score", least, "--sandbox", "none"),
        cwd=assignments,
    )
    assert ran.code == code, ran.err
    assert "1 / 4" in ran.out


def test_without_walls_report_and_json_say_so(assignments: Path) -> None:
    """``--sandbox none`` is recorded, and warned of in both reports."""
    notebook = handed_in(assignments, NEVER, RIGHT, assignment="doubling")
    ran = grade(
        *("submit", notebook, "--sandbox", "none", "--json", "r.json"),
        *("--html", "r.html"),
        cwd=assignments,
    )
    assert ran.code == 0, ran.err
    assert "4 / 4" in ran.out
    assert "Warning" in ran.out
    result = read_json(assignments / "r.json")
    assert result["environment"]["isolation"] == "none"
    assert "Warning" in (assignments / "r.html").read_text(encoding="utf-8")


def test_auto_settles_for_no_walls_with_a_warning(assignments: Path) -> None:
    """Where there is no bubblewrap, stderr says what that means and what to do."""
    notebook = handed_in(assignments, NEVER, RIGHT, assignment="doubling")
    (assignments / "empty").mkdir()
    env = {"PATH": str(assignments / "empty")}
    ran = grade("submit", notebook, cwd=assignments, env=env)
    assert ran.code == 0, ran.err
    assert ran.err.splitlines()[0].startswith("No isolation: ")
    assert "apt install bubblewrap" in ran.err.splitlines()[0]
    refused = grade("submit", notebook, "--sandbox", "bwrap", cwd=assignments, env=env)
    assert refused.code == 2
    assert "apt install bubblewrap" in refused.err


@pytest.mark.skipif(not WALLED, reason="bubblewrap does not work here")
def test_auto_means_walls_where_they_can_be_had(assignments: Path) -> None:
    """No warning then, and the result records them."""
    notebook = handed_in(assignments, NEVER, RIGHT, assignment="doubling")
    ran = grade("submit", notebook, "--json", "r.json", cwd=assignments)
    assert (ran.code, "Warning" in ran.out) == (0, False), ran.err
    assert read_json(assignments / "r.json")["environment"]["isolation"] == BEST


def test_nothing_is_left_behind(assignments: Path) -> None:
    """Temporary folders go when the grade is known."""
    notebook = handed_in(assignments, NEVER, RIGHT, assignment="doubling")
    temporary = assignments / "tmp"
    temporary.mkdir()
    ran = grade("submit", notebook, cwd=assignments, env={"TMPDIR": str(temporary)})
    assert ran.code == 0, ran.err
    assert list(temporary.iterdir()) == []


LANGUAGES: dict[str, tuple[list[str], str, str, str]] = {
    # name: option, what the notebook declares, LANG, what is spoken
    "the option comes first": (["--lang", "en"], "es", "es_ES.UTF-8", "en"),
    "then the notebook": ([], "es", "en_US.UTF-8", "es"),
    "then the system": ([], "", "es_MX.UTF-8", "es"),
    "a notebook in another": ([], "fr", "es_MX.UTF-8", "es"),
    "English otherwise": ([], "", "fr_FR.UTF-8", "en"),
}


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_language_of_a_report(name: str, assignments: Path) -> None:
    """As chosen, as the notebook declares, as the system prefers, else English."""
    option, declared, system, spoken = LANGUAGES[name]
    notebook = handed_in(
        assignments, NEVER, RIGHT, assignment="doubling", language=declared
    )
    ran = grade(
        *("submit", notebook, "--sandbox", "none", "--json", "r.json"),
        *option,
        cwd=assignments,
        env={"LANG": system},
    )
    assert ran.code == 0, ran.err
    assert read_json(assignments / "r.json")["language"] == spoken
    assert ran.out.startswith({"en": "Doubling", "es": "El doble"}[spoken])


def test_with_the_option_no_metadata_is_needed(assignments: Path) -> None:
    """``--assignment`` names it, and the imports say which framework it is."""
    notebook = handed_in(
        assignments, "if False:\n    from tensorflow import keras", RIGHT
    )
    ran = grade(
        *("submit", notebook, "--assignment", "doubling", "--sandbox", "none"),
        *("--json", "r.json"),
        cwd=assignments,
    )
    assert ran.code == 0, ran.err
    assert read_json(assignments / "r.json")["submission"]["framework"] == "keras"


def test_a_student_is_named_after_the_file(assignments: Path) -> None:
    """Without ``--student``; and a hostile name is shown without its controls."""
    notebook = handed_in(
        assignments, NEVER, RIGHT, name="a\nb\x1b[31m.ipynb", assignment="doubling"
    )
    ran = grade(
        "submit", notebook, "--sandbox", "none", "--json", "r.json", cwd=assignments
    )
    assert ran.code == 0, ran.err
    assert "\x1b" not in ran.out + ran.err
    assert ran.out.splitlines()[1].startswith("a b · a b.ipynb · torch")
    assert "\x1b" not in read_json(assignments / "r.json")["submission"]["student"]


def test_a_check_that_breaks_is_no_zero(tmp_path: Path) -> None:
    """A fault of the grader's own: ungraded, exit 3, and no score at all."""
    broken = CHECKS.replace("error = abs", "error = 1 / 0 + abs")
    write_assignment(tmp_path / "assignments", checks=broken)
    notebook = handed_in(tmp_path, NEVER, RIGHT, assignment="doubling")
    ran = grade(
        *("submit", notebook, "--sandbox", "none", "--json", "r.json"),
        *("--min-score", "50"),
        cwd=tmp_path,
    )
    assert ran.code == 3
    assert "No score yet" in ran.out
    result = read_json(tmp_path / "r.json")
    assert (result["status"], result["score"]) == ("ungraded", 0.0)
    assert [check["status"] for check in result["checks"]] == ["passed", "error"]
    assert "The grader failed here, not you" in result["checks"][1]["message"]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"exam": "import no_such_module"}, "exam.py cannot be loaded"),
        ({"checks": "def"}, "checks.py cannot be loaded"),
        ({"exam": "def draw(*_):\n    raise OSError('full')"}, "OSError: full"),
    ],
)
def test_a_broken_exam_is_a_fault_and_no_grade(
    broken: dict[str, str], said: str, tmp_path: Path
) -> None:
    """Exit 3, never 1: a traceback is not a score below the least."""
    write_assignment(tmp_path / "assignments", **broken)
    notebook = handed_in(tmp_path, NEVER, RIGHT, assignment="doubling")
    ran = grade(
        "submit", notebook, "--sandbox", "none", "--json", "r.json", cwd=tmp_path
    )
    assert ran.code == 3
    assert said in ran.err
    assert ran.out == ""
    assert not (tmp_path / "r.json").exists()


def test_old_and_odd_notebooks_are_read(assignments: Path) -> None:
    """Format 3 is upgraded, a cell id twice is mended, a broken character replaced."""
    cells = [
        {"cell_type": "code", "language": "python", "metadata": {}, "outputs": []}
        | {"collapsed": False, "prompt_number": 1, "input": lines}
        for lines in (["if False:\n", "    import torch"], RIGHT.splitlines(True))
    ]
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}}
    old["worksheets"] = [{"metadata": {}, "cells": cells}]
    (assignments / "old.ipynb").write_text(json.dumps(old))
    odd = read_json(handed_in(assignments, NEVER, "a = 1", RIGHT))
    for cell in odd["cells"]:
        cell["id"] = "twice"
    odd["cells"][1]["source"] = "a = '\ud800'"
    (assignments / "odd.ipynb").write_text(json.dumps(odd))
    for name in ("old", "odd"):
        ran = grade(
            *("submit", f"{name}.ipynb", "--assignment", "doubling"),
            *("--sandbox", "none", "--min-score", "100"),
            cwd=assignments,
        )
        assert ran.code == 0, ran.out + ran.err
        assert ran.err.splitlines()[-1] == "asking double", ran.err


@pytest.mark.parametrize(
    "sandbox",
    [
        "none",
        pytest.param(
            "bwrap",
            marks=pytest.mark.skipif(
                not WALLED, reason="bubblewrap does not work here"
            ),
        ),
    ],
)
def test_another_environment_runs_the_notebook(sandbox: str, assignments: Path) -> None:
    """``--python`` needs ipykernel and numpy there, neither the grader nor scipy."""
    python = make_environment(assignments / "other env", "ipykernel", "numpy")
    lacks = "import importlib.util as u\nassert u.find_spec('grader') is None"
    lacks += "\nassert u.find_spec('scipy') is None"
    notebook = handed_in(assignments, NEVER, lacks, RIGHT, assignment="doubling")
    ran = grade(
        *("submit", notebook, "--python", python, "--sandbox", sandbox),
        *("--json", "r.json", "--min-score", "100"),
        cwd=assignments,
    )
    assert ran.code == 0, ran.out + ran.err
    packages = read_json(assignments / "r.json")["environment"]["packages"]
    assert sorted(packages) == ["ipykernel", "numpy"]


def test_an_environment_without_ipykernel_is_refused(assignments: Path) -> None:
    """The message is the command that mends it."""
    python = make_environment(assignments / "bare", "numpy")
    notebook = handed_in(assignments, NEVER, RIGHT, assignment="doubling")
    ran = grade("submit", notebook, "--python", python, cwd=assignments)
    assert ran.code == 2
    assert "lacks ipykernel" in ran.err
    assert f"{python} -m pip install ipykernel" in ran.err


def test_output_fits_any_terminal(assignments: Path) -> None:
    """A terminal that cannot show a tick gets something else, never a traceback."""
    notebook = handed_in(assignments, NEVER, RIGHT, assignment="doubling")
    ran = grade(
        *("submit", notebook, "--sandbox", "none"),
        cwd=assignments,
        env={"PYTHONIOENCODING": "ascii"},
    )
    assert ran.code == 0, ran.err
    assert "4 / 4" in ran.out
