"""What the functions of the gradients notebook are asked, and the true answers.

All is drawn from the run's seed: expressions, points, data. A kernel gets an expression
as source and differentiates it; here the same text has an exact gradient.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.assignment import Settings
from grader.datasets import Material
from grader.evidence import Examiner, Function
from grader.measures import expressions
from grader.measures.expressions import Expression, constant, coordinate, sine
from grader.streams import Seed

COORDINATES = (2, 3, 4, 5, 3, 2)
OUTPUTS = (3, 2, 5, 4, 1, 3)
# Together they leave differences, central and extrapolated, an error of .0016 at least,
# with the best of 57 steps and of 60 draws: more than a right answer in single
# precision may have. Faster waves cost single precision more than differences.
OFFSET = 1e14
FREQUENCY = 10.0
DESCENTS = 3
STEPS = 12
RATE = 0.05
BATCHES = 4
PARTS = 5

Vector = NDArray[np.float64]

MODULES = {"torch": {"m": "torch", "torch": "torch"}, "tensorflow": {"m": "tensorflow"}}
# Converts arrays, calls the notebook's own function on tensors, and pulls a vector back
# through it: what an optimizer would get from that function.
PULL_BACK = {
    "torch": """
def f(x, v):
    t = m.tensor(x, requires_grad=True)
    y = {name}(t)
    [g] = m.autograd.grad(y, [t], m.tensor(v), allow_unused=True)
    return y, m.zeros_like(t) if g is None else g
""",
    "tensorflow": """
def f(x, v):
    t = m.constant(x)
    with m.GradientTape() as tape:
        tape.watch(t)
        y = {name}(t)
    zero = m.UnconnectedGradients.ZERO
    g = tape.gradient(y, t, output_gradients=v, unconnected_gradients=zero)
    return y, g
