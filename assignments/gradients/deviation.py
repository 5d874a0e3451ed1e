"""Whether answers are close to the truth, and where they are not: in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.measures.gradients import linear_gradient, relative_error, tolerance
from grader.messages import Message, say

from .exam import Regression, Scalar

SHOWN = 60
ACCUMULATING = 0.5

Arrays = Sequence[NDArray[Any]]


def close(found: Arrays, true: Sequence[Any]) -> bool:
    return all(
        relative_error(one, np.asarray(right)) <= tolerance(one)
        for one, right in zip(found, true, strict=True)
    )


def deviation(what: str | Message, found: NDArray[Any], true: NDArray[Any]) -> Message:
    """Expected and found, where they differ most."""
    difference = np.abs(found.astype(np.float64) - true)
    worst = np.unravel_index(np.argmax(difference), np.shape(difference))
    return say(
        "{what}: {needed:.6g} was expected, {found:.6g} found.",
        what=what,
        needed=float(np.asarray(true)[worst]),
        found=float(found[worst]),
    )


def source_of(one: Scalar) -> str:
    source = one.f.source.replace("m.", "")
    return source if len(source) <= SHOWN else f"{source[:SHOWN]}..."


def unstable(name: str, found: Arrays, true: Arrays) -> Message:
    for what, one, right in zip(
        (
            say("the values of {name}", name=name),
            say("the slopes of {name}", name=name),
        ),
        found,
        true,
        strict=True,
    ):
        if not np.isfinite(one).all():
            n = int((~np.isfinite(one)).sum())
            return say("{what}: {n} are NaN or infinite.", what=what, n=n)
        if not close([one], [right]):
            return deviation(what, one, right)
    raise AssertionError(name)


def later_steps(found: Arrays, one: Regression) -> Message:
    """Least squares tells how much of the first gradient is in the second step."""
    weights, biases = found
    taken = np.append(weights[0] - weights[1], biases[0] - biases[1]) / one.rate
    before = linear_gradient(one.x[0], one.y[0], one.w, one.b)
    now = linear_gradient(one.x[1], one.y[1], weights[0], float(biases[0]))
    both = np.stack([np.append(*before), np.append(*now)], axis=1)
    if not np.isfinite(taken).all():
        return say("The second step is NaN or infinite.")
    old, new = np.linalg.lstsq(both, taken)[0]
    if old > ACCUMULATING:
        return say(
            "The second step follows {old:.2f} times the first batch's gradient and "
            "{new:.2f} times its own; 0 and 1 were expected: gradients were not reset.",
            old=float(old),
            new=float(new),
        )
    return say("The first step is right, a later one is not.")
