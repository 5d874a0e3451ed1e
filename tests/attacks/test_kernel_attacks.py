"""Every attack of ``notebooks/`` against every sandbox that has walls.

What has to come of one is written in its docstring (``attack_scripts.py``). After each,
nothing of it is left, nothing outside has changed, and an honest notebook that was
graded beside it has its full score.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from arena import HONEST_TORCH, Arena, arena_of, raised_in, seen_of
from attack_scripts import ATTACKS, NOTEBOOKS, Attack, read_attack, rows_of, words_of
from kernels import WALLED, tell
from surroundings import MOST_GROWTH, Growth, Traces, left_behind

from grader.evidence import Examiner

LISTED = {*range(1, 48), *range(64, 68)}
"""The rows that these tests cover; files and reports have tests of their own."""


@pytest.fixture(
    scope="module",
    # One worker for each: laying an arena out takes a while.
    params=[
        pytest.param(level, marks=pytest.mark.xdist_group(f"arena of {level}"))
        for level in WALLED
    ],
)
def arena(request: pytest.FixtureRequest) -> Iterator[Arena]:
    """Each sandbox that has walls, in turn."""
    with arena_of(request.param) as one:
        yield one


@pytest.fixture
def contained(arena: Arena) -> Iterator[None]:
    """Whatever happens, nothing of it is left and nothing outside has changed."""
    before, growth = Traces.of(arena.around.folder), Growth()
    yield
    assert left_behind(before, arena.around) == {}
    assert growth.most() < MOST_GROWTH


@pytest.mark.usefixtures("contained")
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: str(attack.name))
def test_an_attack_gains_nothing(arena: Arena, attack: Attack) -> None:
    """It has its class and its score, and an honest notebook beside it is unharmed."""
    if not attack.is_for_this_machine:
        pytest.skip(f"written for {attack.fields['machine']}")
    if attack.after is not None:
        arena.graded(attack.after)
    result, neighbour = arena.graded(attack, arena.honest())
    observed, story = seen_of(attack, arena, result)
    assert observed in attack.expected, story
    if observed == "deny":
        assert raised_in(attack, result) <= attack.raises, story
    assert result.status == "graded"
    assert result.score == attack.score(observed), story
    assert neighbour.score == 4.0, neighbour.execution


@pytest.mark.usefixtures("contained")
def test_a_network_is_trained_meanwhile(arena: Arena) -> None:
    """A neighbour that trains with torch keeps its points beside an endless loop."""
    loop = read_attack(NOTEBOOKS / "01_endless_loop.py")
    _, neighbour = arena.graded(loop, arena.honest(HONEST_TORCH))
    assert neighbour.score == 4.0, neighbour.execution


@pytest.mark.parametrize("level", WALLED)
def test_rooms_may_lie_anywhere(level: str) -> None:
    """Where temporary files do not lie under /tmp, siblings are as far away."""
    sibling = read_attack(NOTEBOOKS / "25_sibling.py")
    with arena_of(level, parent="/var/tmp") as arena:
        (result,) = arena.graded(sibling)
        observed, story = seen_of(sibling, arena, result)
        assert observed == "nothing", story
        assert arena.around.heard() == []


def test_each_kernel_draws_its_own_numbers(arena: Arena) -> None:
    """Kernels of one zygote do not share what their generators will draw."""
    draw = (
        "import random, sys, numpy\ndrawn = [random.random(), numpy.random.rand(),"
        " numpy.random.default_rng().random()]\ntorch = sys.modules.get('torch')\n"
        "if torch is not None:\n    drawn.append(float(torch.rand(1)))"
    )

    async def ask(examiner: Examiner) -> None:
        await examiner.fetch("drawn", "drawn")

    first, second = (tell(arena.sandbox, draw, ask=ask)["drawn"] for _ in range(2))
    assert (first.arrays["value"] != second.arrays["value"]).all()


def test_every_row_is_covered() -> None:
    """Each row of the list of attacks is named by a script or by a module of tests."""
    paths = [*Path(__file__).parent.glob("test_*.py"), *NOTEBOOKS.glob("*.py")]
    named = [rows_of(words_of(path.read_text(encoding="utf-8"))) for path in paths]
    assert LISTED - set().union(*named) == set()
