"""The attacks that do no harm here, without walls: they have to succeed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from arena import Arena, arena_of, seen_of
from attack_scripts import ATTACKS, Attack


@pytest.fixture(scope="module")
def arena() -> Iterator[Arena]:
    """A sandbox that is none."""
    with arena_of("none") as one:
        yield one


@pytest.mark.parametrize(
    "attack",
    [attack for attack in ATTACKS if attack.works_unwalled],
    ids=lambda attack: str(attack.name),
)
def test_without_walls_it_succeeds(arena: Arena, attack: Attack) -> None:
    """The same notebook does its harm, or finds what it looked for, without walls."""
    if attack.after is not None:
        arena.graded(attack.after)
    (result,) = arena.graded(attack)
    observed, story = seen_of(attack, arena, result)
    arena.around.heard()
    assert observed == ("deny" if attack.expected == {"nothing"} else "nothing"), story
