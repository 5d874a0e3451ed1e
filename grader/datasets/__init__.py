"""The data of the labs: what is served, what is withheld, what is drawn afresh."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from grader.datasets import iris, mnist
from grader.datasets.disguise import PLAIN, Disguise
from grader.streams import Seed


@dataclass(frozen=True, eq=False)
class Material:
    """The data of one run: served flowers, digits if asked for, the disguise."""

    disguise: Disguise
    flowers: iris.Flowers
    digits: mnist.Digits | None


def material(seed: Seed, data: Collection[str], strict: bool) -> Material:
    """Draw the data of a run from streams of their own."""
    disguise = Disguise.drawn(seed.stream("disguise")) if strict else PLAIN
    digits = None
    if "mnist" in data:
        digits = mnist.draw(seed.stream("digits"), disguise=disguise)
    return Material(disguise, iris.public(disguise), digits)
