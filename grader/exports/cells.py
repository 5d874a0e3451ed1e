"""Cells of CSV files, and the rounding of scores: two decimals, a half goes up."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from grader.text import clean

LONGEST = 32_767
"""Characters that a cell of a spreadsheet holds."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet compute a cell, or look behind it for what it computes."""
CENT = Decimal("0.01")


def rounded(value: float) -> float:
    """Two decimals of what a person would read: 2.675 is 2.68, and no other 2.67."""
    return float(Decimal(repr(float(value))).quantize(CENT, ROUND_HALF_UP))


def number(value: float | None) -> str:
    """A number of ours, without needless zeros; empty where there is none."""
    if value is None:
        return ""
    return f"{rounded(value):.2f}".rstrip("0").rstrip(".")


def cell(text: str) -> str:
    """Somebody's text, never a formula: an apostrophe stands before what could be."""
    text = clean(text, LONGEST)
    return f"'{text}" if text.startswith(FORMULA) else text


def moment(when: datetime | None) -> str:
    """A time as in ISO 8601, with its offset."""
    return "" if when is None else when.isoformat(timespec="seconds")


def table(rows: Iterable[Sequence[str]], quoted: bool = False) -> str:
    """Rows as CSV of RFC 4180; cells are written as they are."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL) if quoted else csv.writer(text)
    writer.writerows(rows)
    return text.getvalue()
