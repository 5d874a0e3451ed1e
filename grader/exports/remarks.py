"""A standing in words that the student may read: what was taken off, what is missing.

Who gave a grade by hand and why is the instructors' own: it is in the csv and the json.
"""

from __future__ import annotations

from grader.exports.cells import number
from grader.gradebook.standings import Standing
from grader.messages import Message, Translator, say


def remarks(standing: Standing, t: Translator) -> str:
    """A sentence or two; empty where there is nothing to explain."""
    told = [_status(standing), _lateness(standing), _note(standing)]
    return " ".join(t(message) for message in told if message is not None)


def _status(standing: Standing) -> Message | None:
    reason = standing.reason
    match standing.status:
        case "graded" if standing.override is not None:
            return say("This grade was given by hand.")
        case "graded":
            return None
        case "missing":
            return say("Nothing was handed in.")
        case "new":
            return say("It has not been graded yet.")
        case "rejected" if reason:
            return say("It could not be graded: {reason}", reason=reason)
        case "rejected":
            return say("It could not be graded.")
        case "ungraded" if reason:
            return say("There is no grade yet: {reason}", reason=reason)
        case "ungraded":
            return say("There is no grade yet.")


def _lateness(standing: Standing) -> Message | None:
    if standing.override is not None or not standing.penalty:
        return None
    percent = number(standing.penalty)
    return say("It was handed in late: {percent} % was taken off.", percent=percent)


def _note(standing: Standing) -> Message | None:
    """Nothing is said of time where a grade by hand made it meaningless."""
    return standing.note if standing.override is None else None
