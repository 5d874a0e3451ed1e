"""Random expressions: the text means what is evaluated, and its gradient is exact."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from grader.measures import expressions
from grader.measures.expressions import Expression

SIZES = [1, 2, 5]


def drawn(n: int, seed: int = 0) -> tuple[Expression, NDArray[np.float64]]:
    rng = np.random.default_rng([n, seed])
    return expressions.drawn(rng, n), rng.uniform(-1, 1, n)


@pytest.mark.parametrize("n", SIZES)
def test_the_source_is_what_is_evaluated(n: int) -> None:
    """What a kernel reads, with numpy in the place of its framework."""
    f, x = drawn(n)
    assert eval(f.source, {"m": np, "x": x}) == pytest.approx(f.value(x), rel=1e-12)


@pytest.mark.parametrize("n", SIZES)
def test_the_gradient_is_the_limit_of_differences(n: int) -> None:
    """Central differences agree, as far as they can."""
    for seed in range(20):
        f, x = drawn(n, seed)
        h = 1e-6
        slopes = [(f.value(x + s) - f.value(x - s)) / (2 * h) for s in h * np.eye(n)]
        assert np.allclose(slopes, f.gradient(x), rtol=1e-6, atol=1e-8)


def test_a_jacobian_has_a_row_for_each_output() -> None:
    """Rows are gradients; the stacked source gives the outputs in their order."""
    (f, x), (g, _) = drawn(3), drawn(3, 1)
    rows = expressions.jacobian([f, g], x)
    assert np.array_equal(rows, [f.gradient(x), g.gradient(x)])
    outputs = eval(expressions.stacked([f, g]), {"m": np, "x": x})
    assert np.allclose(outputs, [f.value(x), g.value(x)])


def test_every_coordinate_matters() -> None:
    """An answer that leaves a coordinate out is wrong."""
    for seed in range(50):
        f, x = drawn(4, seed)
        assert (f.gradient(x) != 0).all()


def test_values_stay_near_one() -> None:
    """Nothing overflows, and no term drowns the others."""
    values = [abs(f.value(x)) for f, x in (drawn(4, seed) for seed in range(200))]
    assert max(values) < 200
