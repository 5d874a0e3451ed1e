"""What the lab's notebook is asked, and the truth that the answers are judged against.

The truth stays on the host. Flowers and digits are drawn from the run's seed, so a
notebook has never seen what it is asked; what a notebook claims to have trained on is
looked up in what it was served, and the host's own copy is used from then on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.assignment import Settings, Threshold
from grader.datasets import Material, iris
from grader.evidence import Answer, Examiner
from grader.inside.digests import row_digests
from grader.streams import Seed

from .experiments import Experiment, experiments_of

FLOWERS_PER_CLASS = 2_000
FRESH_PER_CLASS = 500
SINGLES = 20
NOISY_DRAWS = 3
REPLAYED = 3
REPLAY_SEEDS = 3
MEASURED_DIGITS = 2_000
FIELDS = ("x_train", "x_val")
LABELS = ("y_train", "y_val")


@dataclass(frozen=True, eq=False)
class NoisyDraw:
    """Ninety flowers, 27 of their labels changed; fresh ones; a seed to train with."""

    noisy: iris.NoisyFlowers
    fresh: iris.Flowers
    seed: int


@dataclass(frozen=True, eq=False)
class Served:
    """The rows that a notebook was served, found again by their digests.

    ``x`` (n, ...) and ``y`` (n,) as served; ``repeated`` (k, 16) are the digests of
    rows that stand there twice, which a leakage check ignores.
    """

    x: NDArray[Any]
    y: NDArray[np.int64]
    scale: float
    index: dict[bytes, int]
    repeated: NDArray[np.uint8]

    @classmethod
    def of(cls, x: NDArray[Any], y: NDArray[Any], scale: float) -> Served:
        keys = [digest.tobytes() for digest in row_digests(x, scale)]
        index: dict[bytes, int] = {}
        twice: list[bytes] = []
        for place, key in enumerate(keys):
            if key in index:
                twice.append(key)
            index.setdefault(key, place)
        repeated = np.frombuffer(b"".join(twice), np.uint8).reshape(-1, 16)
        return cls(x, y.astype(np.int64), scale, index, repeated)


@dataclass(frozen=True, eq=False)
class Truth:
    """All that the checks know and the kernel does not."""

    seed: Seed
    thresholds: dict[str, Threshold]
    flowers: iris.Flowers
    singles: NDArray[np.int64]
    digits_x: NDArray[np.uint8]
    digits_y: NDArray[np.int64]
    digit_singles: NDArray[np.int64]
    draws: tuple[NoisyDraw, ...]
    served_flowers: Served
    served_digits: Served


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
        flowers=flowers,
        singles=choice.permutation(len(flowers.y))[:SINGLES],
        digits_x=digits.x_exam,
        digits_y=digits.y_exam,
        digit_singles=choice.permutation(len(digits.y_exam))[:SINGLES],
        draws=_noisy_draws(seed, material),
        served_flowers=Served.of(material.flowers.x, material.flowers.y, 10),
        served_digits=Served.of(
            np.concatenate([digits.x_train, digits.x_test]),
            np.concatenate([digits.y_train, digits.y_test]),
            1,
        ),
    )


def _noisy_draws(seed: Seed, material: Material) -> tuple[NoisyDraw, ...]:
    rng = seed.stream("noisy flowers")
    # Handed to the student's functions, hence a stream that nothing else draws from.
    handed = seed.stream("seeds for student functions")
    return tuple(
        NoisyDraw(
            iris.noisy(rng, disguise=material.disguise),
            iris.fresh(rng, FRESH_PER_CLASS, material.disguise),
            int(handed.integers(2**31)),
        )
        for _ in range(NOISY_DRAWS)
    )


async def examine(examiner: Examiner, truth: Truth) -> None:
    """Put all questions: what is quick first, what trains last."""
    await examiner.figures("figures")
    for name, served in (
        ("iris", truth.served_flowers),
        ("mnist", truth.served_digits),
    ):
        await examiner.fetch(f"{name}.history", f"{name}_history")
        scales = dict.fromkeys(FIELDS, served.scale)
        await examiner.digests(f"{name}.split", f"{name}_split", scales, LABELS)
    await _ask_predictions(
        examiner, "iris", truth.flowers.x, truth.flowers.y, truth.singles
    )
    await _ask_predictions(
        examiner, "mnist", truth.digits_x, truth.digits_y, truth.digit_singles
    )
    await _ask_validation(examiner, truth)
    await _ask_overfitting(examiner, truth)
    await _ask_replays(examiner, truth)


async def _ask_predictions(
    examiner: Examiner,
    name: str,
    x: NDArray[Any],
    y: NDArray[np.int64],
    singles: NDArray[np.int64],
) -> None:
    """The same examples whole, one at a time and a class at a time."""
    function = f"{name}_predict"
    if not (await examiner.call(f"{name}.exam", function, x)).ok:
        return
    await examiner.call(f"{name}.singles", function, *(x[i : i + 1] for i in singles))
    by_class = [x[y == label] for label in np.unique(y)]
    await examiner.call(f"{name}.by_class", function, *by_class)


async def _ask_validation(examiner: Examiner, truth: Truth) -> None:
    flowers = rows_found(examiner.answers["iris.split"], "x_val", truth.served_flowers)
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
    split = examiner.answers["iris.split"]
    train = rows_found(split, "x_train", truth.served_flowers)
    validation = rows_found(split, "x_val", truth.served_flowers)
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


def rows_found(split: Answer, field: str, served: Served) -> NDArray[np.int64]:
    """Where the rows of a split stand in what was served, in the split's order.

    Empty where a row is unknown: the split then is not of the served data.
    """
    places = [served.index.get(key, -1) for key in digest_keys(split, field)]
    return np.array(places if min(places, default=-1) >= 0 else [], np.int64)


def digest_keys(split: Answer, field: str) -> list[bytes]:
    """The row digests of a field of a split, as bytes; empty where there are none."""
    array = split.arrays.get(field)
    if array is None or array.dtype != np.uint8 or array.shape[1:] != (16,):
        return []
    return [row.tobytes() for row in array]


def measured_digits(split: Answer, truth: Truth) -> NDArray[np.int64]:
    """The validation digits that are asked: all of them, or 2,000 by the run's seed."""
    found = rows_found(split, "x_val", truth.served_digits)
    order = truth.seed.stream("validation digits").permutation(len(found))
    return found[np.sort(order[:MEASURED_DIGITS])]


def replayed(answer: Answer, truth: Truth) -> list[tuple[int, Experiment]]:
    """The experiments that are repeated: three rows, chosen by the run's seed."""
    rows = experiments_of(answer)
    order = truth.seed.stream("experiments").permutation(len(rows))[:REPLAYED]
    return [(int(i), rows[i]) for i in sorted(order)]
