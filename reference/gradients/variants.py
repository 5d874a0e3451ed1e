"""How honest solutions of every kind fare in gradients: what its tolerances rest on.

    python reference/gradients/variants.py [--count N] [--seed S] [--out FILE]

For every function of the notebook there are the ways in which students write it: by one
tool of the framework or another, by a loop, by a formula, in numpy or in torch. A
variant draws one of each, a precision, and what it returns: tensors, arrays or lists.
The assignment's own exam asks it, and its own checks judge.

A variant counts as honest if it agrees, to one part in a thousand, with what a student
can compare it with: at points of his own, and numbers as large as a thousand, with what
torch has ready. At most one in a hundred of these may lose anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional
from ways import WAYS

from grader.assignment import find_assignment
from grader.inside.agent import to_array
from grader.measures.gradients import network_gradients, relative_error
from grader.references import honest
from grader.references.honest import Examined, Fared
from grader.streams import Seed

PRECISIONS = (torch.float64, torch.float32)
SINGLE_SHARE = 0.25
RETURNED = ("as it is", "numpy", "list")
AGREES = 1e-3
FILE = Path(__file__).with_name(honest.FILE)

ASSIGNMENT = find_assignment("gradients")

Namespace = dict[str, Any]


def recipe(rng: np.random.Generator) -> Namespace:
    """One way for every function, in one precision and returned in one form."""
    dtype = PRECISIONS[int(rng.uniform() < SINGLE_SHARE)]
    form = RETURNED[rng.choice(3, p=[0.6, 0.25, 0.15])]
    made = {}
    for name, ways in WAYS.items():
        one = partial(ways[rng.integers(len(ways))], dtype)
        # Tensors go in there, and torch asks for the slopes: tensors come out.
        given_tensors = name in ("sigmoid", "softmax", "distances", "binarise")
        made[name] = one if given_tensors else returning(form, one)
    return made


def returning(form: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def converted(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(converted(part) for part in value)
        if form == "as it is":
            return value
        array = to_array(value)
        return array if form == "numpy" else array.tolist()

    return lambda *arguments: converted(function(*arguments))


def agrees(one: Namespace, rng: np.random.Generator) -> bool:
    """Whether every function gives what its student finds by other means."""
    return all(
        np.allclose(to_array(found), to_array(right), AGREES, AGREES)
        for tried in (tensors_tried, derivatives_tried, models_tried)
        for found, right in tried(one, rng)
    )


def tensors_tried(one: Namespace, rng: np.random.Generator) -> Iterator[Any]:
    """Values and slopes, those of large numbers too, against torch's own."""
    numbers = torch.tensor([[-1000.0, -3, 0.5, 20], [1000, 999, -1, 0.2]]).double()
    upstream = torch.tensor(rng.normal(size=numbers.shape))
    softmax = partial(torch.softmax, dim=-1)
    for name, known in (("sigmoid", torch.sigmoid), ("softmax", softmax)):
        yield one[name](numbers), known(numbers)
        yield tuple(pulled(f, numbers, upstream) for f in (one[name], known))
    a, b = torch.tensor(rng.normal(size=(3, 2))), torch.tensor(rng.normal(size=(4, 2)))
    yield one["distances"](a, b)[2, 1], ((a[2] - b[1]) ** 2).sum()
    t = torch.tensor([-2.0, -0.5, 0.5, 2.0]).double()
    yield one["binarise"](t), [-1, -1, 1, 1]
    yield pulled(one["binarise"], t, torch.ones(4).double()), [0, 1, 1, 0]


def pulled(f: Callable[..., Any], x: torch.Tensor, upstream: torch.Tensor) -> Any:
    t = x.clone().requires_grad_()
    return torch.autograd.grad(f(t), t, upstream)[0]


