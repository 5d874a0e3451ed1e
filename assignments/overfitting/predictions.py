"""Reads what a student's predict functions returned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.answers import require
from grader.checks import NotShown
from grader.evidence import Answer
from grader.messages import say


def predictions(
    answer: Answer, name: str, sizes: Sequence[int]
) -> list[NDArray[np.float64]]:
    """The predictions (n,) for batches of these sizes; NotShown where there are none.

    ``name`` is the function that returned the predict function.
    """
    found = require(answer, name).batches()
    return [prediction(a, name, n) for a, n in zip(found, sizes, strict=True)]


def prediction(found: NDArray[Any], name: str, n: int) -> NDArray[np.float64]:
    """One number for each of n rows; a column will do."""
    if found.shape not in ((n,), (n, 1)) or found.dtype.kind not in "biuf":
        raise NotShown(
            say(
                "The function that {name} returns should give shape {expected} for "
                "{n} points; it gave {found}.",
                name=name,
                expected=str((n,)),
                n=n,
                found=str(found.shape),
            ),
            say("Return one number for each point."),
        )
    values = found.reshape(n).astype(np.float64)
    if not np.isfinite(values).all():
        raise NotShown(
            say("What {name} trained predicts NaN or infinity.", name=name),
            say("Lower the learning rate."),
        )
    return values
