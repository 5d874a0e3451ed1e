"""Annotations of GitHub Actions: commands on stdout that mark a file of a change.

GitHub shows ten of a kind for a step and drops the rest without a word; here the tenth
says how many more there are. The whole report is the job summary (``markdown``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from grader.messages import Translator, say, say_n, translator
from grader.reports import wording
from grader.reports.hygiene import washed
from grader.result import CheckResult, Result

MOST = 10


@dataclass(frozen=True)
class Annotation:
    level: Literal["error", "warning", "notice"]
    title: str
    text: str


def render(result: Result) -> str:
    """A line an annotation, at most ten; empty where every check passed."""
    result = washed(result)
    t = translator(result.language)
    found = [*_verdict(result, t), *_checks(result)]
    if len(found) > MOST:
        found = [*found[: MOST - 1], _rest(len(found) - MOST + 1, t)]
    return "".join(f"{_command(one, result.submission.name)}\n" for one in found)


def _verdict(result: Result, t: Translator) -> Iterator[Annotation]:
    if result.status != "graded":
        told = [wording.verdict(result, t), *result.flags]
        yield Annotation("error", result.assignment.title, "\n".join(told))


def _checks(result: Result) -> Iterator[Annotation]:
    for check in result.checks:
        match check.status:
            case "failed" | "error":
                yield Annotation("error", check.title, _story(check))
            case "partial":
                yield Annotation("warning", check.title, _story(check))
            case "passed" | "skipped":
                pass


def _story(check: CheckResult) -> str:
    """The message and the first hint: the next ones are in the summary."""
    return "\n".join([check.message, *wording.hints_of(check)[:1]])


def _rest(n: int, t: Translator) -> Annotation:
    text = say_n(
        "{n} more check is in the summary of this run.",
        "{n} more checks are in the summary of this run.",
        n,
    )
    return Annotation("notice", t(say("There is more")), t(text))


def _command(one: Annotation, file: str) -> str:
    properties = f"file={_property(file)},title={_property(one.title)}"
    return f"::{one.level} {properties}::{_data(one.text)}"


def _data(text: str) -> str:
    """What a command's text has to escape; the percent sign first."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
