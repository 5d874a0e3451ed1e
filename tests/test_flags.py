"""Embedded data is pointed out to a human, and costs nothing."""

from __future__ import annotations

import pytest

from grader.flags import suspicions


@pytest.mark.parametrize(
    "code",
    [
        f"weights = '{'A' * 21_000}'",
        f"weights = {[1] * 8_000}",
        f"%matplotlib inline\nweights = '{'A' * 21_000}'",
    ],
    ids=["text", "list", "beside a magic"],
)
def test_a_long_literal_is_flagged(code: str) -> None:
    """Twenty kilobytes in one literal are data or weights, not code."""
    [flag] = suspicions(code)
    assert "literal" in str(flag)


def test_many_literals_are_flagged_together() -> None:
    """Data in short lines is data all the same."""
    [flag] = suspicions("pieces = []\n" + f"pieces.append('{'A' * 80}')\n" * 300)
    assert "together" in str(flag)
    assert suspicions(f"print('{'A' * 40}')\n" * 600) == ()


def test_long_code_is_flagged() -> None:
    """More than 64 kB of code is looked at."""
    [flag] = suspicions("x = 1\n" * 12_000)
    assert "70 kB" in str(flag)


@pytest.mark.parametrize(
    "code", ["", "x = [1, 2, 3]", "def f(:", "'" + "A" * 19_000 + "'", "x = 'ñ' * 9"]
)
def test_ordinary_code_is_not(code: str) -> None:
    """Short code, broken code and an image's worth of text pass unremarked."""
    assert suspicions(code) == ()


def test_lines_are_counted_as_python_counts_them() -> None:
    """Form feeds and other breaks of text, no lines to Python, hide no literal."""
    breaks = "# \x0c \x85 \u2028\n" * 9
    lines = ",\n".join(["1" * 70] * 400)
    [flag] = suspicions(f"{breaks}weights = [{lines}]")
    assert "literal" in str(flag)
    few = ",\n".join(["1" * 70] * 20)
    assert suspicions(f"{breaks * 400}weights = [{few}]") == ()


def test_a_students_escape_sequences_warn_nobody() -> None:
    """What is odd in a student's code is not shown as an oddity of ours."""
    assert suspicions(r"pattern = '\d'") == ()


@pytest.mark.parametrize(
    "code",
    [
        *("-" * 100_000 + "1", "+".join(["a"] * 100_000), "(" * 100_000),
        *("a" + ".b" * 100_000, "a=1\0", "x = '\ud800'", "lambda:" * 50_000 + "1"),
    ],
    ids=["minus", "plus", "brackets", "dots", "nul", "surrogate", "lambda"],
)
def test_code_that_breaks_parsers_does_not_break_us(code: str) -> None:
    """However deep, however odd: it is looked at, or passed over."""
    assert isinstance(suspicions(code), tuple)
