"""Small assignments of later lessons: what is asked is drawn anew, so is the truth."""

from __future__ import annotations

from pathlib import Path

from small_assignment import TOML, write_assignment

GRADIENTS_EXAM = """\
import numpy as np


def draw(seed, material, settings):
    return seed.stream("points").uniform(0.5, 2.0, size=(12, 2))


async def examine(examiner, truth):
    await examiner.call("gradients", "gradient", *truth)
"""

GRADIENTS_CHECKS = """\
import numpy as np

from grader.answers import require
from grader.checks import Outcome, check, failed
from grader.messages import say

ROUNDING = 1e-13
TOLERANCE = 1e-5


def true_gradient(w):
    a, b = w
    e = np.exp(0.3 * a * b)
    return np.array([np.cos(a) * b**2 + 0.3 * b * e, 2 * np.sin(a) * b + 0.3 * a * e])


def worst_error(evidence, truth):
    answers = require(evidence["gradients"], "gradient").batches()
    if any(answer.shape != (2,) for answer in answers):
        return float("nan")
    return max(
        float(np.abs(answer - true_gradient(w)).max() / np.abs(true_gradient(w)).max())
        for answer, w in zip(answers, truth)
    )


@check("The gradient is right wherever it is asked", points=2)
def gradient(evidence, truth):
    error = worst_error(evidence, truth)
    message = say("The relative error is {error:.1e} at most.", error=error)
    flag = say("As inexact as finite differences, where autograd was asked.")
    good = error <= TOLERANCE
    flags = (flag,) if good and error > ROUNDING else ()
    return Outcome(1.0 if good else 0.0, message, flags=flags)


@check("The gradient is exact: no differences", points=1)
def exact_gradient(evidence, truth):
    error = worst_error(evidence, truth)
    message = say("The relative error is {error:.1e} at most.", error=error)
    return Outcome(1.0 if error <= ROUNDING else 0.0, message)
"""

BIAS_EXAM = """\
import numpy as np


def draw(seed, material, settings):
    rng = seed.stream("models")
    return [
        rng.normal(size=30) * rng.uniform(0.1, 2, size=(9, 1)) + rng.normal(size=30)
        for _ in range(4)
    ]


async def examine(examiner, truth):
    await examiner.call("bias and variance", "bias_variance", *truth)
"""

BIAS_CHECKS = """\
import numpy as np

from grader.answers import require
from grader.checks import Outcome, check
from grader.messages import say


def judged(evidence, truth, place):
    answers = require(evidence["bias and variance"], "bias_variance").batches()
    error = 0.0
    for answer, table in zip(answers, truth):
        models, true = table[:-1], table[-1]
        expected = ((models.mean(0) - true) ** 2).mean(), models.var(0).mean()
        found = answer[place] if answer.shape == (2,) else float("nan")
        error = max(error, abs(found - expected[place]))
    message = say("Off by {error:.1e} at most.", error=float(error))
    return Outcome(1.0 if error <= 1e-9 else 0.0, message)


@check("Bias squared", points=1)
def bias(evidence, truth):
    return judged(evidence, truth, 0)


@check("Variance", points=1)
def variance(evidence, truth):
    return judged(evidence, truth, 1)
"""


def write_assignments(root: Path) -> Path:
    """Write both; returns ``root``, the folder of assignments."""
    for name, exam, checks in (
        ("gradients", GRADIENTS_EXAM, GRADIENTS_CHECKS),
        ("bias-variance", BIAS_EXAM, BIAS_CHECKS),
    ):
        write_assignment(root, name, toml=TOML, exam=exam, checks=checks)
    return root
