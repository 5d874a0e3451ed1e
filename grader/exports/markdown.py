"""The report in GitHub's Markdown: for a job summary, an issue, a pull request.

All that a student may have written is escaped until it is text and nothing else: no
HTML, no link, no mention of anybody, no new row or cell in a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from grader.messages import Translator, mark, say, translator
from grader.reports import wording
from grader.reports.hygiene import washed
from grader.reports.quantities import comparisons, points
from grader.result import CheckResult, Result

MOST_BYTES = (1 << 20) - 1
"""GitHub refuses a job summary of 1 MiB and shows none at all."""
JOINER = "\N{WORD JOINER}"
SIGNS = re.compile(r"([!#$&()*+.:<=>@\[\\\]^_`{|}~-])")
"""What may mean something in GitHub's Markdown, or in the formulas within it."""
CALLS = re.compile(r"([@#:])(?=[\w/+-])|(?<=[Ww]{3})(?=\.)")
"""Where GitHub finds links, mentions and issues in plain text, escaped or not."""

CUT = mark("The rest is left out: it is longer than what can be shown here.")


def render(result: Result, most_bytes: int = MOST_BYTES) -> str:
    """The whole report, in UTF-8 never longer than ``most_bytes``."""
    result = washed(result)
    t = translator(result.language)
    blocks = (*_head(result, t), *_checks(result, t), *_advice(result, t))
    return _cut((*blocks, *_run(result, t)), most_bytes, t)


def escaped(text: str) -> str:
    """Text on one line that Markdown shows as it is.

    A word joiner, which nobody sees, parts what GitHub would make a link of even where
    it is escaped: ``@name``, ``#1``, ``https://``, ``www.``.
    """
    parted = CALLS.sub(
        lambda found: f"{found[1] or ''}{JOINER}", " ".join(text.split())
    )
    return SIGNS.sub(r"\\\1", parted)


def _head(result: Result, t: Translator) -> Iterator[str]:
    yield f"## {escaped(result.assignment.title)}\n"
    about = result.submission
    told = (about.student, about.name, about.framework)
    yield " · ".join(escaped(word) for word in told if word) + "\n"
    if result.status == "graded":
        yield f"**{points(result.score)} / {points(result.max_score)}**\n"
    else:
        yield f"**{escaped(wording.verdict(result, t))}**\n"
    if result.flags:
        yield f"### {escaped(t(wording.flags_mean(result)))}\n"
        yield "".join(f"- {escaped(flag)}\n" for flag in result.flags)


def _checks(result: Result, t: Translator) -> Iterator[str]:
    """A table, a row a check."""
    if not result.checks:
        return
    titles = (say("Check"), say("Points"), say("What was found"))
    lines = [_row(["", *(escaped(t(title)) for title in titles)]), "|---|---|---|---|"]
    for check in result.checks:
        status = (
            f"{wording.SYMBOLS[check.status]} {t(wording.STATUS_WORDS[check.status])}"
        )
        cells = (status, check.title, wording.points_of(check, result), check.message)
        lines.append(_row(map(escaped, cells)))
    yield "\n".join(lines) + "\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _advice(result: Result, t: Translator) -> Iterator[str]:
    """What was measured and what to do, of each check that lost points."""
    for check in result.checks:
        told = [*_figures(check, t), *wording.hints_of(check), *check.notes]
        if told:
            items = "".join(f"- {escaped(line)}\n" for line in told)
            yield f"### {escaped(check.title)}\n\n{items}"


def _figures(check: CheckResult, t: Translator) -> Iterator[str]:
    if check.status not in ("partial", "failed"):
        return
    for row in comparisons(check, t):
        if row.needed:
            words = say(
                "{label}: {measured}, needed {needed}",
                label=row.label,
                measured=row.measured,
                needed=row.needed,
            )
            yield t(words)
        else:
            yield f"{row.label}: {row.measured}"


def _run(result: Result, t: Translator) -> Iterator[str]:
    yield f"### {escaped(t(mark('How the notebook ran')))}\n"
    told = (wording.ending(result.execution, t), *result.execution.adjustments)
    yield "".join(f"- {escaped(line)}\n" for line in told)
    for trouble in wording.troubles(result.execution, t):
        words = (trouble.place, trouble.what, trouble.detail)
        yield f"- {': '.join(escaped(word) for word in words if word)}\n"
    if result.environment.isolation == "none":
        yield f"**{escaped(t(wording.UNWALLED_MEANS))}**\n"


def _cut(blocks: Iterable[str], most: int, t: Translator) -> str:
    """Whole lines only: half a line could lack what escapes its end."""
    goodbye = f"\n*{escaped(t(CUT))}*\n"
    text = "\n".join(blocks)
    if len(text.encode()) <= most:
        return text
    room = most - len(goodbye.encode())
    kept = text.encode()[: max(room, 0)].decode("utf-8", "ignore")
    return kept[: kept.rfind("\n") + 1] + goodbye
