"""JUnit XML, which every CI shows: a submission's checks, or a class' submissions.

A failure is the student's to mend, an error is ours. XML is built by the standard
library; characters that XML 1.0 has no way to write are removed before.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET  # written here, never read
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from grader.exports.cells import LONGEST, number
from grader.exports.grades import Grades
from grader.exports.remarks import remarks
from grader.gradebook.standings import Standing
from grader.messages import Translator, say, translator
from grader.reports import wording
from grader.reports.hygiene import washed
from grader.result import CheckResult, Result
from grader.text import clean, one_line

NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Outcome = Literal["passed", "failure", "error", "skipped"]


@dataclass(frozen=True)
class Case:
    """A test as JUnit knows it; ``text`` is the whole story."""

    name: str
    outcome: Outcome
    headline: str = ""
    text: str = ""


def render(grades: Grades) -> str:
    """A suite an assignment, a case a student; whoever has a grade has passed."""
    t = translator(grades.language)
    root = ET.Element("testsuites")
    for assignment in grades.assignments:
        own = [one for one in grades.standings if one.assignment == assignment]
        cases = [_student(one, t) for one in own]
        _suite(root, grades.title(assignment), assignment, "", 0.0, cases)
    return _text(root)


def render_result(result: Result) -> str:
    """One suite, a case a check; without any check one case says why."""
    result = washed(result)
    t = translator(result.language)
    root = ET.Element("testsuites")
    seconds = result.execution.seconds + result.execution.probe_seconds
    cases = [_check(check, result, t) for check in result.checks]
    about = (result.assignment.title, result.assignment.id, result.submission.name)
    _suite(root, *about, seconds, [*_refusal(result, t), *cases])
    return _text(root)


def _suite(
    root: ET.Element,
    name: str,
    classname: str,
    file: str,
    seconds: float,
    cases: Iterable[Case],
) -> None:
    cases = [*cases]
    count = Counter(case.outcome for case in cases)
    suite = ET.SubElement(root, "testsuite", name=_line(name))
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(count["failure"]))
    suite.set("errors", str(count["error"]))
    suite.set("skipped", str(count["skipped"]))
    suite.set("time", f"{seconds:.3f}")
    names = _unique(_line(case.name) for case in cases)
    for case, unique in zip(cases, names, strict=True):
        element = ET.SubElement(suite, "testcase", name=unique)
        element.set("classname", _line(classname))
        if file:
            element.set("file", _line(file))
        element.set("time", "0.000")
        told = element
        if case.outcome == "passed":
            told = ET.SubElement(element, "system-out")
        else:
            told = ET.SubElement(element, case.outcome, message=_line(case.headline))
        told.text = _valid(clean(case.text, LONGEST))


def _student(one: Standing, t: Translator) -> Case:
    outcomes: dict[str, Outcome] = {
        "graded": "passed",
        "rejected": "failure",
        "ungraded": "error",
    }
    outcome = outcomes.get(one.status, "skipped")
    told = remarks(one, t)
    if one.score is None:
        return Case(one.student, outcome, told, told)
    score = f"{number(one.score)} / {number(one.max_score)}"
    return Case(one.student, outcome, score, f"{score} {told}".strip())


def _check(check: CheckResult, result: Result, t: Translator) -> Case:
    outcomes: dict[str, Outcome] = {
        "passed": "passed",
        "skipped": "skipped",
        "error": "error",
    }
    hints = [f"→ {hint}" for hint in wording.hints_of(check)]
    told = [check.message, *hints, *check.notes, wording.points_of(check, result)]
    return Case(
        check.title,
        outcomes.get(check.status, "failure"),
        check.message,
        "\n".join(filter(None, told)),
    )


def _refusal(result: Result, t: Translator) -> Iterator[Case]:
    """What stands for the checks where nothing was judged."""
    if result.status == "graded":
        return
    outcome: Outcome = "failure" if result.status == "rejected" else "error"
    told = wording.verdict(result, t)
    yield Case(t(say("The notebook")), outcome, told, "\n".join([told, *result.flags]))


def _unique(names: Iterable[str]) -> Iterator[str]:
    """A number behind a name that was there before: readers keep one of each."""
    seen: set[str] = set()
    for name in names:
        unique, n = name, 1
        while unique in seen:
            n += 1
            unique = f"{name} ({n})"
        seen.add(unique)
        yield unique


def _line(text: str) -> str:
    return _valid(one_line(text, LONGEST))


def _valid(text: str) -> str:
    return NOT_XML.sub("", text)


def _text(root: ET.Element) -> str:
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'
