"""What the notebook is asked, and the truth that its answers are judged against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.assignment import Settings, Threshold
from grader.datasets import Material
from grader.evidence import Examiner
from grader.streams import Seed


@dataclass(frozen=True, eq=False)
class Truth:
    """All that the checks know. It stays outside of the notebook's kernel."""

    numbers: NDArray[np.float64]
    error: Threshold


def draw(seed: Seed, material: Material, settings: Settings) -> Truth:
    """Draw what is asked: every purpose has a stream of its own."""
    numbers = seed.stream("numbers").normal(size=8)
    return Truth(numbers, settings.thresholds["error"])


async def examine(examiner: Examiner, truth: Truth) -> None:
    """Put the questions; an answer is kept under the name that is given first."""
    await examiner.call("doubled", "double", truth.numbers)
