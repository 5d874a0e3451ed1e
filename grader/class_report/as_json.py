"""The report as JSON, ``grader.class/1``; null where there is no figure."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, Final

from grader.class_report.attendance import Stopped
from grader.class_report.costs import Cost, Costs
from grader.class_report.drift import Drift
from grader.class_report.item_analysis import Item
from grader.class_report.summary import AssignmentReport, ClassReport
from grader.text import one_line

SCHEMA: Final = "grader.class/1"
DIGITS = 6
LONGEST = 200


def render(report: ClassReport) -> str:
    """Indented, fields always in the same order, a newline at the end."""
    newest = report.newest
    told = {
        "schema": SCHEMA,
        "course": one_line(report.course, LONGEST),
        "language": report.language,
        "newest_run": newest.isoformat(timespec="seconds") if newest else None,
        "assignments": [_assignment(one, report) for one in report.assignments],
    }
    return (
        json.dumps(_rounded(told), ensure_ascii=False, allow_nan=False, indent=2) + "\n"
    )


def _assignment(one: AssignmentReport, report: ClassReport) -> dict[str, Any]:
    return {
        "id": one_line(one.id, LONGEST),
        "title": one_line(one.title, LONGEST),
        "max_score": one.max_score,
        "students": dataclasses.asdict(one.attendance),
        "penalised": one.penalised,
        "by_hand": one.by_hand,
        "scores": dataclasses.asdict(one.scores) if one.scores else None,
        "histogram": [dataclasses.asdict(found) for found in one.bins],
        "checks": [_check(item) for item in one.items],
        "references": _drift(one.drift),
        "costs": _costs(one.costs, report) if one.costs else None,
        "did_not_run": [_stopped(found, report) for found in one.stopped],
    }


def _check(item: Item) -> dict[str, Any]:
    told = dataclasses.asdict(item)
    messages = told.pop("said")
    return {**told, "messages": messages}


def _drift(found: Drift) -> dict[str, Any]:
    return {
        "recorded": found.recorded,
        "drifted": found.drifted,
        "metrics": [
            {**dataclasses.asdict(one), "drifted": one.drifted} for one in found.metrics
        ],
        "versions": [
            {
                "package": one.package,
                "expected": one.expected,
                "found": [{"version": at, "runs": n} for at, n in one.found],
            }
            for one in found.versions
        ],
        "unknown": [
            {"framework": framework, "device": device}
            for framework, device in found.unknown
        ],
    }


def _costs(found: Costs, report: ClassReport) -> dict[str, Any]:
    return {
        "seconds": _cost(found.seconds, report),
        "probe_seconds": _cost(found.probe_seconds, report),
        "peak_memory_mb": _cost(found.peak_memory_mb, report),
    }


def _cost(cost: Cost, report: ClassReport) -> dict[str, Any]:
    return {"median": cost.median, "max": cost.most, **_who(cost.student, report)}


def _stopped(one: Stopped, report: ClassReport) -> dict[str, Any]:
    return {**_who(one.student, report), "why": one.why, "reason": one.reason}


def _who(student: str, report: ClassReport) -> dict[str, Any]:
    return {"student": one_line(student, LONGEST), "name": report.name(student)}


def _rounded(value: Any) -> Any:
    """Without the last digits, which differ between machines and mean nothing."""
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
