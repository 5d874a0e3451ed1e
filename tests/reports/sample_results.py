"""Realistic results, built in code; run this file to write them as fixtures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import sample_texts as texts
from sample_plots import plots

from grader.result import (
    AssignmentSummary,
    CellError,
    CellRun,
    CheckResult,
    Environment,
    ExecutionSummary,
    Result,
    SubmissionSummary,
    to_json,
)

FIXTURES = Path(__file__).parents[1] / "fixtures"
LANGUAGES = ("en", "es")
Value = TypeVar("Value", bound=msgspec.Struct)
Words = Callable[[texts.Pair], str]


def samples() -> dict[str, Result]:
    """Every sample by the name of its fixture."""
    return {
        "good.en": good("en"),
        "good.es": good("es"),
        "struggling.en": struggling("en"),
        "struggling.es": struggling("es"),
        "ungraded.en": ungraded("en"),
        "rejected.es": rejected("es"),
    }


def good(language: str) -> Result:
    """17.5 of 20: a remedy that does not help, and digits just below the target."""
    words = _in(language)
    lost = {"overfit_prevented": 0.0, "mnist_accuracy": 2.5}
    checks = [_check(words, id_, lost.get(id_)) for id_ in texts.POINTS]
    checks[1] = _with(checks[1], notes=(words(texts.SHARED),))
    return _result(language, checks, score=17.5)


def struggling(language: str) -> Result:
    """A notebook that died, half of it undefined, run without a sandbox."""
    words = _in(language)
    lost = {"runs": 0.0, "iris_accuracy": 2.5, "mnist_history": 0.0}
    checks = [_check(words, id_, lost.get(id_)) for id_ in texts.POINTS]
    for i in (5, 9, 10):
        message = words(texts.NOT_DEFINED).format(name=checks[i].id)
        checks[i] = _without(checks[i], "failed", message)
    for i in (6, 7, 8):
        message = words(texts.NEEDS).format(title=checks[5].title)
        checks[i] = _without(checks[i], "skipped", message)
    result = _result(language, checks, score=5.5)
    environment = _with(result.environment, isolation="none", walls=())
    execution = _with(
        result.execution, outcome="died", cells=_stopped(), peak_memory_mb=1843
    )
    return _with(
        result,
        environment=environment,
        execution=execution,
        flags=(words(texts.FLAG),),
    )


def ungraded(language: str) -> Result:
    """A fault of the grader's own: nothing is held against the student."""
    words = _in(language)
    checks = [
        _without(_check(words, id_, None), "error", words(texts.BROKEN))
        for id_ in texts.POINTS
    ]
    return _with(_result(language, checks, score=0.0), status="ungraded")


def rejected(language: str) -> Result:
    """Not a notebook at all: nothing ran."""
    words = _in(language)
    result = _result(language, [], score=0.0)
    execution = _with(
        result.execution, seconds=0.0, probe_seconds=0.0, cells=(), peak_memory_mb=0
    )
    return _with(
        result,
        status="rejected",
        execution=_with(execution, adjustments=()),
        flags=(words(texts.UNREADABLE),),
    )


def _in(language: str) -> Words:
    return lambda pair: pair[LANGUAGES.index(language)]


def _with(value: Value, **changes: Any) -> Value:
    return msgspec.structs.replace(value, **changes)


def _check(words: Words, id_: str, score: float | None) -> CheckResult:
    points = texts.POINTS[id_]
    measured, needed = _measures(id_, lost=score is not None)
    said = texts.PASSED if score is None else texts.LOST
    return CheckResult(
        id=id_,
        title=words(texts.TITLES[id_]),
        status="passed" if score is None else "partial" if score else "failed",
        score=points if score is None else score,
        max_score=points,
        message=words(said[id_]),
        hints=tuple(words(hint) for hint in texts.HINTS.get(id_, ())),
        measured=measured,
        needed=needed,
        plots=plots(words, id_, lost=score is not None),
    )


def _without(check: CheckResult, status: str, message: str) -> CheckResult:
    return _with(
        check, status=status, score=0.0, message=message, measured={}, plots=()
    )


def _measures(id_: str, lost: bool) -> tuple[dict[str, float | None], dict[str, float]]:
    match id_:
        case "iris_split":
            return {"shared": 0.033333}, {"shared_at_most": 0.2}
        case "iris_accuracy":
            return {"accuracy": 0.863 if lost else 0.9712}, {"accuracy": 0.94}
        case "mnist_accuracy":
            return {"accuracy": 0.959 if lost else 0.976}, {"accuracy": 0.97}
        case "overfit_observed":
            return {"memorised": 1.0}, {"memorised_at_least": 0.9}
        case "overfit_prevented":
            return (
                {
                    "memorised": 0.963 if lost else 0.481,
                    "fresh_accuracy": 0.71 if lost else 0.802,
                },
                {"memorised_at_most": 0.85, "fresh_accuracy_above": 0.71},
            )
        case "mnist_history" if lost:
            return {"claimed": 0.991, "measured": 0.958}, {}
        case _:
            return {}, {}


def _cells() -> tuple[CellRun, ...]:
    return tuple(
        CellRun(index=2 * i + 1, status="ok", seconds=round(0.1 + 0.4 * (i % 4), 2))
        for i in range(14)
    )


def _stopped() -> tuple[CellRun, ...]:
    shape = CellError(
        name="RuntimeError",
        message="mat1 and mat2 shapes cannot be multiplied (32x784 and 28x128)",
    )
    cells = _cells()
    wrong = _with(cells[7], status="error", error=shape)
    late = _with(cells[8], status="timeout", seconds=180.0)
    rest = [_with(cell, status="not_run", seconds=0.0) for cell in cells[9:]]
    return (*cells[:7], wrong, late, *rest)


def _result(language: Any, checks: list[CheckResult], score: float) -> Result:
    words = _in(language)
    return Result(
        status="graded",
        score=score,
        max_score=20.0,
        assignment=AssignmentSummary(
            id="lab-frameworks",
            version="sha256:" + "5d1c0a97" * 8,
            title=words(texts.ASSIGNMENT),
        ),
        submission=SubmissionSummary(
            id="sha256:" + "a41f60b2" * 8,
            student="ana",
            name="LabFrameworks.ipynb",
            framework="torch",
        ),
        checks=tuple(checks),
        flags=(),
        execution=ExecutionSummary(
            seconds=12.14,
            probe_seconds=3.52,
            outcome="completed",
            cells=_cells(),
            peak_memory_mb=512,
            adjustments=(words(texts.SERVED),),
        ),
        environment=Environment(
            grader="0.1.0",
            python="3.11.2",
            isolation="warm",
            walls=("namespaces", "seccomp", "landlock", "cgroup", "rlimits"),
            device="cpu",
            packages={"torch": "2.14.1", "torchvision": "0.29.1", "numpy": "2.4.6"},
        ),
        strict=False,
        seed="c0ffee12c0ffee12c0ffee12c0ffee12",
        language=language,
    )


if __name__ == "__main__":
    FIXTURES.mkdir(exist_ok=True)
    for name, sample in samples().items():
        (FIXTURES / f"{name}.result.json").write_bytes(to_json(sample))
