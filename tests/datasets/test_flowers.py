"""Irises, public, fresh and noisy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.datasets import iris
from grader.datasets.disguise import Disguise


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def test_the_public_flowers_are_scikit_learns() -> None:
    """Values, classes and order are those of load_iris."""
    datasets = pytest.importorskip("sklearn.datasets")
    x, y = datasets.load_iris(return_X_y=True)
    flowers = iris.public()
    assert flowers.x.dtype == np.float64
    assert flowers.y.dtype == np.int64
    assert (flowers.x == x).all()
    assert (flowers.y == y).all()


def test_disguised_flowers_are_the_same_under_other_names() -> None:
    """Each class holds the flowers of another one, and classes still come in order."""
    disguise = Disguise.drawn(np.random.default_rng(1))
    plain, strict = iris.public(), iris.public(disguise)
    assert strict.y.tolist() == plain.y.tolist()
    for c, renamed in enumerate(disguise.flowers):
        assert (strict.x[strict.y == renamed] == plain.x[plain.y == c]).all()


def test_fresh_flowers_are_new_positive_and_shuffled(rng: np.random.Generator) -> None:
    """As many of each class as asked, none of them public, in no order of class."""
    flowers = iris.fresh(rng, 2000)
    assert np.bincount(flowers.y).tolist() == [2000, 2000, 2000]
    assert (flowers.x > 0).all()
    known = {tuple(row) for row in iris.public().x.tolist()}
    assert not known & {tuple(row) for row in flowers.x.tolist()}
    assert abs(np.corrcoef(flowers.y, np.arange(6000))[0, 1]) < 0.05


def test_fresh_flowers_follow_their_class(rng: np.random.Generator) -> None:
    """Mean and covariance of each class are those of the 150 flowers."""
    flowers, known = iris.fresh(rng, 50_000), iris.public()
    for c in range(3):
        new, old = flowers.x[flowers.y == c], known.x[known.y == c]
        assert np.allclose(new.mean(0), old.mean(0), atol=0.02)
        assert np.allclose(np.cov(new.T), np.cov(old.T), atol=0.02)


def test_a_linear_rule_reaches_its_known_accuracy(rng: np.random.Generator) -> None:
    """Linear discriminants learnt on the 150 get about 97.8 % of fresh flowers."""
    known, flowers = iris.public(), iris.fresh(rng, 10_000)
    centres = np.stack([known.x[known.y == c].mean(0) for c in range(3)])
    inverse = np.linalg.inv(np.cov((known.x - centres[known.y]).T))
    scores = flowers.x @ inverse @ centres.T
    scores -= 0.5 * np.einsum("ci,ij,cj->c", centres, inverse, centres)
    assert (scores.argmax(1) == flowers.y).mean() == pytest.approx(0.978, abs=0.003)


def test_the_same_stream_draws_the_same_flowers() -> None:
    """One seed, one exam; a disguise renames its flowers and changes nothing else."""
    disguise = Disguise.drawn(np.random.default_rng(1))
    one = iris.fresh(np.random.default_rng(5), 20)
    two = iris.fresh(np.random.default_rng(5), 20, disguise)
    assert (one.x == two.x).all()
    assert two.y.tolist() == [disguise.flowers[c] for c in one.y.tolist()]


@given(st.integers(0, 2**32), st.integers(1, 40), st.integers(0, 30))
def test_noise_changes_exactly_the_marked_labels(
    seed: int, per_class: int, changed: int
) -> None:
    """A marked label is another class, an unmarked one the true class."""
    changed = min(changed, 3 * per_class)
    drawn = iris.noisy(np.random.default_rng(seed), per_class, changed)
    assert drawn.changed.sum() == changed
    assert ((drawn.labels != drawn.flowers.y) == drawn.changed).all()
    assert set(drawn.labels.tolist()) <= {0, 1, 2}


def test_noise_defaults_to_ninety_flowers_and_27_changes(
    rng: np.random.Generator,
) -> None:
    """The defaults are the exam's."""
    drawn = iris.noisy(rng)
    assert len(drawn.labels) == 90
    assert drawn.changed.sum() == 27
