"""Random differentiable expressions: one text, a value and an exact gradient.

An expression is Python source in ``x`` (n,) and a module ``m`` that has sin, cos, exp,
tanh and stack: numpy, torch and TensorFlow all do. So a kernel differentiates the very
text that is evaluated here. Every expression is analytic, hence its gradient is that of
the complex step, Im f(x + ih) / h, exact to rounding for a tiny h.
Source: Squire and Trapp, SIAM Review 40 (1998).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

STEP = 1e-30
DIGITS = 3

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Expression:
    """``source`` as a kernel reads it; ``at(x)`` its number, for complex x (n,) too."""

    source: str
    at: Callable[[NDArray[Any]], Any]

    def value(self, x: Vector) -> float:
        return float(self.at(x))

    def gradient(self, x: Vector) -> Vector:
        """df/dx_j (n,), by a complex step for each coordinate."""
        steps = x + 1j * STEP * np.eye(len(x))
        return np.array([self.at(step).imag / STEP for step in steps])

    def __add__(self, other: Expression) -> Expression:
        return Expression(
            f"{self.source} + {other.source}", lambda x: self.at(x) + other.at(x)
        )

    def __mul__(self, other: Expression) -> Expression:
        return Expression(
            f"({self.source}) * ({other.source})", lambda x: self.at(x) * other.at(x)
        )


def constant(value: float) -> Expression:
    return Expression(repr(value), lambda x: value)


def coordinate(i: int) -> Expression:
    return Expression(f"x[{i}]", lambda x: x[i])


def sine(inner: Expression) -> Expression:
    return Expression(f"m.sin({inner.source})", lambda x: np.sin(inner.at(x)))


def cosine(inner: Expression) -> Expression:
    return Expression(f"m.cos({inner.source})", lambda x: np.cos(inner.at(x)))


def exponential(inner: Expression) -> Expression:
    return Expression(f"m.exp({inner.source})", lambda x: np.exp(inner.at(x)))


def hyperbolic(inner: Expression) -> Expression:
    return Expression(f"m.tanh({inner.source})", lambda x: np.tanh(inner.at(x)))


Function = Callable[[Expression], Expression]

BOUNDED: tuple[Function, ...] = (sine, cosine, hyperbolic)
FUNCTIONS: tuple[Function, ...] = (*BOUNDED, exponential)


def drawn(
    rng: np.random.Generator, n: int, functions: Sequence[Function] = FUNCTIONS
) -> Expression:
    """A sum with a term for each of n coordinates, each coupled to another one.

    For x within [-1, 1] the value and the partial derivatives are of the order of 1;
    with ``BOUNDED`` functions they grow no faster than x elsewhere.
    """
    return added([_term(rng, i, n, functions) for i in range(n)])


def added(terms: Sequence[Expression]) -> Expression:
    """The sum of at least one term."""
    first, *others = terms
    for other in others:
        first = first + other
    return first


def stacked(parts: Sequence[Expression]) -> str:
    """The source of the vector of these; its Jacobian has their gradients as rows."""
    return f"m.stack([{', '.join(part.source for part in parts)}])"


def jacobian(parts: Sequence[Expression], x: Vector) -> NDArray[np.float64]:
    """(k, n): the gradients of k expressions at x (n,)."""
    return np.stack([part.gradient(x) for part in parts])


def _term(
    rng: np.random.Generator, i: int, n: int, functions: Sequence[Function]
) -> Expression:
    """c g(a x_i + b x_j) (x_k + 1.5), g one of these, coefficients of either sign."""
    j, k = (int(rng.integers(n)) for _ in range(2))
    inner = _scaled(rng, coordinate(i)) + _scaled(rng, coordinate(j))
    function = functions[int(rng.integers(len(functions)))]
    return _scaled(rng, function(inner) * (coordinate(k) + constant(1.5)))


def _scaled(rng: np.random.Generator, inner: Expression) -> Expression:
    size = float(rng.uniform(0.4, 1.2) * rng.choice([-1, 1]))
    return constant(round(size, DIGITS)) * inner
