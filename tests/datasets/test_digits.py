"""Digits served, withheld and jittered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from grader.datasets import mnist
from grader.datasets.disguise import PLAIN, Disguise
from grader.datasets.mnist import Digits


def draw(seed: int = 0, disguise: Disguise = PLAIN) -> Digits:
    return mnist.draw(np.random.default_rng(seed), disguise=disguise)


@pytest.fixture(scope="module")
def digits() -> Digits:
    return draw()


@pytest.fixture(scope="module")
def public() -> dict[str, mnist.Images]:
    with np.load(Path(mnist.__file__).parent / "mnist.npz") as data:
        return dict(data)


def rows(images: NDArray[Any]) -> list[bytes]:
    return [image.tobytes() for image in images]


def test_what_is_served_keeps_its_shape(digits: Digits) -> None:
    """60,000 and 10,000 images with labels, as every MNIST; 2,000 are the exam."""
    assert digits.x_train.shape == (60_000, 28, 28)
    assert digits.x_test.shape == (10_000, 28, 28)
    assert digits.y_train.shape == (60_000,)
    assert digits.y_test.shape == (10_000,)
    assert digits.x_train.dtype == digits.y_train.dtype == np.uint8
    assert digits.x_exam.shape == (2_000, 28, 28)
    assert set(digits.y_exam.tolist()) == set(range(10))


def test_withheld_digits_are_not_served(
    digits: Digits, public: dict[str, mnist.Images]
) -> None:
    """What is missing from the served digits is as many as the exam has."""
    everything = {*rows(public["x_train"]), *rows(public["x_test"])}
    assert len(everything) == 70_000
    served = {*rows(digits.x_train), *rows(digits.x_test)}
    assert len(everything - served) == 2_000
    assert served < everything
    assert not served & set(rows(digits.x_exam))


def test_only_marked_places_changed(
    digits: Digits, public: dict[str, mnist.Images]
) -> None:
    """Elsewhere images and labels are the public ones; repeats keep to their half."""
    for half in ("train", "test"):
        repeats = getattr(digits, f"repeats_{half}")
        x, y = getattr(digits, f"x_{half}"), getattr(digits, f"y_{half}")
        x_public, y_public = public[f"x_{half}"], public[f"y_{half}"]
        assert (x[~repeats] == x_public[~repeats]).all()
        assert (y[~repeats] == y_public[~repeats]).all()
        known = dict(zip(rows(x_public), y_public.tolist(), strict=True))
        assert [known[row] for row in rows(x[repeats])] == y[repeats].tolist()
    assert digits.repeats_train.sum() + digits.repeats_test.sum() == 2_000
    assert len(digits.repeated()) == 2_000


def test_an_honest_split_shares_few_rows_all_of_them_repeats(digits: Digits) -> None:
    """A random 55,000 and 5,000 share some 270 rows, and each is a known repeat."""
    order = np.random.default_rng(0).permutation(60_000)
    train = set(rows(digits.x_train[order[:55_000]]))
    shared = [row for row in rows(digits.x_train[order[55_000:]]) if row in train]
    assert 200 < len(shared) < 350
    assert set(shared) <= set(rows(digits.repeated()))


def test_the_jitter_stays_where_the_ink_is(public: dict[str, mnist.Images]) -> None:
    """The background is untouched, ink changes a little, six faint pixels go."""
    images = public["x_test"]
    changed = mnist.jitter(np.random.default_rng(0), images)
    ink = images > 0
    assert (changed[~ink] == 0).all()
    erased = (ink & (changed == 0)).sum(axis=(1, 2))
    assert erased.max() == 6
    assert (erased == 6).mean() > 0.99
    kept = ink & (changed > 0)
    difference = changed[kept].astype(float) - images[kept]
    middle = difference[(images[kept] > 60) & (images[kept] < 190)]
    assert middle.std() == pytest.approx(8, abs=0.1)
    assert images[ink & (changed == 0)].max() < mnist.FAINT + 6 * 8


def test_the_jitter_breaks_every_look_up_of_exact_pixels(digits: Digits) -> None:
    """Neither the pixels of an exam digit nor which of them are inked are served."""
    served = {*rows(digits.x_train > 0), *rows(digits.x_test > 0)}
    assert not served & set(rows(digits.x_exam > 0))


def test_the_exam_is_shuffled(digits: Digits) -> None:
    """Neighbours in the exam have nothing to do with each other."""
    assert abs(np.corrcoef(digits.y_exam[1:], digits.y_exam[:-1])[0, 1]) < 0.1


def test_a_seed_draws_the_same_digits(digits: Digits) -> None:
    """The same stream withholds and jitters the same; another one does not."""
    again, other = draw(), draw(1)
    for name in ("x_train", "y_train", "x_test", "y_test", "x_exam", "y_exam"):
        assert (getattr(again, name) == getattr(digits, name)).all()
    assert (other.repeats_train != digits.repeats_train).any()


def test_a_disguise_covers_served_and_exam_alike(digits: Digits) -> None:
    """In strict mode all images are permuted and all labels renamed the same way."""
    disguise = Disguise.drawn(np.random.default_rng(9))
    strict = draw(disguise=disguise)
    for half in ("train", "test", "exam"):
        x, y = getattr(digits, f"x_{half}"), getattr(digits, f"y_{half}")
        assert (getattr(strict, f"x_{half}") == disguise.images(x)).all()
        assert (getattr(strict, f"y_{half}") == disguise.digit_labels(y)).all()
