"""Gradescope's results.json: the fields and values that it knows, and no others."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hostile_results import hostile
from sample_results import good, rejected, samples, ungraded

from grader.exports import RESULT_FORMATS
from grader.result import Result

TOP = {
    *("score", "execution_time", "output", "output_format", "visibility"),
    *("stdout_visibility", "extra_data", "tests", "leaderboard"),
}
TEST = {
    *("score", "max_score", "status", "name", "number", "output", "output_format"),
    *("tags", "visibility", "extra_data"),
}
VISIBILITIES = {"visible", "hidden", "after_due_date", "after_published"}
FORMATS = {"text", "html", "simple_format", "md", "ansi"}
RESULTS = [
    *(pytest.param(result, id=name) for name, result in samples().items()),
    pytest.param(hostile(), id="hostile"),
]


def read(result: Result) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(RESULT_FORMATS["gradescope"](result))
    return told


@pytest.mark.parametrize("result", RESULTS)
def test_every_field_is_one_that_gradescope_reads(result: Result) -> None:
    """Names, types and the values that are allowed."""
    told = read(result)
    assert set(told) <= TOP
    assert {told["visibility"], told["stdout_visibility"]} <= VISIBILITIES
    assert told["output_format"] in FORMATS
    assert isinstance(told["execution_time"], int)
    for test in told.get("tests", []):
        assert set(test) <= TEST
        assert test["status"] in ("passed", "failed")
        assert test["visibility"] in VISIBILITIES
        assert test["output_format"] in FORMATS
        assert 0 <= test["score"] <= test["max_score"]
        assert isinstance(test["number"], str)


def test_the_score_is_the_result_s() -> None:
    """On top, where it overrides the sum, which is the same; partial has not passed."""
    told = read(good("es"))
    assert told["score"] == 17.5
    assert sum(test["score"] for test in told["tests"]) == 17.5
    statuses = {t["extra_data"]["status"]: t["status"] for t in told["tests"]}
    assert statuses == {"passed": "passed", "partial": "failed", "failed": "failed"}


def test_hints_come_with_the_points_that_were_lost() -> None:
    """A test's output says what was measured, what was needed, what to do."""
    result = good("en")
    outputs = {t["extra_data"]["id"]: t["output"] for t in read(result)["tests"]}
    [digits] = [check for check in result.checks if check.id == "mnist_accuracy"]
    assert digits.message in outputs["mnist_accuracy"]
    assert all(hint in outputs["mnist_accuracy"] for hint in digits.hints)
    assert "97.0%" in outputs["mnist_accuracy"]


def test_a_fault_of_ours_is_no_zero() -> None:
    """Neither a score nor a test to sum: Gradescope leaves it ungraded and says so."""
    told = read(ungraded("en"))
    assert "score" not in told
    assert "tests" not in told
    assert "not the student's fault" in told["output"]


def test_a_rejected_file_is_told_why() -> None:
    """It has no points, and the reason is what the student sees first."""
    result = rejected("es")
    told = read(result)
    assert (told["score"], told["tests"]) == (0, [])
    assert all(flag in told["output"] for flag in result.flags)


def test_hostile_text_stays_text() -> None:
    """Nothing is HTML or ANSI: markup is shown, controls are gone."""
    text = RESULT_FORMATS["gradescope"](hostile())
    told = json.loads(text)
    formats = {told["output_format"], *(t["output_format"] for t in told["tests"])}
    assert formats == {"text"}
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
    assert text.encode()