def derivatives_tried(one: Namespace, rng: np.random.Generator) -> Iterator[Any]:
    """The example of the text, and two outputs whose Jacobian is known."""

    def bowl(t: torch.Tensor) -> torch.Tensor:
        return (t[0] - 3) ** 2 + (t[1] + 2) ** 2

    def two(t: torch.Tensor) -> torch.Tensor:
        return torch.stack([t[0] * t[1], torch.sin(t[0])])

    value, gradient = one["value_and_grad"](bowl, np.ones(2))
    yield from ((value, 13), (gradient, [-4, 6]))
    x, v = rng.normal(size=2), rng.normal(size=2)
    known = np.array([[x[1], x[0]], [np.cos(x[0]), 0]])
    yield from ((one["jacobian"](two, x), known), (one["vjp"](two, x, v), v @ known))
    path = to_array(one["gradient_descent"](bowl, np.ones(2), 0.25, 3))
    yield path, [[1, 1], [2, -0.5], [2.5, -1.25], [2.75, -1.625]]


def models_tried(one: Namespace, rng: np.random.Generator) -> Iterator[Any]:
    """Steps, parts and layers against autograd, on numbers of one's own."""
    x, y = torch.tensor(rng.normal(size=(2, 7, 3))), torch.tensor(rng.normal(size=7))
    w = torch.tensor(rng.normal(size=3), requires_grad=True)
    b = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    known = torch.autograd.grad(functional.mse_loss(x[0] @ w + b, y), (w, b))
    given = x[0].numpy(), y.numpy(), w.detach().numpy(), 0.5
    yield from zip(one["accumulated_gradient"](*given, 3), known, strict=True)
    batches = x[:1].numpy(), y[None].numpy(), *given[2:]
    weights, biases = one["linear_steps"](*batches, 0.1)
    yield from ((weights[0], w - 0.1 * known[0]), (biases[0], b - 0.1 * known[1]))
    classes, shapes = rng.integers(4, size=7), ((3, 5), (5,), (5, 4), (4,))
    layers = [rng.normal(size=shape) for shape in shapes]
    w1, b1, w2, b2 = (torch.tensor(a, requires_grad=True) for a in layers)
    logits = torch.tanh(x[0] @ w1 + b1) @ w2 + b2
    loss = functional.cross_entropy(logits, torch.tensor(classes))
    known = loss, *torch.autograd.grad(loss, (w1, b1, w2, b2))
    found = one["network_gradients"](given[0], classes, *layers)
    yield from zip(found, known, strict=True)


def errors(seen: Examined) -> dict[str, float]:
    """The largest relative error of all answers, by the precision that they came in."""
    found: dict[str, float] = {}
    for key, right in truths(seen.truth):
        for part, true in zip(seen.evidence[key].arrays.values(), right, strict=True):
            precision = "single" if part.dtype == np.float32 else "double"
            error = relative_error(part.reshape(np.shape(true)), np.asarray(true))
            found[precision] = max(error, found.get(precision, 0.0))
    return found


def truths(truth: Any) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """What is asked of derivatives and models, and the true answers."""
    for i, one in enumerate(truth.scalars):
        yield f"value_and_grad.{i}", (one.f.value(one.x), one.f.gradient(one.x))
    for i, one in enumerate(truth.mapped):
        yield f"jacobian.{i}", (one.jacobian(),)
        yield f"vjp.{i}", (one.v @ one.jacobian(),)
    for i, net in enumerate(truth.networks):
        yield f"network.{i}", network_gradients(net.x, net.y, *net.parameters)


def fared(i: int, seed: str) -> Fared | None:
    torch.set_num_threads(1)
    torch.manual_seed(i)
    rng = Seed(f"{seed} {i}").stream("recipe")
    one = recipe(rng)
    if not agrees(one, rng):
        return None
    truth = honest.drawn(ASSIGNMENT, Seed(f"{seed} {i}"))
    seen = honest.examined(ASSIGNMENT, one, "torch", truth)
    return Fared(seen.fractions, errors(seen))


if __name__ == "__main__":
    print(honest.in_short(honest.record(__doc__, FILE, fared, count=360)))
