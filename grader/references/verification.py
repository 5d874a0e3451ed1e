"""Verdicts on cases, and the JUnit file that CI systems read."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.messages import Message, Translator
from grader.references import expected, targets
from grader.references.cases import Case, Reference
from grader.result import Result

COVERAGE = "coverage"


@dataclass(frozen=True)
class Verdict:
    """Whether one case got what it has to: ``difference`` says what it got instead."""

    assignment: str
    framework: str
    name: str
    difference: Message | None
    score: float = 0.0
    seconds: float = 0.0


def verdict(case: Case, result: Result) -> Verdict:
    """Compare one result with what its case has to get."""
    known = targets.read(Reference(case.assignment, {}).folder)
    execution = result.execution
    return Verdict(
        *(case.assignment.id, case.framework, case.name),
        expected.difference(case, result, known),
        result.score,
        execution.seconds + execution.probe_seconds,
    )


def uncovered(references: Iterable[Reference]) -> list[Verdict]:
    """A verdict for each check that too few known mistakes fail."""
    return [
        Verdict(reference.assignment.id, "-", COVERAGE, message)
        for reference in references
        for message in expected.uncovered(reference)
    ]


def junit(verdicts: Sequence[Verdict], say_it: Translator) -> bytes:
    """JUnit XML: a suite for each assignment, a case for each verdict."""
    root = ET.Element("testsuites", name="grade reference verify")
    for assignment in dict.fromkeys(v.assignment for v in verdicts):
        own = [v for v in verdicts if v.assignment == assignment]
        suite = ET.SubElement(
            root,
            "testsuite",
            name=assignment,
            tests=str(len(own)),
            failures=str(sum(v.difference is not None for v in own)),
            errors="0",
            skipped="0",
            time=f"{sum(v.seconds for v in own):.3f}",
        )
        for one in own:
            case = ET.SubElement(
                suite,
                "testcase",
                classname=f"{assignment}.{one.framework}",
                name=one.name,
                time=f"{one.seconds:.3f}",
            )
            if one.difference is not None:
                text = say_it(one.difference)
                failure = ET.SubElement(case, "failure", message=text)
                failure.text = text
    ET.indent(root)
    data: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"
