"""What the lab's notebook is asked, and the truth that the answers are judged against.

The truth stays on the host. Flowers and digits are drawn from the run's seed, so a
notebook has never seen what it is asked; what a notebook claims to have trained on is
looked up in what it was served, and the host's own copy is used from then on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from grader.assignment import Settings, Threshold
from grader.datasets import Material, iris
from grader.datasets.rows import ServedRows
from grader.evidence import Answer, Examiner
from grader.judges import generalisation, split
from grader.judges.generalisation import Exam
from grader.streams import Seed

from .experiments import Experiment, experiments_of

SPECIES = 3
DIGITS = 10
FLOWERS_PER_CLASS = 2_000
FRESH_PER_CLASS = 500
NOISY_DRAWS = 3
REPLAYED = 3
REPLAY_SEEDS = 3
MEASURED_DIGITS = 2_000
TENTHS = 10
"""Irises are measured to a millimetre, a tenth of a centimetre."""


@dataclass(frozen=True, eq=False)
class NoisyDraw:
    """Ninety flowers, 27 of their labels changed; fresh ones; a seed to train with."""

    noisy: iris.NoisyFlowers
    fresh: iris.Flowers
    seed: int


@dataclass(frozen=True, eq=False)
class Truth:
    """All that the checks know and the kernel does not."""

    seed: Seed
    thresholds: dict[str, Threshold]
    iris_exam: Exam
    mnist_exam: Exam
    draws: tuple[NoisyDraw, ...]
    served_flowers: ServedRows
    served_digits: ServedRows


def draw(seed: Seed, material: Material, settings: Settings) -> Truth:
    """Draw the exam; every purpose has a stream of its own."""
    if material.digits is None:
        raise ValueError("the lab needs MNIST")
    digits = material.digits
    flowers = iris.fresh(seed.stream("iris exam"), FLOWERS_PER_CLASS, material.disguise)
    choice = seed.stream("single rows")
    return Truth(
        seed=seed,
        thresholds=settings.thresholds,
        iris_exam=Exam.of("iris_predict", flowers.x, flowers.y, SPECIES, choice),
        mnist_exam=Exam.of(
            "mnist_predict", digits.x_exam, digits.y_exam, DIGITS, choice
        ),
        draws=_noisy_draws(seed, material),
        served_flowers=ServedRows.of(material.flowers.x, material.flowers.y, TENTHS),
        served_digits=ServedRows.of(
            np.concatenate([digits.x_train, digits.x_test]),
            np.concatenate([digits.y_train, digits.y_test]),
            scale=1,
        ),
    )


def _noisy_draws(seed: Seed, material: Material) -> tuple[NoisyDraw, ...]:
    rng = seed.stream("noisy flowers")
    # Handed to the student's functions, hence a stream that nothing else draws from.
    handed = seed.stream("seeds for student functions")
    draws = []
    for _ in range(NOISY_DRAWS):
        # Classes have other names than in what was served: a network that did not learn
        # from these very flowers is wrong about all of them.
        turn = int(rng.integers(1, SPECIES))
        noisy = iris.noisy(rng, disguise=material.disguise)
        fresh = iris.fresh(rng, FRESH_PER_CLASS, material.disguise)
        draws.append(
            NoisyDraw(
                replace(noisy, labels=(noisy.labels + turn) % SPECIES),
                replace(fresh, y=(fresh.y + turn) % SPECIES),
                int(handed.integers(2**31)),
            )
        )
    return tuple(draws)


async def examine(examiner: Examiner, truth: Truth) -> None:
    """Put all questions: what is quick first, what trains last."""
    await examiner.figures("figures")
    await examiner.fetch("iris.history", "iris_history")
    await examiner.fetch("mnist.history", "mnist_history")
    await split.ask(examiner, "iris.split", "iris_split", truth.served_flowers)
    await split.ask(examiner, "mnist.split", "mnist_split", truth.served_digits)
    await generalisation.ask(examiner, "iris.exam", truth.iris_exam)
    await generalisation.ask(examiner, "mnist.exam", truth.mnist_exam)
    await _ask_validation(examiner, truth)
    await _ask_overfitting(examiner, truth)
    await _ask_replays(examiner, truth)


async def _ask_validation(examiner: Examiner, truth: Truth) -> None:
    flowers = split.rows(examiner.answers["iris.split"], "x_val", truth.served_flowers)
    if len(flowers):
        x = truth.served_flowers.x[flowers]
        await examiner.call("iris.validation", "iris_predict", x)
    digits = measured_digits(examiner.answers["mnist.split"], truth)
    if len(digits):
        x = truth.served_digits.x[digits]
        await examiner.call("mnist.validation", "mnist_predict", x)


async def _ask_overfitting(examiner: Examiner, truth: Truth) -> None:
    for i, one in enumerate(truth.draws):
        arguments = (one.noisy.flowers.x, one.noisy.labels, one.seed)
        batches = (one.noisy.flowers.x, one.fresh.x)
        for role in ("overfit", "remedy"):
            await examiner.fit(f"{role}.{i}", f"iris_{role}", arguments, batches)


async def _ask_replays(examiner: Examiner, truth: Truth) -> None:
    answer = await examiner.fetch("experiments", "iris_experiments")
    parts = examiner.answers["iris.split"]
    train = split.rows(parts, "x_train", truth.served_flowers)
    validation = split.rows(parts, "x_val", truth.served_flowers)
    if not (len(train) and len(validation)):
        return
    x, y = truth.served_flowers.x, truth.served_flowers.y
    for row, experiment in replayed(answer, truth):
        for k in range(REPLAY_SEEDS):
            arguments = (
                *(x[train], y[train], experiment.hidden, experiment.epochs),
                experiment.seed + k,
            )
            batches = (x[train], x[validation])
            await examiner.fit(f"replay.{row}.{k}", "iris_fit", arguments, batches)


def measured_digits(answer: Answer, truth: Truth) -> NDArray[np.int64]:
    """The validation digits that are asked: all of them, or 2,000 by the run's seed."""
    found = split.rows(answer, "x_val", truth.served_digits)
    order = truth.seed.stream("validation digits").permutation(len(found))
    return found[np.sort(order[:MEASURED_DIGITS])]


def replayed(answer: Answer, truth: Truth) -> list[tuple[int, Experiment]]:
    """The experiments that are repeated: three rows, chosen by the run's seed."""
    rows = experiments_of(answer)
    order = truth.seed.stream("experiments").permutation(len(rows))[:REPLAYED]
    return [(int(i), rows[i]) for i in sorted(order)]
