"""``grade reference``: references are listed, trained over seeds, verified."""

from __future__ import annotations

from grader.cli.verbs import Verbs
from grader.messages import mark

command = Verbs(
    "reference",
    verbs={
        "list": mark("List the references, and what is known of them."),
        "starters": mark("Write the starters anew from the references."),
        "train": mark("Run references over seeds, and write down what they reach."),
        "verify": mark("Grade references, starters and known mistakes, and compare."),
    },
    package=__name__,
    help=mark("Reference solutions: do they still reach their targets?"),
)
