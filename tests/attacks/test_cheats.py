"""Cheats, one script each: none earns anything on the checks that it attacks.

Lines of a script's docstring that are read here (see ``student_scripts``):

    earns nothing on   checks that must give no point
    earns              checks that must: the script is otherwise sound
    under              plain, strict or both; plain by default
    flagged            a word of what the instructor is told
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kernels import level_or_skip
from left_behind import nothing_left_of
from measured_assignments import write_assignments
from public_digits import pasted
from student_scripts import Script, base, graded, graded_now, notebook_of, scripts

from grader.result import Result
from grader.sandbox import Sandbox

ITEMS = (
    "printing a fake accuracy",
    "a history dict typed by hand",
    "a model that looks inputs up by hash",
    "MNIST test labels embedded in the notebook",
    "a pretrained state_dict pasted as base64",
    "`fit` that returns a constant",
    "an autograd result hard-coded for the starter's example",
    "a gradient by finite differences where autograd was asked",
    "a plot of random numbers",
    "validation = training",
    "an accuracy computed on training data",
    'a "regularised" model that is the same model',
    "a bias-variance function that returns constants",
    "replacing the loader by one that serves an easier set",
    'catching every exception and printing "All tests passed"',
    "a predict that opens the served files to find labels",
    "detecting the grader by its environment and switching behaviour",
    "nearest-neighbour look-ups in embedded data",
)
BASES = ("iris", "mnist", "gradients", "bias_variance")
ON_DATA = (ITEMS[2], ITEMS[3], ITEMS[4], ITEMS[15], ITEMS[17])
"""Cheats on data and weights: at least one script of each runs under strict."""

CHEATS = scripts("cheats")
CASES = [
    pytest.param(
        *(script, under),
        id=f"{script.name}-{under}",
        marks=[pytest.mark.frameworks] if "framework" in script.fields else [],
    )
    for script in CHEATS
    for under in script.words("under") or ("plain",)
]


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Bubblewrap, the oracle of all others; it leaves nothing of any cheat."""
    tmp_path_factory.getbasetemp()  # pytest's own folder lies where it always does
    sandbox = level_or_skip("bwrap")
    with nothing_left_of(sandbox):
        yield sandbox


@pytest.fixture(scope="module")
def assignments(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_assignments(tmp_path_factory.mktemp("assignments"))


def test_every_cheat_that_is_listed_has_a_script() -> None:
    """Each item of the list is tried, and each script names one."""
    assert {script.fields["item"] for script in CHEATS} == set(ITEMS)
    for item in ON_DATA:
        tried = [script for script in CHEATS if script.fields["item"] == item]
        assert any("strict" in script.words("under") for script in tried), item


@pytest.mark.parametrize("script", CHEATS, ids=lambda script: script.name)
def test_every_script_has_something_to_lose(script: Script) -> None:
    """It names checks that exist, or a flag: a cheat without a claim proves nothing."""
    assert script.words("earns nothing on") or "flagged" in script.fields
    assert set(script.words("under")) <= {"plain", "strict"}


@pytest.mark.parametrize(("script", "under"), CASES)
def test_a_cheat_earns_nothing(
    script: Script, under: str, usual: Sandbox, assignments: Path, tmp_path: Path
) -> None:
    """No point on what it attacks, a flag where one is due, every cell run."""
    result = graded_now(
        notebook_of(script, pasted()),
        *(tmp_path, usual),
        assignments=assignments,
        strict=under == "strict",
        seed=script.name,
    )
    scores = {check.id: check.score for check in result.checks}
    messages = {check.id: check.message for check in result.checks}
    assert result.status == "graded"
    assert troubles(result) == []
    for name in script.words("earns"):
        assert scores[name] > 0, messages[name]
    for name in script.words("earns nothing on"):
        assert scores[name] == 0, messages[name]
    if "flagged" in script.fields:
        assert any(script.fields["flagged"] in flag for flag in result.flags)


@pytest.mark.parametrize("name", BASES)
def test_what_cheats_attack_can_be_earned(
    name: str, usual: Sandbox, assignments: Path, tmp_path: Path
) -> None:
    """The honest scripts that cheats start from earn what cheats do not.

    They are not flagged, but for what they say: one solves for its weights, and does
    not train them. That costs nothing.
    """
    script = base(name)
    notebook = notebook_of(script)
    for strict in (False, True):
        result = graded_now(
            *(notebook, tmp_path, usual), assignments=assignments, strict=strict
        )
        earned = {check.id for check in result.checks if check.score > 0}
        assert earned == set(script.words("earns"))
        flagged = script.words("flagged")
        assert len(result.flags) == len(flagged)
        assert all(map(str.startswith, result.flags, flagged))


def test_an_honest_neighbour_keeps_its_score(usual: Sandbox, tmp_path: Path) -> None:
    """Graded at the same time as cheats that search and overwrite, it loses nothing."""
    hostile = ("easier_files", "labels_from_served_files", "grader_detected")
    notebooks = {s.name: notebook_of(s, pasted()) for s in CHEATS if s.name in hostile}
    notebooks["honest"] = notebook_of(base("iris"))

    async def journey() -> dict[str, Result]:
        tasks: dict[str, Any] = {}
        for name, notebook in notebooks.items():
            (tmp_path / name).mkdir()
            tasks[name] = graded(notebook, tmp_path / name, usual)
        done = await asyncio.gather(*tasks.values())
        return dict(zip(tasks, done, strict=True))

    results = asyncio.run(journey())
    honest = {check.id: check.status for check in results["honest"].checks}
    assert [honest[name] for name in base("iris").words("earns")] == ["passed"] * 9
    assert all(results[name].score <= 1 for name in hostile)


def troubles(result: Result) -> list[str]:
    """The cells that did not run to their end: a cheat that fails tries nothing."""
    return [
        f"{cell.index}: {cell.status} {cell.error}"
        for cell in result.execution.cells
        if cell.status != "ok"
    ]
