"""JUnit XML: well formed whatever is in it, counted right, names unique."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable

import msgspec
import pytest
from hostile_results import hostile as hostile_result
from hypothesis import given
from hypothesis import strategies as st
from sample_grades import NAMES, every_kind, graded, hostile
from sample_results import good, rejected, samples, struggling, ungraded

from grader.exports import FORMATS, RESULT_FORMATS, Grades
from grader.result import Result

grades_as_xml, result_as_xml = FORMATS["junit"], RESULT_FORMATS["junit"]
RESULTS = [
    *(pytest.param(result, id=name) for name, result in samples().items()),
    pytest.param(hostile_result(), id="hostile"),
]


def suites(text: str) -> list[ET.Element]:
    root = ET.fromstring(text.encode())
    assert root.tag == "testsuites"
    assert {child.tag for child in root} <= {"testsuite"}
    return [*root]


def outcomes(suite: ET.Element) -> list[str]:
    """How each case ended; at most one word a case."""
    found = []
    for case in suite:
        words = {child.tag for child in case} - {"system-out"}
        assert len(words) <= 1
        found.append(words.pop() if words else "passed")
    return found


@pytest.mark.parametrize("result", RESULTS)
def test_a_result_is_counted_as_it_is_told(result: Result) -> None:
    """The numbers of a suite are those of its cases, and every name is unique."""
    [suite] = suites(result_as_xml(result))
    told = outcomes(suite)
    assert suite.get("tests") == str(len(told))
    assert suite.get("failures") == str(told.count("failure"))
    assert suite.get("errors") == str(told.count("error"))
    assert suite.get("skipped") == str(told.count("skipped"))
    assert float(suite.get("time", "")) >= 0
    names = [case.get("name") for case in suite]
    assert len(names) == len(set(names)) > 0
    assert all(case.get("classname") and case.get("file") for case in suite)


@pytest.mark.parametrize(
    ("make", "present", "absent"),
    [
        (good, {"passed", "failure"}, {"error", "skipped"}),
        (struggling, {"passed", "failure", "skipped"}, {"error"}),
        (ungraded, {"error"}, {"passed", "failure", "skipped"}),
        (rejected, {"failure"}, {"passed", "error", "skipped"}),
    ],
)
def test_a_failure_is_the_student_s_an_error_is_ours(
    make: Callable[[str], Result], present: set[str], absent: set[str]
) -> None:
    """A CI that is red because of us says so, and never blames a student."""
    [suite] = suites(result_as_xml(make("en")))
    found = set(outcomes(suite))
    assert found == present
    assert not found & absent


def test_the_text_tells_message_hints_and_points() -> None:
    """In the element, where every reader shows it."""
    result = good("en")
    [suite] = suites(result_as_xml(result))
    lost = [check for check in result.checks if check.status != "passed"]
    told = [case.findtext("failure") or "" for case in suite if len(case)]
    for check in lost:
        [text] = [text for text in told if check.message in text]
        assert all(hint in text for hint in check.hints)


def test_a_class_is_a_suite_an_assignment() -> None:
    """A grade has passed, ours are errors, who is missing was skipped."""
    standings = [*every_kind(), graded("late", assignment="gradients")]
    lab, gradients = suites(FORMATS["junit"](Grades(standings)))
    kinds = dict(zip([one.student for one in every_kind()], outcomes(lab), strict=True))
    assert kinds == {
        **dict.fromkeys(["graded", "late", "by-hand", "noted"], "passed"),
        **{"ungraded": "error", "rejected": "failure"},
        **{"new": "skipped", "missing": "skipped"},
    }
    assert outcomes(gradients) == ["passed"]
    [late] = [case for case in lab if case.get("name") == "late"]
    assert "15.3 / 20" in (late.findtext("system-out") or "")


def test_every_name_comes_back() -> None:
    """On one line, as the names of tests are; what is the same then is numbered."""
    [suite] = suites(grades_as_xml(hostile()))
    names = [case.get("name") for case in suite]
    expected = [name.replace("\n", " ").replace("\t", " ") for name in NAMES]
    expected[NAMES.index("\n=1+1")] = " =1+1 (2)"
    assert names == expected


def test_twice_the_same_name_is_two_cases() -> None:
    """Names that differ in invisible characters alone get a number."""
    grades = Grades([graded(name) for name in ("a", "a\x00", "a\u202e", "a (2)")])
    [suite] = suites(grades_as_xml(grades))
    names = [case.get("name") for case in suite]
    assert len(set(names)) == 4


@given(st.text())
def test_any_text_gives_valid_xml(text: str) -> None:
    """Surrogates, controls and what is no character at all: a parser reads it."""
    suites(grades_as_xml(Grades([graded(text)], titles={"lab-frameworks": text})))
    result = good("en")
    check = msgspec.structs.replace(result.checks[0], message=text, status="failed")
    suites(result_as_xml(msgspec.structs.replace(result, checks=(check,))))


def test_what_xml_cannot_write_is_left_out() -> None:
    """U+FFFF is no control character, and still forbidden."""
    [suite] = suites(grades_as_xml(Grades([graded("a\uffff\ufffe\x01b")])))
    assert suite[0].get("name") == "ab"
