"""The result of grading one notebook: a value to show, store and send.

The JSON that ``grade submit --json`` writes is this type, field by field; its schema is
generated from it (``json_schema``) and committed as ``grader/result.schema.json``.
Texts are already in the result's language and free of control characters; they are
still a student's and still have to be escaped where they are rendered.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from grader.execution import CellError as CellError
from grader.execution import CellRun as CellRun
from grader.execution import Ending as Ending

SCHEMA: Final = "grader.result/1"
SCHEMA_FILE = Path(__file__).with_name("result.schema.json")

Language = Literal["en", "es"]
Status = Literal["passed", "partial", "failed", "skipped", "error"]


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a plot; ``values[i]`` is epoch ``i + 1``; null where not finite."""

    label: str
    values: tuple[float | None, ...]


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A point worth seeing on a plot: the measured end, the claimed end."""

    label: str
    x: float
    y: float


class Curves(msgspec.Struct, frozen=True, kw_only=True, tag="curves"):
    """Learning curves: values an epoch, and the ends that were claimed and measured."""

    title: str
    x_label: str
    series: tuple[Series, ...]
    marks: tuple[Mark, ...] = ()


class Interval(msgspec.Struct, frozen=True, kw_only=True, tag="interval"):
    """A measured share with its interval, against what was needed; all in [0, 1].

    ``low`` and ``high`` are one-sided 95 % Clopper-Pearson bounds. Credit starts at
    ``baseline`` and is full at ``target``.
    """

    title: str
    value: float
    low: float
    high: float
    baseline: float
    target: float


Plot = Curves | Interval


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """What one check measured, what it needed, and the points that follow.

    ``labels`` name some of what was measured; reports have words for the rest.
    """

    id: str
    title: str
    status: Status
    score: float
    max_score: float
    message: str
    hints: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    measured: dict[str, float | None] = {}
    needed: dict[str, float] = {}
    labels: dict[str, str] = {}
    plots: tuple[Plot, ...] = ()


class ExecutionSummary(msgspec.Struct, frozen=True, kw_only=True):
    """How the notebook ran. ``probe_seconds`` were spent in the student's functions."""

    seconds: float
    probe_seconds: float
    outcome: Ending
    cells: tuple[CellRun, ...]
    peak_memory_mb: int
    adjustments: tuple[str, ...]


class AssignmentSummary(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    version: str
    title: str


class SubmissionSummary(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    student: str
    name: str
    framework: str


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """Where the notebook ran: ``isolation`` is the sandbox's name.

    ``walls`` are those that the machine had: namespaces, seccomp, landlock, and cgroup
    or only rlimits for memory and processes.
    """

    grader: str
    python: str
    isolation: str
    walls: tuple[str, ...] = ()
    device: str
    packages: dict[str, str]


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One graded notebook."""

    schema: Literal["grader.result/1"] = SCHEMA
    status: Literal["graded", "ungraded", "rejected"]
    score: float
    max_score: float
    assignment: AssignmentSummary
    submission: SubmissionSummary
    checks: tuple[CheckResult, ...]
    flags: tuple[str, ...]
    execution: ExecutionSummary
    environment: Environment
    strict: bool
    seed: str
    language: Language

    @property
    def percent(self) -> float:
        return 100 * self.score / self.max_score if self.max_score else 0.0


def to_json(result: Result) -> bytes:
    """UTF-8 JSON, indented, fields in the order of the types, a newline at the end."""
    return msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n"


def from_json(data: bytes) -> Result:
    """Read what ``to_json`` wrote; ``msgspec.ValidationError`` where it cannot be."""
    return msgspec.json.decode(data, type=Result)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a result."""
    return msgspec.json.schema(Result)


def schema_text() -> str:
    """The schema as committed in ``result.schema.json``."""
    return json.dumps(json_schema(), indent=2) + "\n"


def write_schema() -> None:
    """Write ``result.schema.json`` beside this module."""
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
