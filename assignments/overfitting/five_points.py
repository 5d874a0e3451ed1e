"""Five points, a line of 2 parameters, a polynomial of 7."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.answers import require
from grader.checks import NotShown, Outcome
from grader.evidence import Evidence, Examiner
from grader.messages import Message, say, say_n

from .predictions import predictions

POINTS = 5
VALIDATION = 20
SETS = 3
DEGREE = 6
GRID = np.linspace(-1, 1, 41)
MODELS = ("line", "curve")
PARTS = ("train", "val")
KEYS = tuple(f"{model}_{part}" for model in MODELS for part in PARTS)

# In units of the spread of y. Least squares in single precision is off by 1e-6; a line
# trained step by step, by 1e-4.
CLOSE = 1e-3
# Of the variance of y: least squares in single precision leaves 1e-11, in double 1e-30.
NOTHING = 1e-4
# Shortest solutions differ from every polynomial of degree 4 by .003 and more of their
# range; five parameters, by rounding: 1e-6 in single precision.
HIGHER = 1e-4
WORSE = 2.0


@dataclass(frozen=True, eq=False)
class FivePoints:
    """x, y (5,) to fit, x_val, y_val (20,) of the same line and noise."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    x_val: NDArray[np.float64]
    y_val: NDArray[np.float64]


def draw(rng: np.random.Generator) -> FivePoints:
    """Points for which seven parameters do generalise worse: they need not always.

    By the shortest solution, on the validation points; the line has an error to show.
    """
    while True:
        slope, height = rng.uniform(1, 2) * rng.choice([-1, 1]), rng.normal()
        x = (np.arange(POINTS) + rng.uniform(0.1, 0.9, POINTS)) * 2 / POINTS - 1
        x_val = rng.uniform(-1, 1, VALIDATION)
        noise = 0.4 * rng.normal(size=POINTS + VALIDATION)
        y, y_val = np.split(slope * np.concatenate([x, x_val]) + height + noise, [5])
        one = FivePoints(x, y, x_val, y_val)
        line, curve = (_error(_fitted(one, k, x_val), y_val) for k in (1, DEGREE))
        if curve > WORSE * line and _error(_fitted(one, 1, x), y) > 0.01:
            return one


async def ask(examiner: Examiner, sets: tuple[FivePoints, ...]) -> None:
    """Both models on each set, and the errors that the notebook measures itself."""
    for i, one in enumerate(sets):
        for name in MODELS:
            batches = (one.x, one.x_val, GRID)
            await examiner.fit(f"{name}.{i}", name, (one.x, one.y), batches)
        arguments = (one.x, one.y, one.x_val, one.y_val)
        await examiner.apply(f"errors.{i}", "five_point_errors", *arguments)


def judge_models(evidence: Evidence, sets: tuple[FivePoints, ...]) -> Outcome:
    """Half the points for the line, half for the curve."""
    wrong: list[Message] = []
    for judged in (_line_is_wrong, _curve_is_wrong):
        try:
            found = [judged(evidence, i, one) for i, one in enumerate(sets)]
        except NotShown as refusal:
            found = [refusal.outcome.message]
        wrong += [message for message in found if message is not None][:1]
    if not wrong:
        message = say(
            "The line is the best one, and the curve passes through all {n} points.",
            n=POINTS,
        )
        return Outcome(1.0, message)
    return Outcome(
        1 - len(wrong) / len(MODELS),
        wrong[0],
        hints=(
            say("The columns 1, x, x**2, ... times the parameters: least squares."),
            say(
                "np.linalg.lstsq solves it too where there are more columns than rows."
            ),
        ),
    )


def judge_errors(evidence: Evidence, sets: tuple[FivePoints, ...]) -> Outcome:
    """All or nothing: the errors are those of the notebook's own models."""
    for i, one in enumerate(sets):
        found = require(evidence[f"errors.{i}"], "five_point_errors").arrays
        for key, needed in _true_errors(evidence, i, one).items():
            if not _is_number(found.get(key)):
                return _lacks(key, tuple(found))
            value = float(found[key].reshape(()))
            if not abs(value - needed) <= CLOSE * needed + NOTHING * one.y.var():
                return _wrong_error(key, value, needed)
    message = say_n(
        "The errors are right for one set of points.",
        "The errors are right for {n} sets of points.",
        len(sets),
    )
    return Outcome(1.0, message)


