"""The checks of the gradients notebook, in the order in which a student meets them."""

from __future__ import annotations

import numpy as np

from grader.answers import Shape, parts
from grader.checks import Outcome, check
from grader.evidence import Evidence
from grader.judges import draws, running
from grader.measures.gradients import linear_gradient, network_gradients
from grader.messages import Message, say

from .deviation import close, deviation, later_steps, source_of, unstable
from .exam import STEPS, Truth
from .truths import descended, regressed, sigmoid_of, softmax_of


@check("The notebook runs from top to bottom", points=1)
def runs(evidence: Evidence, truth: Truth) -> Outcome:
    return running.judge(evidence.execution)


@check("Tensors: sigmoid and softmax are right, and stable", points=2)
def tensors(evidence: Evidence, truth: Truth) -> Outcome:
    true = {"sigmoid": sigmoid_of(truth), "softmax": softmax_of(truth)}
    wrong = []
    for name, (values, slopes) in true.items():
        found = parts(evidence[name], name, [values.shape, slopes.shape])
        if not close(found, (values, slopes)):
            wrong.append(unstable(name, found, (values, slopes)))
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
    if close(found, [true]):
        return Outcome(1.0, say("The {n} distances are right.", n=true.size))
    return _wrong(
        deviation("distances(a, b)", found[0], true),
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
        if not close([value], true[:1]):
            return deviation(say("the value of {f}", f=source_of(one)), value, true[0])
        if not close([gradient], true[1:]):
            return deviation(
                say("the gradient of {f}", f=source_of(one)), gradient, true[1]
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
        if close([found], [true]):
            return None
        return deviation("jacobian", found, true)

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
        if not close([found], [true]):
            return deviation("vjp", found, true)
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
    true = regressed(one)
    if close(found, true):
        return Outcome(1.0, say("All {n} steps are right.", n=k))
    first = close([a[:1] for a in found], [a[:1] for a in true])
    message = (
        later_steps(found, one)
        if first
        else deviation(say("the first step"), found[0][0], true[0][0])
    )
    return Outcome(
        0.5 if first else 0.0,
        message,
        hints=(
            say("Gradients add up unless they are reset: zero_grad(), a new tape.")
            if first
            else say(
                "The loss is the mean of the squares: does its gradient divide by n?"
            ),
        ),
    )


@check("A gradient in parts is the gradient of the whole", points=1)
def accumulated(evidence: Evidence, truth: Truth) -> Outcome:
    one = truth.uneven
    true = linear_gradient(one.x[0], one.y[0], one.w, one.b)
    name = "accumulated_gradient"
    found = parts(evidence["accumulated"], name, [(3,), ()])
    if close(found, true):
        message = say("The parts, of unequal sizes, add up to the whole.")
        return Outcome(1.0, message)
    return _wrong(
        deviation(name, found[0], true[0]),
        say("Parts of unequal sizes weigh unequally: sum first, divide by n at last."),
    )


@check("Gradient descent, step by step", points=2)
def descent(evidence: Evidence, truth: Truth) -> Outcome:
    def judged(i: int) -> Message | None:
        one = truth.descents[i]
        true = descended(one)
        [found] = parts(evidence[f"descent.{i}"], "gradient_descent", [true.shape])
        if close([found], [true]):
            return None
        if (found == found[0]).all():
            return say(
                "gradient_descent returned the same point {n} times. Keep a copy of "
                "each: what is changed in place changes in the list as well.",
                n=len(found),
            )
        step = next(n for n in range(STEPS + 1) if not close([found[n]], [true[n]]))
        what = say("gradient_descent, point {step}", step=step)
        return deviation(what, found[step], true[step])

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
    forward, backward = close([signs], [np.sign(x)]), close([slopes], [true])
    if forward and backward:
        return Outcome(1.0, say("Signs go forward, and the gradient gets back."))
    message = (
        deviation(say("the gradient of binarise"), slopes, true)
        if forward
        else deviation("binarise", signs, np.sign(x))
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
            if not close([given], [right]):
                what = say("{name} of network_gradients", name=name)
                return deviation(what, given, np.asarray(right))
        return None

    return draws.judge(
        judged,
        len(truth.networks),
        say("Begin at the loss: its gradient by the logits is softmax - one-hot."),
        say("Divide by the number of rows, once. Compare with what autograd says."),
    )


def _wrong(message: Message, *hints: Message) -> Outcome:
    return Outcome(0.0, message, hints)
