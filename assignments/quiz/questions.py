"""The questions of the quiz: what is right, and why all else is not.

An option has a name, by which it is answered wherever it stands in the list: ``grade
start`` shuffles questions and options. A wrong answer is explained without giving the
right one away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.messages import Message, say

NUMERIC_TOLERANCE = 1e-3
"""Relative: three digits will do."""


@dataclass(frozen=True)
class Choice:
    """Options by name; ``right`` those to choose, ``wrong`` the others, with reasons.

    ``missing`` says what to think of where a right one was left out.
    """

    id: str
    right: frozenset[str]
    wrong: Mapping[str, Message]
    missing: Message

    @property
    def several(self) -> bool:
        """Whether more than one option may be chosen."""
        return len(self.right) > 1

    @property
    def options(self) -> frozenset[str]:
        return self.right | self.wrong.keys()


@dataclass(frozen=True)
class Number:
    """A number to work out; ``slips`` are wrong ones that are known, with reasons."""

    id: str
    right: float
    hint: Message
    slips: Mapping[float, Message] = field(default_factory=dict)


DUTIES = Choice(
    "duties",
    frozenset({"tensors", "gradients", "devices"}),
    {
        "labels": say("Labels come with the data; no framework can make them up."),
        "accuracy": say(
            "No framework can promise an accuracy: that depends on data and network."
        ),
    },
    say("Think of what numpy does not do, and of where the computing takes place."),
)
PARALLEL = Choice(
    "parallel",
    frozenset({"many_at_once"}),
    {
        "higher_precision": say("A GPU computes no more precisely, often less so."),
        "more_data": say("How much data there is does not depend on the device."),
        "no_gradients": say("Gradients are needed on every device alike."),
    },
    say("What is the same for each number of a matrix product?"),
)
GRAPH = Choice(
    "graph",
    frozenset({"how_computed"}),
    {
        "picture_of_data": say("It holds operations; data only flow through them."),
        "learning_curve": say("A learning curve shows epochs, not operations."),
        "layers_only": say("Layers are made of it; any expression has one."),
    },
    say("It is what is walked backwards to get gradients."),
)
CHAIN = Number(
    "chain",
    42.0,
    say("The outer function first: 2 (a b + c); then what a b + c is by a."),
    {
        14.0: say("That is the outer derivative; a b + c by a is still to come."),
        28.0: say("That is the derivative by b; by a was asked."),
        49.0: say("That is the value of f, not its derivative."),
        21.0: say("The square gives a factor of 2."),
    },
)
LOW_LEVEL = Choice(
    "low_level",
    frozenset({"gradient_tape", "backward_and_step"}),
    {
        "model_fit": say("fit trains with a single call: that is a high-level API."),
        "trainer": say("A Trainer runs the loop for you: that is a high-level API."),
    },
    say("Who writes the loop over the batches?"),
)
COUNTERPART = Choice(
    "counterpart",
    frozenset({"lightning"}),
    {
        "torchvision": say("torchvision has data sets, networks for images and such."),
        "autograd": say("autograd is what PyTorch differentiates with: low-level."),
        "numpy": say("numpy has neither gradients nor networks."),
    },
    say("What has a Trainer with a fit of its own?"),
)
CURVES = Choice(
    "curves",
    frozenset({"overfitting"}),
    {
        "underfitting": say("Underfitting shows in the training loss: it stays high."),
        "good_fit": say("In a good fit the two losses stay close to each other."),
        "divergence": say("Where training diverges, its own loss rises."),
    },
    say("The training loss still falls. What does the other one say?"),
)
STOP = Number(
    "stop",
    4.0,
    say("At which epoch is the loss on data that were not trained on the lowest?"),
    {
        6.0: say("The training loss is lowest there, the validation loss is not."),
        3.0: say("Count from 1: the first epoch is epoch 1."),
        0.44: say("That is the loss; the epoch was asked."),
    },
)
REMEDIES = Choice(
    "remedies",
    frozenset({"more_data", "smaller_network", "regularisation"}),
    {
        "more_epochs": say("More epochs let it learn the noise by heart even better."),
        "larger_network": say("A larger network has more room to learn by heart."),
    },
    say("The lesson names three: two change what is trained on what, one is dropout."),
)
VARIANCE = Number(
    "error",
    0.38,
    say(
        "Squared error = bias^2 + variance + noise; the bias is given, not its square."
    ),
    {
        0.59: say("The bias has to be squared."),
        0.34: say("The noise belongs to it too: nobody can predict it."),
        0.13: say("The variance belongs to it too."),
    },
)
TOPICS: Mapping[str, tuple[Choice | Number, ...]] = {
    "frameworks": (DUTIES, PARALLEL),
    "graphs": (GRAPH, CHAIN),
    "levels": (LOW_LEVEL, COUNTERPART),
    "overfitting": (CURVES, STOP),
    "trade_off": (REMEDIES, VARIANCE),
}