def _line_is_wrong(evidence: Evidence, i: int, one: FivePoints) -> Message | None:
    *_, found = _asked(evidence, "line", i)
    true = _fitted(one, 1, GRID)
    off = np.abs(found - true)
    if off.max() <= CLOSE * one.y.std():
        return None
    worst = int(off.argmax())
    return say(
        "line: at x = {x:.3g}, {needed:.4g} was expected, {found:.4g} found.",
        x=float(GRID[worst]),
        needed=float(true[worst]),
        found=float(found[worst]),
    )


def _curve_is_wrong(evidence: Evidence, i: int, one: FivePoints) -> Message | None:
    train, val, grid = _asked(evidence, "curve", i)
    error = _error(train, one.y)
    if not error <= NOTHING * one.y.var():
        return say(
            "curve: with 7 parameters the training error of {n} points can be 0; it "
            "is {error:.3g}.",
            n=POINTS,
            error=error,
        )
    # Everywhere: a curve of its own for each batch is none.
    everywhere = np.concatenate([GRID, one.x, one.x_val])
    if not _rest(everywhere, np.concatenate([grid, train, val]), DEGREE) <= CLOSE:
        return say("curve: it is no polynomial of degree {n}.", n=DEGREE)
    if not _rest(GRID, grid, POINTS - 1) > HIGHER:
        return say(
            "curve: it is a polynomial of degree {less}, with {n} parameters; it "
            "should have 7, up to x**6.",
            less=POINTS - 1,
            n=POINTS,
        )
    return None


def _asked(evidence: Evidence, name: str, i: int) -> list[NDArray[np.float64]]:
    return predictions(evidence[f"{name}.{i}"], name, [POINTS, VALIDATION, len(GRID)])


def _true_errors(evidence: Evidence, i: int, one: FivePoints) -> dict[str, float]:
    """What the notebook's own models reach, whatever they are worth."""
    errors = []
    for name in MODELS:
        train, val, _ = _asked(evidence, name, i)
        errors += [_error(train, one.y), _error(val, one.y_val)]
    return dict(zip(KEYS, errors, strict=True))


def _fitted(
    one: FivePoints, degree: int, x: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The shortest least-squares polynomial, at x."""
    columns = np.vander(one.x, degree + 1)
    weights = np.linalg.lstsq(columns, one.y, rcond=None)[0]
    predicted: NDArray[np.float64] = np.vander(x, degree + 1) @ weights
    return predicted


def _rest(x: NDArray[np.float64], values: NDArray[np.float64], degree: int) -> float:
    """How far ``values`` at ``x`` are from a polynomial, over their range."""
    near = np.polynomial.Chebyshev.fit(x, values, degree)(x)
    return float(np.abs(values - near).max() / max(np.ptp(values), 1e-300))


def _error(predicted: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    return float(np.mean((predicted - y) ** 2))


def _is_number(found: NDArray[Any] | None) -> bool:
    return found is not None and found.size == 1 and found.dtype.kind in "biuf"


def _lacks(key: str, found: tuple[str, ...]) -> Outcome:
    return Outcome(
        0.0,
        say(
            "five_point_errors should return a dict with one number for {key}; it has "
            "{found}.",
            key=key,
            found=", ".join(found) or "-",
        ),
        hints=(say("Its keys are {keys}.", keys=", ".join(KEYS)),),
    )


def _wrong_error(key: str, found: float, needed: float) -> Outcome:
    return Outcome(
        0.0,
        say(
            "{key}: your own model's error is {needed:.4g}; five_point_errors returned "
            "{found:.4g}.",
            key=key,
            needed=needed,
            found=found,
        ),
        hints=(
            say("Fit with x and y alone; the validation points only measure."),
            say("The error is the mean of the squared differences."),
        ),
    )
