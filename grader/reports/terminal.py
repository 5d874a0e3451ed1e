"""The report as text for a terminal: a column of verdicts, a column of reasons.

Words of a student's are ``rich.text.Text``, never markup: ``[red]`` stays five
characters. Without colour the text is plain and fits a log or a file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.messages import Translator, mark, say, say_n, translator
from grader.reports import wording
from grader.reports.hygiene import washed
from grader.reports.quantities import NOTHING, comparisons, points
from grader.result import CheckResult, Interval, Result, Status

COLOURS: dict[Status, str] = {
    "passed": "green",
    "partial": "yellow",
    "failed": "red",
    "skipped": "dim",
    "error": "magenta",
}
BAR = 30
GLUE = "\ue000"  # stands for a no-break space, where rich would break a line
SHOWN_OF_DETAIL = 300  # characters of a cell's error message
SHOWN_OF_ID = 19  # characters that tell one digest from another

CHECKS = mark("Checks")
EXECUTION = mark("How the notebook ran")
PROVENANCE = mark("What this was graded with")
NO_SCORE = mark("No score yet")
REJECTED = mark("Not accepted")
WARNING = mark("Warning")


def render(result: Result, width: int = 80, color: bool = False) -> str:
    """The report in the result's language, no line wider than ``width``."""
    target = io.StringIO()
    console = Console(
        file=target,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
    )
    result = washed(result)
    console.print(_report(result, translator(result.language)))
    lines = target.getvalue().replace(GLUE, " ").split("\n")
    return "\n".join(line.rstrip() for line in lines).rstrip() + "\n"


def _report(result: Result, t: Translator) -> RenderableType:
    return Group(
        *_head(result, t),
        *_flags(result, t),
        *_checks(result, t),
        *_execution(result, t),
        *_provenance(result, t),
    )


def _head(result: Result, t: Translator) -> Iterator[RenderableType]:
    submission = result.submission
    about = (submission.student, submission.name, submission.framework)
    yield _text(result.assignment.title, "bold")
    # On one line each: a name of several lines could pretend to be a report.
    yield _text(" · ".join(" ".join(word.split()) for word in about if word), "dim")
    yield Text()
    if result.status == "graded":
        yield _score(result)
    else:
        yield Text(t(NO_SCORE if result.status == "ungraded" else REJECTED), "bold")
        yield _text(wording.verdict(result, t))
    if tally := wording.tally(result, t):
        yield Text(tally, "dim")


def _score(result: Result) -> Text:
    share = min(max(result.percent / 100, 0.0), 1.0)
    filled = round(BAR * share)
    return Text.assemble(
        (points(result.score), "bold"),
        f" / {points(result.max_score)}   ",
        ("━" * filled, "green"),
        ("╌" * (BAR - filled), "dim"),
    )


def _flags(result: Result, t: Translator) -> Iterator[RenderableType]:
    if result.flags:
        yield _heading(wording.flags_mean(result), t)
        yield from (_bullet("!", flag, "yellow") for flag in result.flags)


def _checks(result: Result, t: Translator) -> Iterator[RenderableType]:
    if not result.checks:
        return
    yield _heading(CHECKS, t)
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(ratio=1, overflow="fold")
    for number, check in enumerate(result.checks):
        if number:
            table.add_row()
        status = check.status
        verdict = f"{wording.SYMBOLS[status]} {t(wording.STATUS_WORDS[status])}"
        table.add_row(
            Text(verdict, COLOURS[status]),
            Text(wording.points_of(check, result)),
            Group(*_reasons(check, t)),
        )
    yield table


def _reasons(check: CheckResult, t: Translator) -> Iterator[RenderableType]:
    """The message of every check; the figures and a hint where points were lost."""
    yield _text(check.title, "bold")
    yield _text(check.message)
    if check.status != "passed":
        yield from _figures(check, t)
        yield from _hints(check, t)
    yield from (_bullet("·", note, "dim") for note in check.notes)


def _figures(check: CheckResult, t: Translator) -> Iterator[RenderableType]:
    for row in comparisons(check, t):
        yield _text(_compared(row.label, row.measured, row.needed, t), "dim")
    for plot in check.plots:
        if isinstance(plot, Interval):
            yield _text(f"{plot.title}: {wording.reading(plot, t)}", "dim")


def _hints(check: CheckResult, t: Translator) -> Iterator[RenderableType]:
    hints = wording.hints_of(check)
    if not hints:
        return
    yield _bullet("→", hints[0], "cyan")
    if more := len(hints) - 1:
        message = say_n(
            "{n} more hint in the HTML report.",
            "{n} more hints in the HTML report.",
            more,
        )
        yield Padding(_text(t(message), "dim"), (0, 0, 0, 2))


def _compared(label: str, measured: str, needed: str, t: Translator) -> str:
    if not needed:
        return f"{label}: {measured}"
    if measured == NOTHING:
        return t(say("{label}: needed {needed}", label=label, needed=needed))
    return t(
        say(
            "{label}: {measured}, needed {needed}",
            label=label,
            measured=measured,
            needed=needed,
        )
    )


def _execution(result: Result, t: Translator) -> Iterator[RenderableType]:
    execution = result.execution
    yield _heading(EXECUTION, t)
    told = (wording.ending(execution, t), wording.cells_not_run(execution, t))
    yield _text(" ".join(filter(None, told)))
    for trouble in wording.troubles(execution, t):
        detail = Text(trouble.detail)
        detail.truncate(SHOWN_OF_DETAIL, overflow="ellipsis")
        line = Text.assemble((trouble.place, "bold"), "  ", _text(trouble.what))
        yield _bullet("✗", Text(": ").join([line, detail]) if detail else line, "red")
    if execution.cells:
        yield _facts(wording.costs(execution, t))
    yield from (_bullet("·", change, "dim") for change in execution.adjustments)


def _provenance(result: Result, t: Translator) -> Iterator[RenderableType]:
    yield _heading(PROVENANCE, t)
    if result.environment.isolation == "none":
        unwalled = f"{t(WARNING)}. {t(wording.UNWALLED_MEANS)}"
        yield _bullet("!", unwalled, "red")
    yield _facts(wording.provenance(result, t))


def _facts(facts: list[wording.Fact]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(style="dim", max_width=36)
    table.add_column(ratio=1, overflow="fold")
    for fact in facts:
        value = fact.value
        if fact.code and value.startswith("sha256:"):
            value = value[:SHOWN_OF_ID]
        table.add_row(_text(fact.label), _text(value))
    return table


def _text(text: str, style: str = "") -> Text:
    """Text as it is, without markup, that breaks at ordinary spaces only."""
    return Text(text.translate({0xA0: GLUE, 0x202F: GLUE}), style)


def _heading(text: str, t: Translator) -> Text:
    return Text(f"\n{t(text)}", "bold underline")


def _bullet(symbol: str, text: str | Text, style: str) -> Table:
    table = Table.grid(padding=(0, 1, 0, 0), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_row(Text(symbol, style), _text(text) if isinstance(text, str) else text)
    return table
