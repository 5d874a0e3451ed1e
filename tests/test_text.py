"""What `clean` lets through, and what it does not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.text import clean


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("café: loss ↓ 0.1 😀", "café: loss ↓ 0.1 😀"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb", "a\nb"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07x", "x"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mred\x85\x00\x7f", "red"),
        ("ab\u202ecd\u2066e\u200f", "abcde"),
        ("half\ud800emoji", "halfemoji"),
    ],
)
def test_removes_only_what_steers(raw: str, shown: str) -> None:
    """Controls, escapes, bidi marks and surrogates go; ordinary text stays as it is."""
    assert clean(raw, 100) == shown


@pytest.mark.timeout(20)
@pytest.mark.parametrize("start", ["\x9d", "\x1b]", "\x9b", "\x1b[", "\x1b[0", "\x9d0"])
def test_what_opens_sequences_and_ends_none_costs_no_time(start: str) -> None:
    """Quadratic work on a megabyte would take hours."""
    clean(start * (1_000_000 // len(start)), 100)


def test_cuts_long_text_with_an_ellipsis() -> None:
    """A text over the limit ends in an ellipsis and is exactly as long as allowed."""
    assert clean("abcdef", 6) == "abcdef"
    assert clean("abcdefg", 6) == "abcde…"


@given(st.text(st.characters()), st.integers(min_value=1, max_value=50))
def test_result_is_printable_and_bounded(text: str, limit: int) -> None:
    """Whatever comes in, no control leaves, UTF-8 takes it, the limit holds."""
    shown = clean(text, limit)
    assert len(shown) <= limit
    assert shown.encode().decode() == shown
    assert all(unicodedata.category(c) != "Cc" or c in "\n\t" for c in shown)
    assert clean(shown, limit) == shown
