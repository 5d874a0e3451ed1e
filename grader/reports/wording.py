"""What every report says in words, whatever it is drawn with."""

from __future__ import annotations

from dataclasses import dataclass

from grader.messages import Message, Translator, mark, say, say_n
from grader.reports.quantities import NOTHING, SPACE, duration, percent, points
from grader.result import (
    CellRun,
    CheckResult,
    Ending,
    Environment,
    ExecutionSummary,
    Interval,
    Result,
    Status,
)

SYMBOLS: dict[Status, str] = {
    "passed": "✓",
    "partial": "◐",
    "failed": "✗",
    "skipped": "○",
    "error": "!",
}

STATUS_WORDS: dict[Status, str] = {
    "passed": mark("passed"),
    "partial": mark("partial"),
    "failed": mark("not passed"),
    "skipped": mark("skipped"),
    "error": mark("not judged"),
}

TIME_MEANS = mark(
    "A cell, or all of them together, took longer than they may and were interrupted;"
    " what there was by then was judged, cells after it included if there was time."
    " Look for a loop that does not end; train for fewer epochs, or smaller networks."
)
MEMORY_MEANS = mark(
    "The notebook needed more memory than it may use, and was stopped. Use smaller"
    " batches, and keep no more copies of the data than needed."
)
OUTPUT_MEANS = mark(
    "The notebook printed far more than anybody can read, and was stopped. Print one"
    " line per epoch rather than one per step."
)
PROTOCOL_MEANS = mark(
    "The notebook sent the grader messages that make no sense, and was stopped. Huge"
    " outputs do that, and so does code that meddles with Jupyter itself. Take it out."
)
DIED_MEANS = mark(
    "The notebook's process ended before its last cell. A call such as exit() does"
    " that, or a crash. Restart the kernel, run all cells, and see which one ends it."
)

ENDINGS: dict[Ending, str] = {
    "timeout": TIME_MEANS,
    "memory": MEMORY_MEANS,
    "output": OUTPUT_MEANS,
    "protocol": PROTOCOL_MEANS,
    "died": DIED_MEANS,
}

UNGRADED_MEANS = mark(
    "Something went wrong on the grader's side, so there is no score yet. This is not"
    " the student's fault and costs no points. Grade the same notebook again; if that"
    " fails too, give this report to whoever runs the grader."
)
REJECTED_MEANS = mark(
    "This submission could not be taken as a notebook for this assignment, so nothing"
    " was graded. Mend what is said below and hand it in again."
)
UNWALLED_MEANS = mark(
    "This notebook ran without a sandbox: its code could read and change files, use"
    " the network, and even tamper with this grade. Take the grade seriously only for"
    " a notebook that you trust."
)

SUSPICIOUS = mark("For the instructor to look at")
WRONG = mark("What is wrong with it")

SANDBOXES = {
    "warm": mark("sandboxed, in a process of its own (warm)"),
    "bwrap": mark("sandboxed with bubblewrap (bwrap)"),
    "none": mark("none"),
}


@dataclass(frozen=True)
class Trouble:
    """A cell that did not end well: where, and in whose words."""

    place: str
    what: str
    detail: str


@dataclass(frozen=True)
class Fact:
    """A label and its value; ``code`` where the value is for machines."""

    label: str
    value: str
    code: bool = False


def verdict(result: Result, t: Translator) -> str:
    """Why there is no score; empty where there is one."""
    match result.status:
        case "graded":
            return ""
        case "ungraded":
            return t(UNGRADED_MEANS)
        case "rejected":
            return t(REJECTED_MEANS)


def flags_mean(result: Result) -> str:
    """What flags are about: a suspicion to look into, or why nothing was graded."""
    return WRONG if result.status == "rejected" else SUSPICIOUS


def tally(result: Result, t: Translator) -> str:
    """How many checks ended in which way: "9 passed, 2 partial"."""
    statuses = [check.status for check in result.checks]
    return " · ".join(
        t(_counted(status, statuses.count(status)))
        for status in STATUS_WORDS
        if status in statuses
    )