""",
}
ON_TENSORS = {
    "torch": "def f(a, b):\n    return {name}(m.tensor(a), m.tensor(b))",
    "tensorflow": "def f(a, b):\n    return {name}(m.constant(a), m.constant(b))",
}


@dataclass(frozen=True, eq=False)
class Scalar:
    """An expression and the point at which it is asked."""

    f: Expression
    x: Vector


@dataclass(frozen=True, eq=False)
class Mapped:
    """Expressions stacked to a vector, a point, and three directions to pull back."""

    parts: tuple[Expression, ...]
    x: Vector
    v: Vector

    def jacobian(self) -> Vector:
        return expressions.jacobian(self.parts, self.x)


@dataclass(frozen=True, eq=False)
class Regression:
    """Batches x (k, n, d) and y (k, n), a start w (d,) and b, a learning rate."""

    x: Vector
    y: Vector
    w: Vector
    b: float
    rate: float


@dataclass(frozen=True, eq=False)
class Network:
    """Rows x (n, d), classes y (n,), and the parameters of two layers."""

    x: Vector
    y: NDArray[np.int64]
    parameters: tuple[Vector, Vector, Vector, Vector]


@dataclass(frozen=True, eq=False)
class Truth:
    """All that is asked."""

    logits: Vector
    pulled: Vector
    points: tuple[Vector, Vector]
    scalars: tuple[Scalar, ...]
    mapped: tuple[Mapped, ...]
    descents: tuple[Scalar, ...]
    regression: Regression
    uneven: Regression
    signs: Vector
    networks: tuple[Network, ...]


def draw(seed: Seed, material: Material, settings: Settings) -> Truth:
    """Draw what is asked; every purpose has a stream of its own."""
    rng = seed.stream("tensors")
    logits = np.concatenate([rng.normal(0, 3, (4, 5)), rng.normal(0, 600, (4, 5))])
    logits[-1] += 1_000
    return Truth(
        logits=logits,
        pulled=rng.normal(size=logits.shape),
        points=(rng.normal(size=(6, 3)), rng.normal(size=(4, 3))),
        scalars=_scalars(seed.stream("expressions")),
        mapped=_mapped(seed.stream("vectors of expressions")),
        descents=_descents(seed.stream("descents")),
        regression=_regression(seed.stream("regression"), BATCHES, 16),
        uneven=_regression(seed.stream("accumulation"), 1, 23),
        signs=seed.stream("signs").uniform(-2.5, 2.5, 24),
        networks=tuple(_network(seed.stream(f"network {i}")) for i in range(3)),
    )


def _scalars(rng: np.random.Generator) -> tuple[Scalar, ...]:
    found = []
    for i, n in enumerate(COORDINATES):
        f = expressions.drawn(rng, n)
        if i % 2:
            # A large constant swallows small differences, a fast wave the large ones:
            # no step of finite differences suits both.
            wave = sine(constant(FREQUENCY) * coordinate(0))
            f = f + wave + constant(OFFSET)
        found.append(Scalar(f, rng.uniform(-1, 1, n)))
    return tuple(found)


def _mapped(rng: np.random.Generator) -> tuple[Mapped, ...]:
    return tuple(
        Mapped(
            tuple(expressions.drawn(rng, n) for _ in range(k)),
            rng.uniform(-1, 1, n),
            rng.normal(size=k),
        )
        for n, k in zip(COORDINATES, OUTPUTS, strict=True)
    )


def _descents(rng: np.random.Generator) -> tuple[Scalar, ...]:
    """A bowl with a minimum somewhere, and waves on it: no path leaves for infinity."""
    found = []
    for _ in range(DESCENTS):
        bowl = []
        for i in range(2):
            shifted = coordinate(i) + constant(round(float(rng.uniform(-2, 2)), 3))
            bowl.append(shifted * shifted)
        f = expressions.added(bowl) + expressions.drawn(rng, 2, expressions.BOUNDED)
        found.append(Scalar(f, rng.uniform(-1, 1, 2)))
    return tuple(found)


def _regression(rng: np.random.Generator, batches: int, rows: int) -> Regression:
    x = rng.normal(size=(batches, rows, 3))
    y = x @ rng.normal(size=3) + rng.normal() + rng.normal(0, 0.3, (batches, rows))
    return Regression(x, y, rng.normal(size=3), float(rng.normal()), 0.1)


def _network(rng: np.random.Generator) -> Network:
    rows, inputs, hidden, classes = (int(rng.integers(3, 8)) for _ in range(4))
    shapes = (inputs, hidden), (hidden,), (hidden, classes), (classes,)
    w1, b1, w2, b2 = (rng.normal(size=shape) for shape in shapes)
    y = rng.integers(classes, size=rows)
    return Network(rng.normal(size=(rows, inputs)), y, (w1, b1, w2, b2))


async def examine(examiner: Examiner, truth: Truth) -> None:
    """Put all questions."""
    await _ask_tensors(examiner, truth)
    modules = MODULES[examiner.framework]
    for i, one in enumerate(truth.scalars):
        f = Function(f"def f(x):\n    return {one.f.source}", modules)
        await examiner.apply(f"value_and_grad.{i}", "value_and_grad", f, one.x)
    for i, mapped in enumerate(truth.mapped):
        source = expressions.stacked(mapped.parts)
        f = Function(f"def f(x):\n    return {source}", modules)
        await examiner.apply(f"jacobian.{i}", "jacobian", f, mapped.x)
        await examiner.apply(f"vjp.{i}", "vjp", f, mapped.x, mapped.v)
        await examiner.apply(f"vjp0.{i}", "vjp", f, mapped.x, 0 * mapped.v)
    for i, one in enumerate(truth.descents):
        f = Function(f"def f(x):\n    return {one.f.source}", modules)
        name = "gradient_descent"
        await examiner.apply(f"descent.{i}", name, f, one.x, RATE, STEPS)
    await _ask_models(examiner, truth)


async def _ask_tensors(examiner: Examiner, truth: Truth) -> None:
    framework = examiner.framework
    modules = MODULES[framework]
    for name in ("sigmoid", "softmax"):
        source = PULL_BACK[framework].format(name=name)
        f = Function(source, modules, (name,))
        await examiner.apply(name, f, truth.logits, truth.pulled)
    f = Function(PULL_BACK[framework].format(name="binarise"), modules, ("binarise",))
    await examiner.apply("binarise", f, truth.signs, truth.pulled.ravel()[:24])
    source = ON_TENSORS[framework].format(name="distances")
    f = Function(source, modules, ("distances",))
    await examiner.apply("distances", f, *truth.points)


async def _ask_models(examiner: Examiner, truth: Truth) -> None:
    one, whole = truth.regression, truth.uneven
    start = (one.w, one.b, one.rate)
    await examiner.apply("linear_steps", "linear_steps", one.x, one.y, *start)
    name, start_and_parts = "accumulated_gradient", (whole.w, whole.b, PARTS)
    await examiner.apply("accumulated", name, whole.x[0], whole.y[0], *start_and_parts)
    for i, net in enumerate(truth.networks):
        name = "network_gradients"
        await examiner.apply(f"network.{i}", name, net.x, net.y, *net.parameters)
