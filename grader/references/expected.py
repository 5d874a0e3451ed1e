"""What the result of each case has to be; how it differs is said in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from grader.literate import Mistake
from grader.messages import Message, say
from grader.references.cases import Case, Reference
from grader.references.targets import Targets, missed
from grader.reports.wording import STATUS_WORDS
from grader.result import Result, Status

STARTER_SHARE = 0.1
STARTER_POINTS = 1.0
"""A starter runs and keeps what is no work of the student's: a tenth, or one point."""
HEAVY = 1.0
"""A check worth more than this many points is proven by two mistakes."""


def difference(case: Case, result: Result, targets: Targets) -> Message | None:
    """How the result differs from what the case has to get; None where it does not."""
    if result.status != "graded":
        return say("it has no grade: {why}", why=_first_message(result, "error"))
    if case.mistake is not None:
        return _of_mistake(case.mistake, result)
    if case.kind == "starter":
        return _of_starter(result)
    return _of_reference(result, targets)


def uncovered(reference: Reference) -> Iterator[Message]:
    """Checks that too few known mistakes fail, and names that are no check's."""
    checks = reference.assignment.checks()
    named = Counter(name for m in reference.mistakes for name in m.fails)
    for check in checks:
        least = 2 if check.points > HEAVY else 1
        if named[check.id] < least:
            yield say(
                "{check} is failed by {found} known mistakes, {least} are needed",
                check=check.id,
                found=named[check.id],
                least=least,
            )
    for name in sorted(named.keys() - {check.id for check in checks}):
        yield say("a known mistake fails {check}, which is no check", check=name)


def _of_reference(result: Result, targets: Targets) -> Message | None:
    for check in result.checks:
        if check.status != "passed":
            return _unlike(check.id, "passed", check.status, check.message)
    for name, (value, bound) in missed(result, targets).items():
        return say(
            "{metric} is {value:.4g}; its target is at least {bound:.4g}",
            metric=name,
            value=value,
            bound=bound,
        )
    return None


def _of_starter(result: Result) -> Message | None:
    for cell in result.execution.cells:
        if cell.status != "ok":
            n, how = cell.index + 1, cell.status
            return say("its cell {n} ended with {how}", n=n, how=how)
    limit = max(STARTER_POINTS, STARTER_SHARE * result.max_score)
    if not result.score <= limit:
        return say(
            "it earns {score:g} points; at most {limit:g} were expected",
            score=result.score,
            limit=limit,
        )
    return None


def _of_mistake(mistake: Mistake, result: Result) -> Message | None:
    for check in result.checks:
        wanted = _wanted(mistake, check.id)
        if check.status not in wanted:
            return _unlike(check.id, wanted[0], check.status, check.message)
    return None


def _wanted(mistake: Mistake, check: str) -> tuple[Status, ...]:
    if check in mistake.fails:
        return "failed", "partial"
    return ("skipped",) if check in mistake.skips else ("passed",)


def _unlike(check: str, expected: Status, found: Status, message: str) -> Message:
    return say(
        "{check} should be “{expected}” and is “{found}”: {message}",
        check=check,
        expected=Message(STATUS_WORDS[expected]),
        found=Message(STATUS_WORDS[found]),
        message=message,
    )


def _first_message(result: Result, status: str) -> str:
    found: Sequence[str] = [c.message for c in result.checks if c.status == status]
    return found[0] if found else result.status
