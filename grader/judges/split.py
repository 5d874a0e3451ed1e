"""Is the validation set kept apart, and does it hold every class?

A split is a dict of ``x_train``, ``y_train``, ``x_val``, ``y_val``. The kernel answers
with row digests; the rows themselves are looked up in what was served.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.answers import require
from grader.checks import Outcome, failed
from grader.datasets.rows import ServedRows, too_many
from grader.evidence import Answer, Examiner
from grader.inside.digests import LIMIT_ROWS
from grader.measures.leakage import shared_rows
from grader.messages import Message, say

INPUTS = ("x_train", "x_val")
LABELS = ("y_train", "y_val")
SHARED_ROWS = 0.20
"""An honest split of the 150 irises may share the duplicate; a fifth is no accident."""


async def ask(examiner: Examiner, key: str, variable: str, served: ServedRows) -> None:
    """Digests of the rows, and the classes as they are."""
    scales = dict.fromkeys(INPUTS, served.scale)
    await examiner.digests(key, variable, scales, LABELS)


def rows(answer: Answer, field: str, served: ServedRows) -> NDArray[np.int64]:
    """Where the rows of a field stand in what was served; empty if one never was."""
    return served.find(answer.arrays.get(field))


def judge(
    answer: Answer,
    variable: str,
    served: ServedRows,
    n_classes: int,
    least_rows: int,
    as_loaded: Message,
) -> Outcome:
    """All or nothing: served rows and their classes, apart, of every class.

    ``as_loaded`` says in words how the rows should be kept.
    """
    require(answer, variable)
    for part in ("train", "val"):
        problem = _problem(answer, variable, part, served, as_loaded)
        if problem is not None:
            return problem
    trained, held_out = (rows(answer, field, served) for field in INPUTS)
    validation = served.y[held_out]
    shared = shared_rows(trained, held_out, served.find(served.repeated))
    measured = {
        "validation_rows": float(len(validation)),
        "classes": float(len(np.unique(validation))),
        "shared": shared,
    }
    needed = {
        "validation_rows": float(least_rows),
        "classes": float(n_classes),
        "shared_at_most": SHARED_ROWS,
    }
    message, hints = _verdict(measured, needed)
    return Outcome(
        0.0 if hints else 1.0,
        message,
        hints=hints,
        notes=_few_shared(shared),
        measured=measured,
        needed=needed,
    )


def _problem(
    answer: Answer, variable: str, part: str, served: ServedRows, as_loaded: Message
) -> Outcome | None:
    """What is wrong with the rows or the classes of one part, if anything is."""
    places = rows(answer, f"x_{part}", served)
    if too_many(answer.arrays.get(f"x_{part}")):
        return _too_many_rows(answer, variable, f"x_{part}")
    if not len(places):
        return _unknown_rows(answer.facts, variable, f"x_{part}", as_loaded)
    true, claimed = served.y[places], answer.arrays.get(f"y_{part}")
    if claimed is None or claimed.shape != true.shape or (claimed != true).any():
        return failed(
            say(
                "{field} of {variable} should hold the class of every row of "
                "x_{part}; it does not.",
                field=f"y_{part}",
                variable=variable,
                part=part,
            ),
            say("Split inputs and classes together, classes as whole numbers."),
        )
    return None


def _verdict(
    measured: dict[str, float], needed: dict[str, float]
) -> tuple[Message, tuple[Message, ...]]:
    """What to say, and hints where the split does not do."""
    found, present, shared = measured.values()
    if not shared <= needed["shared_at_most"]:
        return (
            say(
                "{share:.1%} of the validation rows are training rows too; at most "
                "{limit:.0%} may be.",
                share=shared,
                limit=needed["shared_at_most"],
            ),
            (say("Split first, then train on x_train alone."),),
        )
    if present < needed["classes"]:
        return (
            say(
                "The validation set should hold all {classes:.0f} classes; it holds "
                "{found:.0f}.",
                found=present,
                classes=needed["classes"],
            ),
            (say("The data are sorted by class: shuffle, or stratify, as you split."),),
        )
    if found < needed["validation_rows"]:
        return (
            say(
                "The validation set should have at least {rows:.0f} rows; it has "
                "{found:.0f}.",
                found=found,
                rows=needed["validation_rows"],
            ),
            (say("Keep about a fifth of the data for validation."),),
        )
    return say("{rows:.0f} rows are kept apart, with every class.", rows=found), ()


def _few_shared(shared: float) -> tuple[Message, ...]:
    if not 0 < shared <= SHARED_ROWS:
        return ()
    return (
        say(
            "{share:.1%} of the validation rows are training rows too; so few cost "
            "nothing.",
            share=shared,
        ),
    )


def _too_many_rows(answer: Answer, variable: str, field: str) -> Outcome:
    return failed(
        say(
            "{field} of {variable} holds {found} rows; at most {most} are compared.",
            field=field,
            variable=variable,
            found=len(answer.arrays[field]),
            most=LIMIT_ROWS,
        ),
        say("Keep every row once, as it was loaded."),
    )


def _unknown_rows(facts: Any, variable: str, field: str, as_loaded: Message) -> Outcome:
    described = facts.get("fields", {})
    found = described.get(field) if isinstance(described, dict) else None
    if not isinstance(found, dict):
        message = say("{variable} has no {field}.", variable=variable, field=field)
    else:
        message = say(
            "{field} of {variable} should hold rows as they were loaded; found shape "
            "{shape}, values {low} to {high}.",
            field=field,
            variable=variable,
            shape=str(found.get("shape")),
            low=_short(found.get("low")),
            high=_short(found.get("high")),
        )
    return failed(message, say("Keep {unit}; normalise later.", unit=as_loaded))


def _short(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, (int, float)) else "?"
