"""Numbers in words: points, percentages, durations, measured against needed.

Names of measures tell their unit. A name whose last word is in ``SHARES`` is a share
in [0, 1] and shown as a percentage. In ``needed`` a name may end in a bound:
``{"shared_at_most": 0.2}`` reads "at most 20.0%" beside the measured ``shared``;
without such an ending the bare value is shown. A check may bring labels of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from grader.messages import Message, Translator, mark
from grader.result import CheckResult

NOTHING = "—"
SPACE = "\N{NO-BREAK SPACE}"
THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"  # groups digits in every language
SHARES = {
    *("accuracy", "low", "high", "share", "shared", "memorised"),
    *("claimed", "measured", "difference"),
}

LABELS = {
    "accuracy": mark("accuracy"),
    "fresh_accuracy": mark("accuracy on fresh data"),
    "low": mark("lower end of the interval"),
    "high": mark("upper end of the interval"),
    "claimed": mark("claimed accuracy"),
    "measured": mark("measured accuracy"),
    "difference": mark("difference"),
    "memorised": mark("changed labels reproduced"),
    "shared": mark("validation rows that are training rows"),
    "validation_rows": mark("validation rows"),
    "rows": mark("rows"),
    "classes": mark("classes"),
    "cells": mark("cells"),
    "curves": mark("curves"),
    "epochs": mark("epochs"),
    "agreeing": mark("experiments that agree"),
    "right": mark("right answers"),
}

BOUNDS = {
    "_at_least": mark("at least {value}"),
    "_at_most": mark("at most {value}"),
    "_above": mark("over {value}"),
    "_below": mark("under {value}"),
}


@dataclass(frozen=True)
class Comparison:
    """One measure in words; ``needed`` is empty where nothing was asked of it."""

    label: str
    measured: str
    needed: str


def number(value: float | None) -> str:
    """Four significant digits at most; a dash for what is missing or not finite."""
    if value is None or not math.isfinite(value):
        return NOTHING
    if value == round(value) and abs(value) < 1e9:
        return f"{value:,.0f}".replace(",", THIN_SPACE)
    return f"{value:.4g}"


def percent(share: float | None) -> str:
    """A share in [0, 1] as a percentage with one decimal."""
    if share is None or not math.isfinite(share):
        return NOTHING
    return f"{share:.1%}"


def points(value: float) -> str:
    """Points without needless zeros: 17.5, 20, 3.33."""
    if not math.isfinite(value):
        return NOTHING
    return f"{value:.2f}".rstrip("0").rstrip(".")


def duration(seconds: float) -> str:
    """Seconds, with minutes from two minutes up."""
    if not math.isfinite(seconds):
        return NOTHING
    if seconds < 120:
        return f"{seconds:.1f}{SPACE}s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}{SPACE}min {rest}{SPACE}s"


def comparisons(check: CheckResult, t: Translator) -> list[Comparison]:
    """What a check measured beside what it needed, a row a measure."""
    if check.status == "skipped":
        return []
    needs: dict[str, list[str]] = {}
    for key, value in check.needed.items():
        name, text = _need(key, value, t)
        needs.setdefault(name, []).append(text)
    return [
        Comparison(
            label=check.labels.get(name) or label_of(name, t),
            measured=quantity(name, check.measured.get(name))
            if name in check.measured
            else NOTHING,
            needed=", ".join(needs.get(name, [])),
        )
        for name in dict.fromkeys([*check.measured, *needs])
    ]


def label_of(name: str, t: Translator) -> str:
    """What a measure is called in reports; its own name where they have no word."""
    return t(LABELS[name]) if name in LABELS else name.replace("_", " ")


def quantity(name: str, value: float | None) -> str:
    """A measure of this name in words: a percentage where it is a share."""
    return percent(value) if name.split("_")[-1] in SHARES else number(value)


def _need(key: str, value: float, t: Translator) -> tuple[str, str]:
    """The name of the measure that ``key`` bounds, and the bound in words."""
    for ending, words in BOUNDS.items():
        if key.endswith(ending):
            name = key.removesuffix(ending)
            return name, t(Message(words, {"value": quantity(name, value)}))
    return key, quantity(key, value)
