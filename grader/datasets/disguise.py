"""Strict mode as one value: how public data look different in every run.

Permuting pixels and renaming classes means nothing to a fully connected network that
is trained on what it is served; tables and weights from elsewhere break.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

PIXELS = 28 * 28
DIGIT_CLASSES = 10
IRIS_CLASSES = 3

Label = TypeVar("Label", bound=np.integer)


@dataclass(frozen=True)
class Disguise:
    """Pixel ``j`` shows pixel ``pixels[j]``; class ``c`` is called ``digits[c]``.

    It is applied where the data are read, to what is served and to what is asked alike.
    """

    pixels: tuple[int, ...]
    digits: tuple[int, ...]
    flowers: tuple[int, ...]

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> Disguise:
        """A disguise for one run; none of its permutations is the identity."""
        return cls(
            _permutation(rng, PIXELS),
            _permutation(rng, DIGIT_CLASSES),
            _permutation(rng, IRIS_CLASSES),
        )

    def images(self, images: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Images (n, 28, 28) with their pixels permuted; the same array if not."""
        if self.pixels == PLAIN.pixels:
            return images
        flat = images.reshape(len(images), PIXELS)
        return np.take(flat, np.array(self.pixels), axis=1).reshape(images.shape)

    def digit_labels(self, labels: NDArray[Label]) -> NDArray[Label]:
        """The digits' classes (n,), renamed, in the same type."""
        return _renamed(self.digits, labels)

    def flower_labels(self, labels: NDArray[Label]) -> NDArray[Label]:
        """The flowers' classes (n,), renamed, in the same type."""
        return _renamed(self.flowers, labels)


def _renamed(names: tuple[int, ...], labels: NDArray[Label]) -> NDArray[Label]:
    renamed: NDArray[Label] = np.array(names, labels.dtype)[labels]
    return renamed


def _permutation(rng: np.random.Generator, n: int) -> tuple[int, ...]:
    identity = tuple(range(n))
    drawn = identity
    while drawn == identity:
        drawn = tuple(rng.permutation(n).tolist())
    return drawn


PLAIN = Disguise(
    tuple(range(PIXELS)), tuple(range(DIGIT_CLASSES)), tuple(range(IRIS_CLASSES))
)
