"""The comparisons as one HTML file: no script, no request, nothing of anybody's raw."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import jinja2

from grader.messages import Message, Translator, mark, say, say_n, translator
from grader.similarity.code import Lines
from grader.similarity.columns import Cell, Run, column
from grader.similarity.pairs import Comparison, Pair, Side
from grader.text import one_line

WORDS = {
    "title": mark("Notebooks that are alike"),
    "verdict": mark(
        "A match is a reason to look, not a verdict. Read both notebooks and hear both "
        "students before you decide anything; no grade was changed."
    ),
    "student": mark("Student"),
    "share": mark("Share"),
    "pairs": mark("Pairs, most alike first"),
    "compare": mark("Look"),
    "how": mark("How to read the shares"),
    "up": mark("Back to the pairs"),
    "more": mark("The rest of this notebook is not shown."),
}
PLACES = 4
"""Places in the other notebook that are told of a passage."""


def percent(share: float) -> int:
    """Rounded down: only what is all of it is 100."""
    return math.floor(100 * share + 1e-9)


def render(
    comparisons: Sequence[Comparison],
    above: float,
    language: str,
    titles: Mapping[str, str],
) -> str:
    """The whole page; ``titles`` of assignments, whose ids are told otherwise."""
    t = translator(language)
    page = {
        "language": language,
        "words": {name: t(text) for name, text in WORDS.items()},
        "reading": [t(one) for one in _reading(above)],
        "comparisons": [
            _comparison(one, titles.get(one.assignment, one.assignment), above, t)
            for one in comparisons
        ],
    }
    return _templates().get_template("similarity.html.j2").render(page)


def _reading(above: float) -> list[Message]:
    return [
        say(
            "A student's share is the part of their own code that the other notebook "
            "has too. Pairs with a share of {above} % or more are listed.",
            above=percent(above),
        ),
        say(
            "Names, comments, spaces and the text of strings do not count, so that "
            "renaming hides nothing. Nor do imports, lines for the shell, and what the "
            "starter gave. Numbers do, and the order of what is written."
        ),
        say(
            "Short or usual code is alike without anybody copying: look at how long a "
            "matched passage is, and whether it could have been written otherwise."
        ),
    ]


def _comparison(
    one: Comparison, title: str, above: float, t: Translator
) -> dict[str, Any]:
    return {
        "id": one_line(one.assignment),
        "title": one_line(title),
        "summary": t(_summary(one, above)),
        "notes": [t(note) for note in _notes(one)],
        "pairs": [_pair(pair, t) for pair in one.pairs],
    }


def _summary(one: Comparison, above: float) -> Message:
    return say(
        "{students}, {pairs} with a share of {above} % or more.",
        students=say_n("One student", "{n} students", one.students),
        pairs=say_n("one pair", "{n} pairs", len(one.pairs) + one.left_out),
        above=percent(above),
    )


def _notes(one: Comparison) -> list[Message]:
    """What was not compared, or only in part, and why."""
    notes = []
    if one.left_out:
        notes.append(
            say_n(
                "One more pair is not shown: it is less alike than these.",
                "{n} more pairs are not shown: they are less alike than these.",
                one.left_out,
            )
        )
    if one.without_common:
        notes.append(
            say("What more than half of the class has in common does not count.")
        )
    if not one.with_starter:
        notes.append(
            say("No starter was found: what everybody was given counts as their own.")
        )
    if one.slight:
        notes.append(
            say(
                "Too little code of their own to be compared: {names}",
                names=_names(one.slight),
            )
        )
    if one.cut:
        notes.append(
            say(
                "Too long, so that not all of it was compared: {names}",
                names=_names(one.cut),
            )
        )
    return notes


def _names(students: Sequence[str]) -> str:
    return ", ".join(one_line(student, 200) for student in students)


def _pair(pair: Pair, t: Translator) -> dict[str, Any]:
    first, second = pair.sides
    return {
        "note": t(say("Identical, to the letter.")) if pair.identical else "",
        "sides": [_side(first, second, t), _side(second, first, t)],
    }


def _side(side: Side, other: Side, t: Translator) -> dict[str, Any]:
    shown = column(side)
    return {
        "student": one_line(side.student, 200),
        "share": percent(side.share),
        "cells": [_cell(cell, other, t) for cell in shown.cells],
        "more": shown.more,
    }


def _cell(cell: Cell, other: Side, t: Translator) -> dict[str, Any]:
    return {
        "label": t(say("Code cell {n}", n=cell.number)),
        "runs": [_run(run, other, t) for run in cell.runs],
    }


def _run(run: Run, other: Side, t: Translator) -> dict[str, Any]:
    skipped = say_n("one line not shown", "{n} lines not shown", run.skipped)
    about = {
        "student": one_line(other.student, 200),
        "places": "; ".join(t(_place(one)) for one in run.elsewhere[:PLACES]),
    }
    return {
        "lines": run.lines,
        "matched": run.matched,
        "means": t(say("{student} has it too: {places}", **about)),
        "skipped": t(skipped) if run.skipped else "",
    }


def _place(lines: Lines) -> Message:
    about = {"cell": lines.cell, "first": lines.first, "last": lines.last}
    if lines.first == lines.last:
        return say("code cell {cell}, line {first}", **about)
    return say("code cell {cell}, lines {first} to {last}", **about)


@cache
def _templates() -> jinja2.Environment:
    """Our own templates, and the style of the reports."""
    ours, reports = map(jinja2.PackageLoader, ("grader.similarity", "grader.reports"))
    return jinja2.Environment(
        loader=jinja2.ChoiceLoader([ours, reports]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
