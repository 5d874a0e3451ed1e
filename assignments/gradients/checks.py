"""The checks of the gradients notebook, in the order in which a student meets them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.answers import Shape, parts
from grader.checks import Outcome, check
from grader.evidence import Evidence
from grader.judges import draws, running
from grader.measures.gradients import (
    linear_gradient,
    network_gradients,
    relative_error,
    tolerance,
)
from grader.messages import Message, say

from .exam import RATE, STEPS, Regression, Scalar, Truth

SHOWN = 60
ACCUMULATING = 0.5

Arrays = Sequence[NDArray[Any]]


@check("The notebook runs from top to bottom", points=1)
def runs(evidence: Evidence, truth: Truth) -> Outcome:
    return running.judge(evidence.execution)


@check("Tensors: sigmoid and softmax are right, and stable", points=2)
def tensors(evidence: Evidence, truth: Truth) -> Outcome:
    true = {"sigmoid": _sigmoid(truth), "softmax": _softmax(truth)}
    wrong = []
    for name, (values, slopes) in true.items():
        found = parts(evidence[name], name, [values.shape, slopes.shape])
        if not _close(found, (values, slopes)):
            wrong.append(_unstable(name, found, (values, slopes)))
    if not wrong:
        return Outcome(1.0, say("Values and slopes are right, for large inputs too."))
    return Outcome(
        1 - len(wrong) / len(true),
        wrong[0],
        hints=(
            say("What does exp(1000) give? Which exponent can you keep below zero?"),
            say("Softmax: subtract the largest of a row; sigmoid: treat signs apart."),
        ),
    )


@check("Tensors: squared distances by broadcasting", points=1)
def broadcasting(evidence: Evidence, truth: Truth) -> Outcome:
    a, b = truth.points
    true = ((a[:, None] - b[None]) ** 2).sum(axis=-1)
    found = parts(evidence["distances"], "distances", [true.shape])
    if _close(found, [true]):
        return Outcome(1.0, say("The {n} distances are right.", n=true.size))
    return _wrong(
        _deviation("distances(a, b)", found[0], true),
        say("Give a the shape (n, 1, d) and b (1, m, d); then sum over the last axis."),
    )


@check("The gradient of any expression", points=3)
def value_and_grad(evidence: Evidence, truth: Truth) -> Outcome:
    def judged(i: int) -> Message | None:
        one = truth.scalars[i]
        true = np.array(one.f.value(one.x)), one.f.gradient(one.x)
        shapes = [(), one.x.shape]
        key = f"value_and_grad.{i}"
        value, gradient = parts(evidence[key], "value_and_grad", shapes)
        if not _close([value], true[:1]):
            return _deviation(say("the value of {f}", f=_source(one)), value, true[0])
        if not _close([gradient], true[1:]):
            return _deviation(
                say("the gradient of {f}", f=_source(one)), gradient, true[1]
            )
        return None

    return draws.judge(
        judged,
        len(truth.scalars),
        say("Make a tensor of x that is watched, call f once, and ask for df/dx."),
        say("Differences (f(x + h) - f(x)) / h are too coarse: let it be derived."),
    )


@check("The Jacobian of a vector of expressions", points=2)
def jacobian(evidence: Evidence, truth: Truth) -> Outcome:
    def judged(i: int) -> Message | None:
        one = truth.mapped[i]
        true = one.jacobian()
        [found] = parts(evidence[f"jacobian.{i}"], "jacobian", [true.shape])
        if _close([found], [true]):
            return None
        return _deviation("jacobian", found, true)

    return draws.judge(
        judged,
        len(truth.mapped),
        say("Row i is the gradient of output i: a row for each output."),
        say("The frameworks have it: torch.func.jacrev, tape.jacobian."),
    )


@check("Vector times Jacobian, without the Jacobian", points=2)
def vjp(evidence: Evidence, truth: Truth) -> Outcome:
    def judged(i: int) -> Message | None:
        one = truth.mapped[i]
        true = one.v @ one.jacobian()
        [found] = parts(evidence[f"vjp.{i}"], "vjp", [true.shape])
        [nothing] = parts(evidence[f"vjp0.{i}"], "vjp", [true.shape])
        if not _close([found], [true]):
            return _deviation("vjp", found, true)
        if not np.abs(nothing).max() <= 0:
            return say("vjp of a vector of zeros should be zeros.")
        return None

    return draws.judge(
        judged,
        len(truth.mapped),
        say("It is v @ J, the gradient of sum(v * f(x)): one pass backwards."),
    )


@check("Steps of a linear regression, each from its own gradient", points=2)
def linear_steps(evidence: Evidence, truth: Truth) -> Outcome:
    one = truth.regression
    k = len(one.x)
    found = parts(evidence["linear_steps"], "linear_steps", [(k, 3), (k,)])
    true = _regressed(one)
    if _close(found, true):
        return Outcome(1.0, say("All {n} steps are right.", n=k))
    first = _close([a[:1] for a in found], [a[:1] for a in true])
    message = (
        _later_steps(found, one)
        if first
        else _deviation(say("the first step"), found[0][0], true[0][0])
    )
    return Outcome(
        0.5 if first else 0.0,
        message,
        hints=(
            say("The loss is the mean of the squares: does its gradient divide by n?"),
            say("Gradients add up unless they are reset: zero_grad(), a new tape."),
        ),
    )


@check("A gradient in parts is the gradient of the whole", points=1)
def accumulated(evidence: Evidence, truth: Truth) -> Outcome:
    one = truth.uneven
    true = linear_gradient(one.x[0], one.y[0], one.w, one.b)
    name = "accumulated_gradient"
    found = parts(evidence["accumulated"], name, [(3,), ()])
    if _close(found, true):
        message = say("The parts, of unequal sizes, add up to the whole.")
        return Outcome(1.0, message)
    return _wrong(
        _deviation(name, found[0], true[0]),
        say("Parts of unequal sizes weigh unequally: sum first, divide by n at last."),
    )


@check("Gradient descent, step by step", points=2)
def descent(evidence: Evidence, truth: Truth) -> Outcome:
    def judged(i: int) -> Message | None:
        one = truth.descents[i]
        true = _descended(one)
        [found] = parts(evidence[f"descent.{i}"], "gradient_descent", [true.shape])
        if _close([found], [true]):
            return None
        step = next(n for n in range(STEPS + 1) if not _close([found[n]], [true[n]]))
        what = say("gradient_descent, point {step}", step=step)
        return _deviation(what, found[step], true[step])

    return draws.judge(
        judged,
        len(truth.descents),
        say("Return the start and the point after each step, steps + 1 in all."),
        say("x is x - rate * gradient, with the gradient at the present x."),
    )


@check("A backward pass of your own", points=2)
def custom_backward(evidence: Evidence, truth: Truth) -> Outcome:
    x = truth.signs
    v = truth.pulled.ravel()[: len(x)]
    signs, slopes = parts(evidence["binarise"], "binarise", [x.shape, x.shape])
    true = v * (np.abs(x) <= 1)
    forward, backward = _close([signs], [np.sign(x)]), _close([slopes], [true])
    if forward and backward:
        return Outcome(1.0, say("Signs go forward, and the gradient gets back."))
    message = (
        _deviation(say("the gradient of binarise"), slopes, true)
        if forward
        else _deviation("binarise", signs, np.sign(x))
    )
    return Outcome(
        0.5 if forward else 0.0,
        message,
        hints=(
            say("The derivative of a sign is zero: write the backward pass yourself."),
            say("Where |x| <= 1 the gradient passes as it came; elsewhere it is zero."),
        ),
    )


@check("The gradients of a network of two layers, by hand", points=2)
def network(evidence: Evidence, truth: Truth) -> Outcome:
    names = ("loss", "dw1", "db1", "dw2", "db2")

    def judged(i: int) -> Message | None:
        net = truth.networks[i]
        true = network_gradients(net.x, net.y, *net.parameters)
        shapes: list[Shape] = [np.shape(part) for part in true]
        found = parts(evidence[f"network.{i}"], "network_gradients", shapes)
        for name, given, right in zip(names, found, true, strict=True):
            if not _close([given], [right]):
                what = say("{name} of network_gradients", name=name)
                return _deviation(what, given, np.asarray(right))
        return None

    return draws.judge(
        judged,
        len(truth.networks),
        say("Begin at the loss: its gradient by the logits is softmax - one-hot."),
        say("Divide by the number of rows, once. Compare with what autograd says."),
    )


def _wrong(message: Message, *hints: Message) -> Outcome:
    return Outcome(0.0, message, hints)


def _close(found: Arrays, true: Sequence[Any]) -> bool:
    return all(
        relative_error(one, np.asarray(right)) <= tolerance(one)
        for one, right in zip(found, true, strict=True)
    )


def _deviation(what: str | Message, found: NDArray[Any], true: NDArray[Any]) -> Message:
    """Expected and found, where they differ most."""
    difference = np.abs(found.astype(np.float64) - true)
    worst = np.unravel_index(np.argmax(difference), np.shape(difference))
    return say(
        "{what}: {needed:.6g} was expected, {found:.6g} found.",
        what=what,
        needed=float(np.asarray(true)[worst]),
        found=float(found[worst]),
    )


def _source(one: Scalar) -> str:
    source = one.f.source.replace("m.", "")
    return source if len(source) <= SHOWN else f"{source[:SHOWN]}..."


def _unstable(name: str, found: Arrays, true: Arrays) -> Message:
    for what, one, right in zip(
        (
            say("the values of {name}", name=name),
            say("the slopes of {name}", name=name),
        ),
        found,
        true,
        strict=True,
    ):
        if not np.isfinite(one).all():
            n = int((~np.isfinite(one)).sum())
            return say("{what}: {n} are NaN or infinite.", what=what, n=n)
        if not _close([one], [right]):
            return _deviation(what, one, right)
    raise AssertionError(name)


def _sigmoid(truth: Truth) -> tuple[NDArray[Any], NDArray[Any]]:
    small = np.exp(-np.abs(truth.logits))
    values = np.where(truth.logits >= 0, 1, small) / (1 + small)
    return values, truth.pulled * small / (1 + small) ** 2


def _softmax(truth: Truth) -> tuple[NDArray[Any], NDArray[Any]]:
    shifted = np.exp(truth.logits - truth.logits.max(axis=-1, keepdims=True))
    p = shifted / shifted.sum(axis=-1, keepdims=True)
    along = (p * truth.pulled).sum(axis=-1, keepdims=True)
    return p, p * (truth.pulled - along)


def _descended(one: Scalar) -> NDArray[np.float64]:
    points = [one.x]
    for _ in range(STEPS):
        points.append(points[-1] - RATE * one.f.gradient(points[-1]))
    return np.stack(points)


def _regressed(one: Regression) -> Arrays:
    w, b = one.w, np.float64(one.b)
    weights, biases = [], []
    for x, y in zip(one.x, one.y, strict=True):
        by_w, by_b = linear_gradient(x, y, w, float(b))
        w, b = w - one.rate * by_w, b - one.rate * by_b
        weights.append(w)
        biases.append(b)
    return np.stack(weights), np.stack(biases)


def _later_steps(found: Arrays, one: Regression) -> Message:
    """Least squares tells how much of the first gradient is in the second step."""
    weights, biases = found
    taken = np.append(weights[0] - weights[1], biases[0] - biases[1]) / one.rate
    before = linear_gradient(one.x[0], one.y[0], one.w, one.b)
    now = linear_gradient(one.x[1], one.y[1], weights[0], float(biases[0]))
    both = np.stack([np.append(*before), np.append(*now)], axis=1)
    if not np.isfinite(taken).all():
        return say("The second step is NaN or infinite.")
    old, new = np.linalg.lstsq(both, taken)[0]
    if old > ACCUMULATING:
        return say(
            "The second step follows {old:.2f} times the first batch's gradient and "
            "{new:.2f} times its own; 0 and 1 were expected: gradients were not reset.",
            old=float(old),
            new=float(new),
        )
    return say("The first step is right, a later one is not.")
