"""The terminal report: eighty columns of plain words."""

from __future__ import annotations

import re

import pytest
from hostile_results import hostile
from rich.cells import cell_len
from sample_results import good, samples, struggling, ungraded

from grader.reports.terminal import render
from grader.result import Result

SAMPLES = [pytest.param(result, id=name) for name, result in samples().items()]
SGR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("result", [*SAMPLES, pytest.param(hostile(), id="hostile")])
def test_no_line_is_too_wide(result: Result, width: int) -> None:
    """Long words, wide characters and colours included, lines fit the terminal."""
    for color in (False, True):
        lines = SGR.sub("", render(result, width, color)).split("\n")
        assert max(cell_len(line) for line in lines) <= width


@pytest.mark.parametrize("color", [False, True])
def test_hostile_text_is_inert(color: bool) -> None:
    """No control or bidi mark passes, and markup stays the characters it is made of."""
    shown = SGR.sub("", render(hostile(), 80, color))
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown
    )
    assert "[bold red]20 / 20[/]" in " ".join(shown.split())
    assert ":boom:" in shown
    assert shown.encode()


def test_colours_are_ours_alone() -> None:
    """Colour comes only when asked for, whatever a student's text carries."""
    assert "\x1b" not in render(hostile())
    assert "\x1b[32m✓ passed" in render(good("en"), color=True)
    assert "\x1b]" not in render(hostile(), color=True)


def test_colour_does_not_change_the_words() -> None:
    """The same report, with and without colour."""
    plain, coloured = render(good("en")), SGR.sub("", render(good("en"), color=True))
    assert [line.rstrip() for line in coloured.split("\n")] == plain.split("\n")


@pytest.mark.parametrize("language", ["en", "es"])
def test_tells_the_whole_grade(language: str) -> None:
    """Score, every check's title and message, and the first hint of what was lost."""
    result = good(language)
    told = " ".join(render(result, width=200).split())
    assert "17.5 / 20" in told
    for check in result.checks:
        assert check.title in told
        assert check.message in told
        for stage, hint in enumerate(check.hints):
            assert (hint in told) is (check.status != "passed" and stage == 0)


def test_measured_stands_against_needed() -> None:
    """Where points were lost, the report says what was measured and what was needed."""
    told = " ".join(render(good("en")).split())
    assert "accuracy: 95.9%, needed 97.0%" in told
    assert "95.9%, between 95.2% and 96.5%; credit starts at 88.0%" in told


def test_explains_how_a_run_ended() -> None:
    """A dead kernel, a cell that raised, one that ran out of time, and no sandbox."""
    told = " ".join(render(struggling("en")).split())
    assert "ended before its last cell" in told
    assert "Cell 16 RuntimeError: mat1 and mat2" in told
    assert "Cell 18 ran out of time" in told
    assert "ran without a sandbox" in told


def test_no_score_without_a_grade() -> None:
    """A fault of the grader's shows no points and says whose fault it is."""
    told = " ".join(render(ungraded("en")).split())
    assert "not the student's fault" in told
    assert "— / 4" in told
    assert "/ 20" not in told


def test_surroundings_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment's opinions on colour and width are the caller's to ask for."""
    before = render(good("en"))
    for name, value in {"FORCE_COLOR": "1", "COLUMNS": "20", "TERM": "dumb"}.items():
        monkeypatch.setenv(name, value)
    assert render(good("en")) == before
