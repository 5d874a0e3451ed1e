"""Gradescope's ``results.json``.

Without a score and without tests Gradescope says that the autograder failed and leaves
the submission ungraded: that is what a fault of ours has to look like, never a zero.
"""

from __future__ import annotations

import json
from typing import Any

from grader.exports.cells import rounded
from grader.messages import Translator, translator
from grader.reports import wording
from grader.reports.hygiene import washed
from grader.reports.quantities import NOTHING, comparisons
from grader.result import CheckResult, Result


def render(result: Result) -> str:
    """Plain text throughout, so that nothing of a student's becomes markup."""
    result = washed(result)
    t = translator(result.language)
    seconds = result.execution.seconds + result.execution.probe_seconds
    told: dict[str, Any] = {
        "output": _output(result, t),
        "output_format": "text",
        "execution_time": round(seconds),
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": _provenance(result),
    }
    if result.status != "ungraded":
        told["score"] = rounded(result.score)
        told["tests"] = [
            _test(check, place, t) for place, check in enumerate(result.checks, start=1)
        ]
    return json.dumps(told, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _test(check: CheckResult, place: int, t: Translator) -> dict[str, Any]:
    return {
        "name": check.title,
        "number": str(place),
        "score": rounded(check.score),
        "max_score": rounded(check.max_score),
        "status": "passed" if check.status == "passed" else "failed",
        "output": "\n".join(_story(check, t)),
        "output_format": "text",
        "visibility": "visible",
        "extra_data": {"id": check.id, "status": check.status},
    }


def _story(check: CheckResult, t: Translator) -> list[str]:
    told = [check.message]
    for row in comparisons(check, t) if check.status != "passed" else ():
        needed = f" ({row.needed})" if row.needed else ""
        told.append(f"{row.label}: {row.measured or NOTHING}{needed}")
    told += [f"→ {hint}" for hint in wording.hints_of(check)]
    return [line for line in (*told, *check.notes) if line]


def _output(result: Result, t: Translator) -> str:
    told = [
        wording.verdict(result, t),
        wording.tally(result, t),
        wording.ending(result.execution, t) if result.execution.cells else "",
    ]
    if result.flags:
        told += [t(wording.flags_mean(result)), *result.flags]
    return "\n".join(filter(None, told))


def _provenance(result: Result) -> dict[str, Any]:
    return {
        "status": result.status,
        "assignment": result.assignment.id,
        "assignment_version": result.assignment.version,
        "submission": result.submission.id,
        "seed": result.seed,
        "grader": result.environment.grader,
        "isolation": result.environment.isolation,
    }
