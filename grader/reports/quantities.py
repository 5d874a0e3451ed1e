"""Numbers in words: points, percentages, durations, measured against needed.

Names of measures tell their unit. A name whose last word is in ``SHARES`` is a share
in [0, 1] and shown as a percentage. In ``needed`` a name may end in ``_min`` or
``_max``: ``{"shared_share_max": 0.2}`` reads "at most 20.0 %" beside the measured
``shared_share``; without either ending the bare value is shown.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from grader.messages import Translator, mark, say
from grader.result import CheckResult

NOTHING = "—"
SPACE = "\N{NO-BREAK SPACE}"
THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"  # groups digits in every language
SHARES = frozenset({"accuracy", "low", "high", "share", "agreement", "target"})
SHARES |= {"baseline", "memorised", "gap"}

LABELS = {
    "accuracy": mark("accuracy"),
    "val_accuracy": mark("validation accuracy"),
    "train_accuracy": mark("training accuracy"),
    "low": mark("lower end of the interval"),
    "high": mark("upper end of the interval"),
    "agreement": mark("answers that agree"),
    "baseline": mark("credit starts at"),
    "target": mark("full credit from"),
    "epochs": mark("epochs"),
    "cells": mark("cells"),
    "failed_cells": mark("cells with an error"),
    "classes": mark("classes"),
    "shared_share": mark("rows shared with the training data"),
    "memorised": mark("changed labels reproduced"),
    "fresh_accuracy": mark("accuracy on fresh data"),
    "claimed_accuracy": mark("claimed accuracy"),
    "measured_accuracy": mark("measured accuracy"),
    "plots": mark("plots"),
    "curves": mark("curves"),
    "experiments": mark("experiments"),
    "difference": mark("difference"),
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
    return f"{100 * share:.1f}{SPACE}%"


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
            label=t(LABELS[name]) if name in LABELS else name.replace("_", " "),
            measured=_quantity(name, check.measured.get(name))
            if name in check.measured
            else NOTHING,
            needed=", ".join(needs.get(name, [])),
        )
        for name in dict.fromkeys([*check.measured, *needs])
    ]


def _quantity(name: str, value: float | None) -> str:
    return percent(value) if name.split("_")[-1] in SHARES else number(value)


def _need(key: str, value: float, t: Translator) -> tuple[str, str]:
    if name := _without(key, "_min"):
        return name, t(say("at least {value}", value=_quantity(name, value)))
    if name := _without(key, "_max"):
        return name, t(say("at most {value}", value=_quantity(name, value)))
    return key, _quantity(key, value)


def _without(key: str, ending: str) -> str:
    return key.removesuffix(ending) if key.endswith(ending) else ""
