"""How far arrays are from the true ones, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.measures.gradients import SINGLE, relative_error
from grader.messages import Message, say


def close(found: NDArray[Any], true: NDArray[Any]) -> bool:
    """Whether they agree as far as single precision goes: networks compute in it."""
    return relative_error(found, true) <= SINGLE


def first_deviation(
    names: Sequence[str | Message],
    found: Sequence[NDArray[Any]],
    true: Sequence[NDArray[Any]],
) -> Message | None:
    """The first array that is not as it should be: expected and found, at its worst."""
    for name, one, right in zip(names, found, true, strict=True):
        if not close(one, right):
            difference = np.abs(one.astype(np.float64) - right)
            worst = np.unravel_index(np.argmax(difference), right.shape)
            return say(
                "{what}: {needed:.5g} was expected, {found:.5g} found.",
                what=name,
                needed=float(right[worst]),
                found=float(one[worst]),
            )
    return None
