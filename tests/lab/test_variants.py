"""Targets for students rest on what honest networks of every kind reach."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from commands import read_json, run
from grading import LAB, REFERENCES, ROOT
from scipy import stats

from grader.assignment import find_assignment
from grader.measures.intervals import clopper_pearson

VARIANTS = REFERENCES / "variants.py"
EXAM = {"iris_accuracy": 6_000, "mnist_accuracy": 2_000}
LEAST = {"iris_accuracy": 300, "mnist_accuracy": 20}
LOSERS = 0.01
EXAMINED = ("gradients", "overfitting")
ENOUGH = 300


def losing(metric: str, shares: list[float]) -> float:
    """The part of these networks that would lose a point, by the exam's own rule."""
    target = find_assignment(LAB).settings.thresholds[metric].target
    n = EXAM[metric]
    uppers = [clopper_pearson(round(share * n), n)[1] for share in shares]
    return sum(upper < target for upper in uppers) / len(uppers)


def metrics(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = read_json(path)["metrics"]
    return found


@pytest.mark.parametrize("metric", EXAM)
def test_targets_rest_on_enough_variants(metric: str) -> None:
    """At most one honest network in a hundred loses anything."""
    known = metrics(VARIANTS.with_name("variants.json"))[metric]
    assert known["learnt"] == len(known["values"]) >= LEAST[metric]
    assert losing(metric, known["values"]) <= LOSERS


@pytest.mark.slow
@pytest.mark.frameworks
@pytest.mark.timeout(1200)
def test_other_variants_lose_no_more(tmp_path: Path) -> None:
    """Drawn and trained anew, from another seed: as few of them lose anything."""
    path = tmp_path / "variants.json"
    options = ("--seed", "another", "--mnist", "0", "--out", path)
    ran = run(sys.executable, VARIANTS, *options, cwd=tmp_path, timeout=1200)
    assert ran.code == 0, ran.err
    found = metrics(path)["iris_accuracy"]
    assert found["learnt"] >= LEAST["iris_accuracy"]
    assert losing("iris_accuracy", found["values"]) <= LOSERS, json.dumps(found)


def script(assignment: str) -> Path:
    return ROOT / "reference" / assignment / "variants.py"


@pytest.mark.parametrize("name", EXAMINED)
def test_whole_solutions_lose_next_to_nothing(name: str) -> None:
    """By the assignment's own exam and checks, all but that of a run of cells."""
    known = read_json(script(name).with_suffix(".json"))
    assert known["learnt"] >= ENOUGH
    assert len(known["losing"]) <= LOSERS * known["learnt"], known["losing"]
    checks = {check.id for check in find_assignment(name).checks()}
    assert {*known["checks"]} == checks - {"runs"}


@pytest.mark.slow
@pytest.mark.frameworks
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", EXAMINED)
def test_other_solutions_lose_no_more(name: str, tmp_path: Path) -> None:
    """Drawn, tried out and examined anew, from another seed."""
    path = tmp_path / "variants.json"
    options = ("--seed", "another", "--out", path)
    ran = run(sys.executable, script(name), *options, cwd=tmp_path, timeout=1200)
    assert ran.code == 0, ran.err
    found = read_json(path)
    assert found["learnt"] >= ENOUGH
    # Where one in a hundred loses, one sample in a hundred has more of them.
    most = stats.binom.ppf(0.99, found["learnt"], LOSERS)
    assert len(found["losing"]) <= most, found["losing"]
