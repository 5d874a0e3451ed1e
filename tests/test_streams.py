"""One seed a run, one independent stream a purpose."""

from __future__ import annotations

import numpy as np

from grader.streams import Seed


def test_the_same_seed_and_purpose_draw_the_same() -> None:
    """A run can be repeated."""
    first, second = (Seed("42").stream("exam").random(8) for _ in range(2))
    assert np.array_equal(first, second)


def test_purposes_and_seeds_draw_apart() -> None:
    """What one stream drew tells nothing of another."""
    drawn = [
        Seed(seed).stream(purpose).integers(2**62)
        for seed in ("42", "43", "")
        for purpose in ("exam", "seeds", "exam ")
    ]
    assert len(set(drawn)) == len(drawn)


def test_a_seed_nobody_chose_is_128_random_bits() -> None:
    """Without --seed there is nothing to guess."""
    seeds = {Seed.drawn().text for _ in range(50)}
    assert len(seeds) == 50
    assert all(len(seed) == 32 and int(seed, 16) >= 0 for seed in seeds)
