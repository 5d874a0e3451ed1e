"""The quiz asks one thing: the dict of answers. The order of the report is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from grader.assignment import Settings
from grader.datasets import Material
from grader.evidence import Examiner, Function
from grader.streams import Seed

from .questions import TOPICS

# Sets, lists and tuples of names as words with spaces between; all else as it is.
WRITTEN = """
def f():
    return {
        str(key): " ".join(sorted(map(str, answer)))
        if isinstance(answer, (set, frozenset, list, tuple))
        else answer
        for key, answer in quiz.items()
        if answer is not None and answer is not ...
    }
"""


@dataclass(frozen=True)
class Truth:
    """The order in which the questions of each topic are told."""

    order: dict[str, tuple[int, ...]]


def draw(seed: Seed, material: Material, settings: Settings) -> Truth:
    """Shuffle the questions of each topic."""
    rng = seed.stream("order")
    return Truth(
        {
            topic: tuple(int(i) for i in rng.permutation(len(questions)))
            for topic, questions in TOPICS.items()
        }
    )


async def examine(examiner: Examiner, truth: Truth) -> None:
    """Fetch the answers."""
    await examiner.apply("quiz", Function(WRITTEN, names=("quiz",)))
