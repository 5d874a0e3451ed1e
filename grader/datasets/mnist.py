"""Digits: what a notebook is served, and the withheld ones that it is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from grader.datasets.disguise import PLAIN, Disguise

WITHHELD = 2_000
INK_NOISE = 8.0
"""Standard deviation of the jitter, in grey levels."""
ERASED = 6
"""Faint edge pixels that the jitter erases in each image."""
FAINT = 90
"""Grey levels below this are faint."""
_FILE = Path(__file__).parent / "mnist.npz"
_TRAIN = 60_000

Images = NDArray[np.uint8]
"""Grey levels (n, 28, 28), 0 is the background."""


@dataclass(frozen=True, eq=False)
class Digits:
    """What is served, in the canonical shapes, and the exam, which never is.

    ``x_*``: uint8 (n, 28, 28); ``y_train``, ``y_test``: uint8 (n,); ``y_exam``: int64.
    ``repeats_*``: bool (n,), True where a withheld digit's place was filled.
    """

    x_train: Images
    y_train: NDArray[np.uint8]
    x_test: Images
    y_test: NDArray[np.uint8]
    repeats_train: NDArray[np.bool_]
    repeats_test: NDArray[np.bool_]
    x_exam: Images
    y_exam: NDArray[np.int64]

    def repeated(self) -> Images:
        """The served images that stand in two places: a leakage check ignores them."""
        train = self.x_train[self.repeats_train]
        return np.concatenate([train, self.x_test[self.repeats_test]])


def draw(
    rng: np.random.Generator, withheld: int = WITHHELD, disguise: Disguise = PLAIN
) -> Digits:
    """Withhold digits of the 70,000 for the exam; fill their places with repeats.

    A repeat comes from the same half, so what a notebook trains on and what it tests
    on stay apart; each digit is repeated at most once.
    """
    # Copies: their gaps are about to be filled.
    x_train, y_train, x_test, y_test = (array.copy() for array in _canonical())
    chosen = rng.permutation(_TRAIN + len(y_test))[:withheld]
    x_exam = np.empty((withheld, *x_train.shape[1:]), np.uint8)
    y_exam = np.empty(withheld, np.int64)
    for start, x, y in ((0, x_train, y_train), (_TRAIN, x_test, y_test)):
        here = (chosen >= start) & (chosen < start + len(y))
        gap = chosen[here] - start
        x_exam[here], y_exam[here] = x[gap], y[gap]
        _fill(rng, gap, x, y)
    in_train = chosen < _TRAIN
    return Digits(
        disguise.images(x_train),
        disguise.digit_labels(y_train),
        disguise.images(x_test),
        disguise.digit_labels(y_test),
        _mask(chosen[in_train], len(y_train)),
        _mask(chosen[~in_train] - _TRAIN, len(y_test)),
        disguise.images(jitter(rng, x_exam)),
        disguise.digit_labels(y_exam),
    )


@cache
def _canonical() -> tuple[NDArray[np.uint8], ...]:
    """The 70,000 as published; unpacking them once a process saves 0.3 s a draw."""
    with np.load(_FILE, allow_pickle=False) as data:
        return tuple(data[k] for k in ("x_train", "y_train", "x_test", "y_test"))


def jitter(rng: np.random.Generator, images: Images) -> Images:
    """Change every image a little, so that no look-up of exact pixels finds it.

    Noise on inked pixels breaks exact tables and erased edge pixels break binarised
    ones, at almost no cost to an honest network; the background stays untouched, since
    noise there ruins a network that standardises each pixel, and a shift a plain MLP.
    """
    inked = images > 0
    noise = rng.standard_normal(images.shape, np.float32) * np.float32(INK_NOISE)
    noisy = np.clip(np.rint(images + noise), 1, 255).astype(np.uint8)
    out = np.where(inked, noisy, np.uint8(0))
    edge = inked & _touches_background(inked) & (out < FAINT)
    order = rng.random(images.shape, np.float32)
    keys = np.where(edge, order, np.float32(2)).reshape(len(images), -1)
    first = np.argpartition(keys, ERASED, axis=1)[:, :ERASED]
    erased = np.zeros(keys.shape, bool)
    np.put_along_axis(erased, first, True, axis=1)
    return np.where(erased.reshape(edge.shape) & edge, np.uint8(0), out)


def _touches_background(inked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where one of the four neighbours is background; so is all outside the image."""
    padded = np.pad(inked, ((0, 0), (1, 1), (1, 1)))
    rows, columns = padded[:, :, 1:-1], padded[:, 1:-1, :]
    return ~(rows[:, :-2] & rows[:, 2:] & columns[:, :, :-2] & columns[:, :, 2:])


def _fill(
    rng: np.random.Generator,
    gap: NDArray[np.int64],
    x: Images,
    y: NDArray[np.uint8],
) -> None:
    """Overwrite the digits at ``gap`` with others of the same half."""
    kept = np.flatnonzero(~_mask(gap, len(y)))
    source = rng.permutation(kept)[: len(gap)]
    x[gap], y[gap] = x[source], y[source]


def _mask(places: NDArray[np.int64], n: int) -> NDArray[np.bool_]:
    mask = np.zeros(n, bool)
    mask[places] = True
    return mask
