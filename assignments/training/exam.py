"""What the training notebook is asked, and the truth that its answers are judged by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.assignment import Settings, Threshold
from grader.datasets import Material
from grader.datasets.rows import ServedRows
from grader.evidence import Answer, Examiner
from grader.judges import generalisation, split
from grader.judges.generalisation import Exam
from grader.streams import Seed

from . import points

CLASSES = 2
DIGITS = 10
FRESH_POINTS = 5_000
MEASURED_DIGITS = 2_000
LOOPS = ((32, 8), (30, 7), (24, 24))
"""Rows and batch size of each loop: even batches, a short last one, a single one."""
RATE = 0.5

Vector = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Loop:
    """Rows x (n, 2), classes y (n,), a start w (2,) and b, a batch size."""

    x: Vector
    y: NDArray[np.int64]
    w: Vector
    b: float
    batch: int


@dataclass(frozen=True, eq=False)
class Truth:
    """All that the checks know and the kernel does not."""

    seed: Seed
    points_threshold: Threshold
    mnist_threshold: Threshold
    points_exam: Exam
    mnist_exam: Exam
    loops: tuple[Loop, ...]
    served_points: ServedRows
    served_digits: ServedRows


def draw(seed: Seed, material: Material, settings: Settings) -> Truth:
    """Draw the exam; every purpose has a stream of its own."""
    if material.digits is None:
        raise ValueError("this assignment needs MNIST")
    digits = material.digits
    x, y = points.draw(seed.stream("points exam"), FRESH_POINTS)
    choice = seed.stream("single rows")
    best, shares = points.best_share(x, y), settings.thresholds["points_accuracy"]
    return Truth(
        seed=seed,
        points_threshold=Threshold(shares.baseline * best, shares.target * best),
        mnist_threshold=settings.thresholds["mnist_accuracy"],
        points_exam=Exam.of("points_predict", x, y, CLASSES, choice),
        mnist_exam=Exam.of(
            *("mnist_predict", digits.x_exam, digits.y_exam, DIGITS, choice)
        ),
        loops=_loops(seed.stream("loops")),
        served_points=ServedRows.of(*points.notebook_points(), points.SCALE),
        served_digits=ServedRows.of(
            np.concatenate([digits.x_train, digits.x_test]),
            np.concatenate([digits.y_train, digits.y_test]),
            scale=1,
        ),
    )


def _loops(rng: np.random.Generator) -> tuple[Loop, ...]:
    found = []
    for n, batch in LOOPS:
        x, y = rng.normal(size=(n, 2)), rng.integers(CLASSES, size=n)
        w, b = rng.normal(size=2), float(rng.normal())
        found.append(Loop(x, y, w, b, batch))
    return tuple(found)


async def examine(examiner: Examiner, truth: Truth) -> None:
    """Put all questions."""
    await examiner.figures("figures")
    for i, one in enumerate(truth.loops):
        arguments = (one.x, one.y, one.w, one.b, RATE, one.batch)
        await examiner.apply(f"loop.{i}", "logistic_epoch", *arguments)
    for name in ("points", "mnist"):
        await examiner.fetch(f"{name}.history", f"{name}_history")
    served = {"points": truth.served_points, "mnist": truth.served_digits}
    exams = {"points": truth.points_exam, "mnist": truth.mnist_exam}
    for name, rows in served.items():
        await split.ask(examiner, f"{name}.split", f"{name}_split", rows)
        await generalisation.ask(examiner, f"{name}.exam", exams[name])
        found = validation_rows(examiner.answers[f"{name}.split"], rows, truth.seed)
        if len(found):
            key, predict = f"{name}.validation", f"{name}_predict"
            await examiner.call(key, predict, rows.x[found])


def validation_rows(
    answer: Answer, served: ServedRows, seed: Seed
) -> NDArray[np.int64]:
    """The validation rows that are asked: all of them, or 2,000 by the run's seed."""
    found = split.rows(answer, "x_val", served)
    order = seed.stream("validation rows").permutation(len(found))
    return found[np.sort(order[:MEASURED_DIGITS])]
