"""Variants of a solution are examined in this process, and their losses summed up."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from small_assignment import CHECKS, EXAM, TOML, write_assignment

from grader.assignment import Assignment, find_assignment
from grader.errors import GraderFault
from grader.references import honest
from grader.references.honest import Fared
from grader.streams import Seed

TWO_QUESTIONS = f'{EXAM}    await examiner.call("halved", "halve", truth)\n'
TWO_CHECKS = f"""{CHECKS}

@check("Numbers are halved", points=2)
def halved(evidence, truth):
    answer = evidence["halved"]
    if not answer.ok:
        return failed(say("{{why}}", why=answer.status))
    right = abs(answer.arrays["0"] - truth / 2).max() <= 1e-9
    return Outcome(float(right), say("Halved."), measured={{"right": float(right)}})
"""
HONEST = {"double": lambda x: 2 * x, "halve": lambda x: x / 2}


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    hasty = f"{TOML}probe = 0.5\nprobes = 3\n"
    write_assignment(tmp_path, toml=hasty, exam=TWO_QUESTIONS, checks=TWO_CHECKS)
    return find_assignment("doubling", tmp_path)


def truth(assignment: Assignment) -> Any:
    return honest.drawn(assignment, Seed("a test"))


def examined(assignment: Assignment, **functions: Any) -> honest.Examined:
    namespace = {**HONEST, **functions}
    return honest.examined(assignment, namespace, "torch", truth(assignment))


def test_an_honest_variant_loses_nothing(assignment: Assignment) -> None:
    """Every check but that of the run of cells, which there is none of."""
    assert examined(assignment).fractions == {"doubled": 1.0, "halved": 1.0}


def test_a_wrong_function_loses_its_own_check(assignment: Assignment) -> None:
    """And no other; what was measured can be looked at."""
    seen = examined(assignment, halve=lambda x: x // 2)
    assert seen.fractions == {"doubled": 1.0, "halved": 0.0}
    assert seen.outcomes["halved"].measured == {"right": 0.0}
    assert Fared(seen.fractions).losses == {"halved": 0.0}


def test_what_raises_or_is_missing_is_an_answer_too(assignment: Assignment) -> None:
    """As in a kernel: the next question is asked all the same."""
    seen = examined(assignment, double=lambda x: 1 / 0)
    assert seen.evidence["doubled"].status == "raised"
    assert seen.fractions == {"doubled": 0.0, "halved": 1.0}
    missing = honest.examined(assignment, {}, "torch", truth(assignment))
    assert missing.evidence["halved"].status == "missing"


def test_a_function_without_an_end_is_interrupted(assignment: Assignment) -> None:
    """It costs its own check, and no more than the time that the assignment allows."""

    def endless(x: Any) -> Any:
        while True:
            time.sleep(0.01)

    seen = examined(assignment, double=endless)
    assert seen.evidence["doubled"].status == "interrupted"
    assert seen.fractions == {"doubled": 0.0, "halved": 1.0}


def test_a_check_that_breaks_leaves_no_figures(tmp_path: Path) -> None:
    """A fault of ours is no loss of a variant's."""
    broken = CHECKS.replace("error <= 1e-9", "error <= undefined")
    write_assignment(tmp_path, checks=broken)
    with pytest.raises(GraderFault, match="undefined"):
        examined(find_assignment("doubling", tmp_path))


def test_losses_are_summed_up_over_honest_variants(tmp_path: Path) -> None:
    """What nobody would hand in counts as drawn, and nowhere else."""
    drawn = [
        Fared({"a": 1.0, "b": 1.0}, {"error": 1e-6}),
        None,
        Fared({"a": 0.5, "b": 1.0}, {"error": 3e-6}),
        Fared({"a": 0.0, "b": 1.0}),
    ]
    figures = honest.summed_up(drawn, 1.26)
    assert (figures["drawn"], figures["learnt"], figures["seconds"]) == (4, 3, 1.3)
    assert [*figures["losing"]] == ["2", "3"]
    assert figures["checks"]["a"]["all_points"] == pytest.approx(1 / 3, abs=1e-4)
    assert figures["checks"]["b"]["all_points"] == 1
    assert figures["metrics"]["error"]["n"] == 2
    assert figures["metrics"]["error"]["quantiles"]["0.5"] == 2e-6
    assert honest.in_short(figures).startswith("3 of 4 are honest; 2 lose")
    path = tmp_path / "variants.json"
    honest.write(path, figures)
    assert json.loads(path.read_text(encoding="utf-8"))["schema"] == honest.SCHEMA


def test_variants_are_drawn_in_order_by_several_processes() -> None:
    """Each on the main thread of its own process, where signals arrive."""
    assert [*honest.in_processes(abs, 5, 2)] == [0, 1, 2, 3, 4]
