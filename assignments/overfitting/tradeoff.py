"""Bias and variance: error = noise + bias^2 + variance, over model complexity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.polynomial.chebyshev import chebvander
from numpy.typing import NDArray

from grader.answers import parts
from grader.checks import Outcome
from grader.evidence import Evidence, Examiner
from grader.messages import Message, say

DEGREES = (0, 1, 2, 3, 5, 8)
TRAINING_SETS = 60
POINTS = 20
GRID = np.linspace(-0.9, 0.9, 31)
# Single precision and normal equations cost less than .001.
CLOSE = 0.01
PARTS = ("bias2", "variance", "error")

Vector = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Predictions:
    """Of 12 models, drawn: (models, points); the truth (points,); the noise's sd."""

    values: Vector
    truth: Vector
    noise: float

    def parts(self) -> Vector:
        """bias^2, variance and noise variance, in the mean over the points."""
        mean = self.values.mean(axis=0)
        bias2 = np.mean((mean - self.truth) ** 2)
        return np.array([bias2, self.values.var(axis=0).mean(), self.noise**2])


@dataclass(frozen=True, eq=False)
class Experiment:
    """x, y (training sets, points) of one function and noise; the truth on GRID."""

    x: Vector
    y: Vector
    truth: Vector
    noise: float

    def parts(self) -> Vector:
        """bias^2, variance and error, a row each, a column for each of DEGREES."""
        columns = []
        for degree in DEGREES:
            # Chebyshev's polynomials: x lies in [-1, 1], where powers are alike.
            powers, new = (chebvander(x, degree) for x in (self.x, GRID))
            fitted = (new @ np.linalg.pinv(powers) @ self.y[..., None])[..., 0]
            one = Predictions(fitted, self.truth, self.noise).parts()
            columns.append([one[0], one[1], one.sum()])
        return np.array(columns).T


def draw_predictions(rng: np.random.Generator) -> Predictions:
    truth = rng.normal(size=25)
    offset = rng.normal(size=25)
    spread = rng.uniform(0.3, 1.5)
    values = truth + offset + spread * rng.normal(size=(12, 25))
    return Predictions(values, truth, float(rng.uniform(0.3, 1)))


def draw_experiment(rng: np.random.Generator) -> Experiment:
    """One that shows it: bias falls, and variance grows from degree to degree.

    The smallest error lies between the simplest and the most complex model. x is drawn
    in slices: 40 of 40 draws are good, where x at random gives none.
    """
    while True:
        phase, noise = rng.uniform(0, 2 * np.pi), float(rng.uniform(0.4, 0.6))
        slices = np.arange(POINTS) + rng.uniform(0, 1, (TRAINING_SETS, POINTS))
        x = 2 * slices / POINTS - 1
        y = np.sin(np.pi * x + phase) + noise * rng.normal(size=x.shape)
        one = Experiment(x, y, np.sin(np.pi * GRID + phase), noise)
        bias2, variance, error = one.parts()
        falls = bias2[:2].min() > 4 * bias2[3:].max()
        best = int(error.argmin())
        if falls and (np.diff(variance) > 0).all() and 0 < best < len(DEGREES) - 1:
            return one


async def ask(examiner: Examiner, given: Predictions, one: Experiment) -> None:
    arguments = (given.values, given.truth, given.noise)
    await examiner.apply("decompose", "decompose", *arguments)
    await examiner.apply(
        *("bias_variance", "bias_variance", np.array(DEGREES)),
        *(one.x, one.y, GRID, one.truth, one.noise),
    )


def judge_decompose(evidence: Evidence, given: Predictions) -> Outcome:
    """All or nothing."""
    found = parts(evidence["decompose"], "decompose", [()] * 3)
    true = given.parts()
    for name, value, needed in zip(
        ("bias2", "variance", "noise"), found, true, strict=True
    ):
        if not abs(float(value) - needed) <= CLOSE * needed:
            message = _deviation(name, float(value), float(needed))
            return Outcome(0.0, message, hints=(_about(name),))
    message = say(
        "Bias² {bias2:.3g}, variance {variance:.3g} and noise {noise:.3g} are right.",
        bias2=float(true[0]),
        variance=float(true[1]),
        noise=float(true[2]),
    )
    return Outcome(1.0, message)


def judge_experiment(evidence: Evidence, one: Experiment) -> Outcome:
    """A third for each of bias^2, variance and error, over all degrees."""
    shapes = [(len(DEGREES),)] * len(PARTS)
    found = parts(evidence["bias_variance"], "bias_variance", shapes)
    wrong: dict[str, Message] = {}
    for name, values, true in zip(PARTS, found, one.parts(), strict=True):
        off = np.abs(values - true) / true
        if not off.max() <= CLOSE:
            worst = int(np.argmax(off))
            what = say("{name} of degree {degree}", name=name, degree=DEGREES[worst])
            wrong[name] = _deviation(what, float(values[worst]), float(true[worst]))
    if not wrong:
        error = one.parts()[2]
        message = say(
            "Bias falls, variance grows, and degree {best} has the smallest error.",
            best=DEGREES[int(error.argmin())],
        )
        return Outcome(1.0, message)
    first, message = next(iter(wrong.items()))
    fits = say("For each degree, fit one polynomial to each training set alone.")
    return Outcome(
        1 - len(wrong) / len(PARTS),
        message,
        hints=(_about(first),) if first == "error" else (fits, _about(first)),
    )


def _about(part: str) -> Message:
    """What the part of an error is, for whom it went wrong."""
    if part == "bias2":
        return say("Bias: the mean model against the truth, squared, point by point.")
    if part == "variance":
        return say(
            "Variance: the models against their mean, divided by how many there are."
        )
    if part == "noise":
        return say("Noise: you are given its standard deviation; return its square.")
    return say("The error is the sum: bias², variance and the noise's variance.")


def _deviation(what: str | Message, found: float, needed: float) -> Message:
    return say(
        "{what}: {needed:.4g} was expected, {found:.4g} found.",
        what=what,
        needed=needed,
        found=found,
    )
