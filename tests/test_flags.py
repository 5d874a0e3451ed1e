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
