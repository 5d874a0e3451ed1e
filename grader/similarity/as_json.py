"""The comparisons as JSON, ``grader.similarity/1``: who, how much and where."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from grader.similarity.pairs import Comparison, Pair, Side
from grader.text import one_line

SCHEMA: Final = "grader.similarity/1"


def render(comparisons: Sequence[Comparison], above: float) -> str:
    """Indented, fields always in the same order, a newline at the end.

    Shares, ``above`` too, are in [0, 1]. Cells are code cells, counted from 1 as their
    lines are.
    """
    told = {
        "schema": SCHEMA,
        "above": above,
        "assignments": [_comparison(one) for one in comparisons],
    }
    return json.dumps(told, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _comparison(one: Comparison) -> dict[str, Any]:
    return {
        "assignment": one_line(one.assignment),
        "students": one.students,
        "with_starter": one.with_starter,
        "without_common": one.without_common,
        "pairs": [_pair(pair) for pair in one.pairs],
        "left_out": one.left_out,
        "slight": [one_line(student) for student in one.slight],
        "cut": [one_line(student) for student in one.cut],
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "score": round(pair.score, 4),
        "identical": pair.identical,
        "students": [_side(side) for side in pair.sides],
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "student": one_line(side.student),
        "share": round(side.share, 4),
        "lines": [asdict(passage.lines) for passage in side.passages],
    }
