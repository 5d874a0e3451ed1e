"""Checks of the run, and of networks that are built in two ways."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.answers import require
from grader.checks import NotShown, Outcome, check
from grader.evidence import Answer, Evidence
from grader.judges import draws, running
from grader.measures.probabilities import softmax
from grader.messages import Message, say

from .deviation import close
from .exam import Network, Truth

Layers = list[tuple[NDArray[np.float64], NDArray[np.float64]]]


@check("The notebook runs from top to bottom", points=1)
def runs(evidence: Evidence, truth: Truth) -> Outcome:
    return running.judge(evidence.execution)


@check("A network as a sequence of layers", points=1)
def sequential_network(evidence: Evidence, truth: Truth) -> Outcome:
    name = "sequential_network"
    kind_wrong = say(
        "{name} should return a Sequential model: layers, one after the other.",
        name=name,
    )
    return _judged(evidence, truth, name, "sequential", kind_wrong)


@check("A network as a class of your own", points=2)
def own_network(evidence: Evidence, truth: Truth) -> Outcome:
    name = "OwnNetwork"
    kind_wrong = say(
        "{name} should be a class of yours: layers in __init__, their order in call "
        "(Keras) or forward (PyTorch).",
        name=name,
    )
    return _judged(evidence, truth, name, "own", kind_wrong)


def _judged(
    evidence: Evidence, truth: Truth, name: str, kind: str, kind_wrong: Message
) -> Outcome:
    def wrong_in(i: int) -> Message | None:
        answer = require(evidence[f"{name}.{i}"], name)
        words = answer.facts.get("words")
        if not isinstance(words, dict) or words.get("kind") != kind:
            return kind_wrong
        return _difference(answer, name, truth.networks[i])

    return draws.judge(
        wrong_in,
        len(truth.networks),
        say("One dense layer for each number in hidden, and one more for the classes."),
        say("ReLU after each hidden layer, nothing after the last: it gives logits."),
        say("PyTorch does not see layers in a plain list; take nn.ModuleList."),
    )


def _difference(answer: Answer, name: str, network: Network) -> Message | None:
    """How shapes or outputs differ from those of a network of these sizes."""
    sizes = network.sizes()
    layers = _layers(answer, sizes)
    outputs = answer.arrays.get("outputs")
    expected = (len(network.x), network.classes)
    if layers is None or outputs is None:
        found = [str(a.shape) for key, a in answer.arrays.items() if key != "outputs"]
        return say(
            "{name}: a network {sizes} has weights and biases of {needed}; yours has "
            "{found}.",
            name=name,
            sizes="-".join(map(str, sizes)),
            needed=", ".join(f"{(a, b)}, {(b,)}" for a, b in pairwise(sizes)),
            found=", ".join(found[:20]) or "-",
        )
    if outputs.shape != expected:
        raise NotShown(
            say(
                "{name} should give logits of shape {needed}; it gave {found}.",
                name=name,
                needed=str(expected),
                found=str(outputs.shape),
            )
        )
    return _wrong_outputs(name, outputs, network.x.astype(np.float64), layers)


def _wrong_outputs(
    name: str, outputs: NDArray[Any], x: NDArray[np.float64], layers: Layers
) -> Message | None:
    logits = _forward(x, layers, rectified=True)
    if close(outputs, logits):
        return None
    if close(outputs, softmax(logits)):
        return say("{name} gives probabilities; logits were asked for.", name=name)
    if close(outputs, _forward(x, layers, rectified=False)):
        return say("{name}: the hidden layers are linear, without ReLU.", name=name)
    return say(
        "{name}: with the same weights, ReLU layers give other outputs; the first "
        "should be {needed:.5g} and is {found:.5g}.",
        name=name,
        needed=float(logits[0, 0]),
        found=float(outputs[0, 0]),
    )


def _layers(answer: Answer, sizes: Sequence[int]) -> Layers | None:
    """The weights (a, b) and biases (b,) of each layer, told by their shapes.

    Sizes all differ. PyTorch stores weights as (b, a). None where the arrays are not
    exactly those of such a network.
    """
    arrays = [a for key, a in answer.arrays.items() if key != "outputs"]
    if len(arrays) != 2 * (len(sizes) - 1):
        return None
    by_shape = {array.shape: array.astype(np.float64) for array in arrays}
    found: Layers = []
    for a, b in pairwise(sizes):
        weights = by_shape.get((a, b))
        if weights is None and (b, a) in by_shape:
            weights = by_shape[b, a].T
        bias = by_shape.get((b,))
        if weights is None or bias is None:
            return None
        found.append((weights, bias))
    return found


def _forward(
    x: NDArray[np.float64], layers: Layers, *, rectified: bool
) -> NDArray[np.float64]:
    for i, (weights, bias) in enumerate(layers):
        x = x @ weights + bias
        if rectified and i < len(layers) - 1:
            x = np.maximum(x, 0)
    return x
