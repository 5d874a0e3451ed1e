"""Checks of what is low-level inside high-level, and the other way round."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grader.answers import parts
from grader.checks import Outcome, check
from grader.evidence import Evidence
from grader.judges import draws
from grader.measures.gradients import network_gradients
from grader.messages import Message, say

from .deviation import close, first_deviation
from .exam import RATE, STEPS, Layer, Loop, Truth

Array = NDArray[np.float64]


@check("A layer of your own works inside a model", points=2)
def own_layer(evidence: Evidence, truth: Truth) -> Outcome:
    def wrong_in(i: int) -> Message | None:
        one = truth.layers[i]
        starts = [a.astype(np.float64) for a in (one.w1, one.w2, one.b, one.a)]
        outputs, steps = _layer_step(one)
        shapes = [outputs.shape, *(start.shape for start in starts)]
        found = parts(evidence[f"OwnLayer.{i}"], "OwnLayer", shapes)
        message = first_deviation(["OwnLayer(x)"], found[:1], [outputs])
        if message is not None:
            return message
        taken = [end - start for end, start in zip(found[1:], starts, strict=True)]
        names = ("w1", "w2", "b")
        for name, step in zip(names, taken, strict=False):
            if not np.abs(step).max() > 0:
                return say("{name} of OwnLayer is not trained by a model.", name=name)
        whats = [say("step of {name} of OwnLayer", name=name) for name in names]
        below = say("step of the layer below OwnLayer")
        return first_deviation([*whats, below], taken, steps)

    return draws.judge(
        wrong_in,
        len(truth.layers),
        say("The layer computes (x @ w1) * (x @ w2) + b, and nothing else."),
        say("Only weights that the layer knows of are trained: add_weight, Parameter."),
    )


@check("A training loop of your own for a model made of layers", points=2)
def own_loop(evidence: Evidence, truth: Truth) -> Outcome:
    def wrong_in(i: int) -> Message | None:
        one = truth.loops[i]
        losses, steps = _descended(one)
        starts = [a.astype(np.float64) for a in one.parameters]
        shapes = [(STEPS,), *(start.shape for start in starts)]
        found = parts(evidence[f"own_loop.{i}"], "own_loop", shapes)
        taken = [end - start for end, start in zip(found[1:], starts, strict=True)]
        if not any(np.abs(step).max() > 0 for step in taken):
            return say("own_loop left the weights of the model as they were.")
        if close(taken[-1], -steps[-1]):
            return say("own_loop climbs: it goes along the gradient, not against it.")
        names = [
            say("own_loop, change of {what}", what=what)
            for what in ("w1", "b1", "w2", "b2")
        ]
        wrong = first_deviation([say("own_loop, loss")], found[:1], [losses])
        return first_deviation(names, taken, steps) or wrong

    return draws.judge(
        wrong_in,
        len(truth.loops),
        say("Each step: logits, mean cross-entropy of all rows, gradients, update."),
        say("Gradients start from zero in each step; the model gives logits."),
    )


def _layer_step(one: Layer) -> tuple[Array, list[Array]]:
    """Outputs; and the steps of w1, w2, b, a down the mean squared error.

    With h = x a: y = (h w1) * (h w2) + b, loss = mean over all elements.
    """
    x, target, a, w1, w2, b = (
        array.astype(np.float64)
        for array in (one.x, one.target, one.a, one.w1, one.w2, one.b)
    )
    h = x @ a
    left, right = h @ w1, h @ w2
    outputs = left * right + b
    slope = 2 * (outputs - target) / outputs.size
    by_h = (slope * right) @ w1.T + (slope * left) @ w2.T
    gradients = (
        h.T @ (slope * right),
        h.T @ (slope * left),
        slope.sum(axis=0),
        x.T @ by_h,
    )
    return outputs, [-RATE * gradient for gradient in gradients]


def _descended(one: Loop) -> tuple[Array, list[Array]]:
    """The losses before each step, and how far each parameter has moved at the end."""
    x = one.x.astype(np.float64)
    starts = [a.astype(np.float64) for a in one.parameters]
    w1, b1, w2, b2 = starts
    losses = []
    for _ in range(STEPS):
        loss, *slopes = network_gradients(x, one.y, w1, b1, w2, b2)
        losses.append(loss)
        w1, b1, w2, b2 = (
            a - RATE * slope for a, slope in zip((w1, b1, w2, b2), slopes, strict=True)
        )
    moved = [end - start for end, start in zip((w1, b1, w2, b2), starts, strict=True)]
    return np.array(losses), moved
