"""Strict mode's permutations."""

from __future__ import annotations

import numpy as np

from grader.datasets.disguise import PLAIN, Disguise


def drawn(seed: int) -> Disguise:
    return Disguise.drawn(np.random.default_rng(seed))


def test_plain_changes_nothing() -> None:
    """Without strict mode images and labels are what they are."""
    images = np.arange(2 * 784, dtype=np.uint16).astype(np.uint8).reshape(2, 28, 28)
    labels = np.arange(10, dtype=np.uint8)
    assert PLAIN.images(images) is images
    assert (PLAIN.digit_labels(labels) == labels).all()


def test_a_disguise_is_drawn_from_its_stream() -> None:
    """The same stream draws the same disguise, another one another."""
    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_every_permutation_changes_something() -> None:
    """Each is a permutation and none is the identity, not even of three species."""
    for seed in range(30):
        disguise = drawn(seed)
        for name in ("pixels", "digits", "flowers"):
            mine, plain = getattr(disguise, name), getattr(PLAIN, name)
            assert sorted(mine) == list(plain)
            assert mine != plain


def test_pixels_move_alike_in_every_image() -> None:
    """Pixel j shows pixel pixels[j], whichever image it is in."""
    disguise = drawn(3)
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (5, 28, 28), dtype=np.uint8)
    moved = disguise.images(images)
    assert moved.shape == images.shape
    expected = images.reshape(5, 784)[:, list(disguise.pixels)]
    assert (moved.reshape(5, 784) == expected).all()
    assert (disguise.images(images[2:3]) == moved[2:3]).all()


def test_labels_keep_their_type() -> None:
    """Classes are renamed one to one, in the type they came in."""
    disguise = drawn(4)
    labels = np.array([0, 9, 9, 3], np.uint8)
    renamed = disguise.digit_labels(labels)
    assert renamed.dtype == np.uint8
    assert renamed.tolist() == [disguise.digits[c] for c in (0, 9, 9, 3)]
