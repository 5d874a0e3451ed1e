"""Annotations of GitHub Actions: read back as the runner reads commands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
from hostile_results import hostile
from hypothesis import given
from hypothesis import strategies as st
from sample_results import good, rejected, samples, struggling, ungraded

from grader.exports import RESULT_FORMATS
from grader.result import Result
from grader.text import clean

render = RESULT_FORMATS["github"]
COMMAND = re.compile(r"::(error|warning|notice) (file=[^,:]*,title=[^,:]*)::(.*)")
UNESCAPED = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
RESULTS = [
    *(pytest.param(result, id=name) for name, result in samples().items()),
    pytest.param(hostile(), id="hostile"),
]


@dataclass(frozen=True)
class Command:
    level: str
    file: str
    title: str
    text: str


def unescape(text: str) -> str:
    """In one pass, as the runner does: what was %250A is %0A again, no new line."""
    return re.sub("%0D|%0A|%3A|%2C|%25", lambda found: UNESCAPED[found[0]], text)


def read(text: str) -> list[Command]:
    """Every line is a command, or this fails."""
    found = []
    for line in text.split("\n")[:-1]:
        command = COMMAND.fullmatch(line)
        assert command, line
        level, properties, told = command.groups()
        file, title = (part.partition("=")[2] for part in properties.split(","))
        found.append(Command(level, *map(unescape, (file, title, told))))
    return found


def with_check(result: Result, **changed: Any) -> Result:
    """The result with one check of the kind, and no other."""
    check = msgspec.structs.replace(result.checks[0], **changed)
    return msgspec.structs.replace(result, checks=(check,))


@pytest.mark.parametrize("result", RESULTS)
def test_every_line_is_a_command_and_there_are_ten_at_most(result: Result) -> None:
    """Whatever is in a title or a message, it ends no command and begins none."""
    commands = read(render(result))
    assert 1 <= len(commands) <= 10
    assert all(command.title and command.text for command in commands)


def test_points_that_were_lost_are_marked() -> None:
    """An error where all were, a warning where some were, nothing where none were."""
    result = good("en")
    levels = {command.title: command.level for command in read(render(result))}
    expected = {"failed": "error", "partial": "warning"}
    assert levels == {
        check.title: expected[check.status]
        for check in result.checks
        if check.status in expected
    }


def test_an_annotation_says_what_and_what_to_do() -> None:
    """The message and the first hint, in the file that was handed in."""
    result = good("en")
    [lost] = [check for check in result.checks if check.id == "mnist_accuracy"]
    [command] = [one for one in read(render(result)) if one.title == lost.title]
    assert command.text == f"{lost.message}\n{lost.hints[0]}"
    assert command.file == "LabFrameworks.ipynb"


def test_the_tenth_says_how_many_more() -> None:
    """Twelve checks were lost: nine are told, and that there are three."""
    result = with_check(struggling("en"), status="failed", hints=())
    many = msgspec.structs.replace(result, checks=result.checks * 12)
    *nine, last = read(render(many))
    assert len(nine) == 9
    assert (last.level, last.text) == (
        "notice",
        "3 more checks are in the summary of this run.",
    )
    ten = msgspec.structs.replace(result, checks=result.checks * 10)
    assert {command.level for command in read(render(ten))} == {"error"}


def test_without_a_grade_the_reason_comes_first() -> None:
    """Rejected: what is wrong with the file. Ungraded: that it is our fault."""
    result = rejected("es")
    [command] = read(render(result))
    assert result.flags[0] in command.text
    assert "not the student's fault" in read(render(ungraded("en")))[0].text


def test_all_passed_is_silence() -> None:
    """Nothing to mark, nothing on stdout."""
    assert render(with_check(good("en"), status="passed")) == ""


@given(st.text(), st.text(min_size=1))
def test_any_text_comes_back(message: str, title: str) -> None:
    """Percent signs, colons, commas and new lines are what they were."""
    result = with_check(
        good("en"), status="failed", message=message, title=title, hints=()
    )
    [command] = read(render(result))
    assert command.text == clean(message, 2_000)
    assert command.title == clean(title, 200)


def test_an_escaped_new_line_stays_escaped() -> None:
    """The percent sign is escaped first, or ``%0A`` would begin a line."""
    result = with_check(
        good("en"), status="failed", message="a%0A::error::b", title="t", hints=()
    )
    [command] = read(render(result))
    assert command.text == "a%0A::error::b"
