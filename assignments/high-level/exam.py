"""What the functions of the high-level notebook are asked, and the true answers.

All is drawn from the run's seed: sizes of networks, weights, data with probabilities
that are known exactly. Digits are those that the notebook was not served.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.assignment import Settings, Threshold
from grader.datasets import Material
from grader.evidence import Examiner
from grader.judges import generalisation
from grader.judges.generalisation import Exam
from grader.streams import Seed

from . import rules, sources
from .rules import Task

DIGITS = 10
TRAINED, FRESH = 2_000, 4_000
NETWORKS = ("sequential_network", "OwnNetwork")
EARLY = "fit_with_early_stopping"
DRAWS = 2
PATIENCE = (4, 30)
EPOCHS = (60, 8)
"""Of two trainings, the second cannot stop early: it has fewer epochs than patience."""
RATE = 0.1
STEPS = 6

Array = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Network:
    """A network to be built, and rows x (n, inputs); every size is another."""

    inputs: int
    hidden: tuple[int, ...]
    classes: int
    x: Array

    def sizes(self) -> tuple[int, ...]:
        return (self.inputs, *self.hidden, self.classes)


@dataclass(frozen=True, eq=False)
class Stopping:
    """A training that overfits soon: few rows for many inputs, and validation rows.

    Of the validation rows the notebook is given the classes; of the fresh ones, not.
    """

    x: Array
    y: NDArray[np.int64]
    x_val: Array
    y_val: NDArray[np.int64]
    fresh: Array
    y_fresh: NDArray[np.int64]
    patience: int
    epochs: int


@dataclass(frozen=True, eq=False)
class Layer:
    """Rows x (n, d), a (d, h) below; w1, w2 (h, u), b (u,) of the layer; target."""

    x: Array
    target: Array
    a: Array
    w1: Array
    w2: Array
    b: Array


@dataclass(frozen=True, eq=False)
class Loop:
    """Rows x (n, d), classes y (n,), and the parameters of two layers."""

    x: Array
    y: NDArray[np.int64]
    parameters: tuple[Array, Array, Array, Array]


@dataclass(frozen=True, eq=False)
class Truth:
    """All that is asked."""

    thresholds: dict[str, Threshold]
    networks: tuple[Network, ...]
    binary: Task
    multiclass: Task
    multilabel: Task
    stoppings: tuple[Stopping, ...]
    layers: tuple[Layer, ...]
    loops: tuple[Loop, ...]
    mnist_exam: Exam
    seeds: tuple[int, ...]


def draw(seed: Seed, material: Material, settings: Settings) -> Truth:
    """Draw what is asked; every purpose has a stream of its own."""
    if material.digits is None:
        raise ValueError("this assignment needs MNIST")
    digits = material.digits
    handed = seed.stream("seeds for student functions")
    return Truth(
        thresholds=settings.thresholds,
        networks=tuple(_network(seed.stream(f"network {i}"), i) for i in range(DRAWS)),
        binary=rules.binary(seed.stream("binary"), TRAINED, FRESH),
        multiclass=rules.multiclass(seed.stream("multiclass"), TRAINED, FRESH),
        multilabel=rules.multilabel(seed.stream("multilabel"), TRAINED, FRESH),
        stoppings=tuple(
            _stopping(seed.stream(f"stopping {i}"), *limits)
            for i, limits in enumerate(zip(PATIENCE, EPOCHS, strict=True))
        ),
        layers=tuple(_layer(seed.stream(f"layer {i}")) for i in range(DRAWS)),
        loops=tuple(_loop(seed.stream(f"loop {i}")) for i in range(DRAWS)),
        mnist_exam=Exam.of(
            *("mnist_predict", digits.x_exam, digits.y_exam, DIGITS),
            seed.stream("single rows"),
        ),
        seeds=tuple(int(handed.integers(2**31)) for _ in range(8)),
    )


def _network(rng: np.random.Generator, i: int) -> Network:
    """One hidden layer, then three; sizes all differ, so that weights tell theirs."""
    sizes = [int(size) for size in 3 + rng.permutation(12)[: 3 + 2 * i]]
    inputs, *hidden, classes = sizes
    x = rng.normal(size=(20, inputs)).astype(np.float32)
    return Network(inputs, tuple(hidden), classes, x)


def _stopping(rng: np.random.Generator, patience: int, epochs: int) -> Stopping:
    task = rules.multiclass(rng, 1_000, 1, inputs=20)
    x, x_val, fresh = np.split(task.x, [200, 600])
    y, y_val, y_fresh = np.split(task.y, [200, 600])
    return Stopping(x, y, x_val, y_val, fresh, y_fresh, patience, epochs)


def _layer(rng: np.random.Generator) -> Layer:
    rows, inputs, below, units = (int(size) for size in rng.integers(3, 8, 4))
    shapes = (rows, inputs), (rows, units), (inputs, below)
    weights = (below, units), (below, units), (units,)
    drawn = (rng.normal(size=shape).astype(np.float32) for shape in (*shapes, *weights))
    return Layer(*drawn)


def _loop(rng: np.random.Generator) -> Loop:
    rows, inputs, hidden, classes = (int(size) for size in 3 + rng.permutation(8)[:4])
    shapes = (inputs, hidden), (hidden,), (hidden, classes), (classes,)
    w1, b1, w2, b2 = (rng.normal(size=shape).astype(np.float32) for shape in shapes)
    x = rng.normal(size=(rows, inputs)).astype(np.float32)
    return Loop(x, rng.integers(classes, size=rows), (w1, b1, w2, b2))


async def examine(examiner: Examiner, truth: Truth) -> None:
    """Put all questions: what is quick first, what trains last."""
    await _ask_networks(examiner, truth)
    await _ask_own(examiner, truth)
    await examiner.fetch("mnist.experiments", "mnist_experiments")
    await generalisation.ask(examiner, "mnist", truth.mnist_exam)
    tasks = {
        "fit_binary": truth.binary,
        "fit_multiclass": truth.multiclass,
        "fit_multilabel": truth.multilabel,
    }
    for (name, task), seed in zip(tasks.items(), truth.seeds, strict=False):
        await examiner.fit(name, name, (task.x, task.y, seed), (task.fresh,))
    for i, one in enumerate(truth.stoppings):
        await examiner.apply(
            *(f"{EARLY}.{i}", sources.stopping()),
            *(one.x, one.y, one.x_val, one.y_val, one.fresh),
            *(one.patience, one.epochs, truth.seeds[3 + i]),
        )


async def _ask_networks(examiner: Examiner, truth: Truth) -> None:
    for name in NETWORKS:
        function = sources.network(examiner.framework, name)
        for i, one in enumerate(truth.networks):
            await examiner.apply(
                *(f"{name}.{i}", function, one.x),
                *(one.inputs, one.hidden, one.classes, truth.seeds[6]),
            )


async def _ask_own(examiner: Examiner, truth: Truth) -> None:
    function = sources.own_layer(examiner.framework)
    for i, layer in enumerate(truth.layers):
        await examiner.apply(
            *(f"OwnLayer.{i}", function, layer.x, layer.target, layer.a),
            *(layer.w1, layer.w2, layer.b, RATE),
        )
    function = sources.own_loop(examiner.framework)
    for i, loop in enumerate(truth.loops):
        await examiner.apply(
            *(f"own_loop.{i}", function, loop.x, loop.y),
            *(*loop.parameters, RATE, STEPS),
        )