def _counted(status: Status, n: int) -> Message:
    """In English one word fits every count; in Spanish it does not."""
    match status:
        case "passed":
            return say_n("{n} passed", "{n} passed", n)
        case "partial":
            return say_n("{n} partial", "{n} partial", n)
        case "failed":
            return say_n("{n} not passed", "{n} not passed", n)
        case "skipped":
            return say_n("{n} skipped", "{n} skipped", n)
        case "error":
            return say_n("{n} not judged", "{n} not judged", n)


def points_of(check: CheckResult, result: Result) -> str:
    """Points of one check; a dash instead where nothing was judged."""
    judged = result.status == "graded" and check.status != "error"
    return f"{points(check.score) if judged else NOTHING} / {points(check.max_score)}"


def hints_of(check: CheckResult) -> tuple[str, ...]:
    """Hints help where points were lost, and only there."""
    return check.hints if check.status in ("partial", "failed") else ()


def ending(execution: ExecutionSummary, t: Translator) -> str:
    """How the run ended, what that means, what to do."""
    if execution.outcome != "completed":
        return t(ENDINGS[execution.outcome])
    if not execution.cells:
        return t(say("No cell was run."))
    wrong = sum(cell.status != "ok" for cell in execution.cells)
    if not wrong:
        return t(say("Every cell ran to its end."))
    message = say_n(
        "The notebook was run to its end; {n} cell did not get there.",
        "The notebook was run to its end; {n} cells did not get there.",
        wrong,
    )
    return t(message)


def troubles(execution: ExecutionSummary, t: Translator) -> list[Trouble]:
    """The cells that raised or ran out of time, in order."""
    return [
        _trouble(cell, t)
        for cell in execution.cells
        if cell.status in ("error", "timeout")
    ]


def cells_not_run(execution: ExecutionSummary, t: Translator) -> str:
    """How many cells never had their turn; empty where all had."""
    count = sum(cell.status == "not_run" for cell in execution.cells)
    if not count:
        return ""
    return t(say_n("{n} cell was not run.", "{n} cells were not run.", count))


def costs(execution: ExecutionSummary, t: Translator) -> list[Fact]:
    """Time in cells and in probed functions apart, and the most memory held."""
    return [
        Fact(t(say("Time in cells")), duration(execution.seconds)),
        Fact(
            t(say("Time in the student's functions")),
            duration(execution.probe_seconds),
        ),
        Fact(t(say("Peak memory")), f"{execution.peak_memory_mb}{SPACE}MB"),
    ]


def provenance(result: Result, t: Translator) -> list[Fact]:
    """All that it takes to grade this again and get the same."""
    where = result.environment
    packages = ", ".join(f"{name} {at}" for name, at in where.packages.items())
    strict = say("strict") if result.strict else say("as published")
    return [
        Fact(t(say("Assignment")), result.assignment.id, code=True),
        Fact(t(say("Assignment version")), result.assignment.version, code=True),
        Fact(t(say("Submission")), result.submission.id, code=True),
        Fact(t(say("Seed")), result.seed, code=True),
        Fact(t(say("Data served")), t(strict)),
        Fact(t(say("Isolation")), _isolation(where, t)),
        Fact(t(say("Grader")), where.grader),
        Fact("Python", where.python),
        Fact(t(say("Packages")), packages or NOTHING),
        Fact(t(say("Device")), where.device),
    ]


def _isolation(where: Environment, t: Translator) -> str:
    """The sandbox, and the walls that stood around it under their own names."""
    sandbox = SANDBOXES.get(where.isolation)
    words = t(sandbox) if sandbox else where.isolation
    return f"{words}: {', '.join(where.walls)}" if where.walls else words


def reading(plot: Interval, t: Translator) -> str:
    """An interval plot as a sentence, for ears and for terminals."""
    return t(
        say(
            "{value}, between {low} and {high}; credit starts at {baseline}"
            " and is full from {target}.",
            value=percent(plot.value),
            low=percent(plot.low),
            high=percent(plot.high),
            baseline=percent(plot.baseline),
            target=percent(plot.target),
        )
    )


def _trouble(cell: CellRun, t: Translator) -> Trouble:
    place = t(say("Cell {n}", n=cell.index + 1))
    if cell.error is not None:
        return Trouble(place, cell.error.name, cell.error.message)
    if cell.status == "timeout":
        stopped = say("ran out of time after {time}", time=duration(cell.seconds))
        return Trouble(place, t(stopped), "")
    return Trouble(place, t(say("stopped with an error")), "")
