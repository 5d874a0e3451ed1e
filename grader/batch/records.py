"""A run's result as the records of the attempts that it serves."""

from __future__ import annotations

import msgspec

from grader.gradebook.entries import Judged, Pending
from grader.result import Result


def judged_for(attempt: Pending, result: Result) -> Judged:
    """The record of one attempt: of identical notebooks, each student has their own."""
    about = msgspec.structs.replace(
        result.submission, student=attempt.student, name=attempt.name
    )
    own = msgspec.structs.replace(result, submission=about)
    reasons = [check.message for check in result.checks if check.status == "error"]
    reason = reasons[0] if result.status != "graded" and reasons else ""
    status = result.status
    return Judged(attempt.id, result.assignment.version, status, reason, own)
