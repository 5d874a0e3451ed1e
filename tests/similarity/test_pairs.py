"""Which notebooks are alike: copies in disguise are found, honest work is not."""

from __future__ import annotations

import pytest
from class_notebooks import EXERCISE, OTHER, STARTER, handed, renamed

from grader.similarity import compare
from grader.similarity.code import LONGEST_LINE, MOST
from grader.similarity.pairs import MOST_PAIRS


def test_renamed_variables_hide_no_copy() -> None:
    """Other names, comments, texts and line breaks: still all of it, on both sides."""
    [pair] = compare("lab", handed(ana=[EXERCISE], luis=[renamed(EXERCISE)])).pairs
    assert [side.share for side in pair.sides] == [1.0, 1.0]
    assert [side.student for side in pair.sides] == ["ana", "luis"]
    assert not pair.identical


def test_unrelated_code_is_not_alike() -> None:
    """Two who solve different things in their own ways share less than a tenth."""
    found = compare("lab", handed(ana=[EXERCISE], luis=[OTHER]), above=0.1)
    assert found.pairs == ()
    assert found.slight == ()


def test_a_copy_among_other_code_has_two_shares() -> None:
    """All of the small notebook, half of the large one; the larger is the score."""
    [pair] = compare("lab", handed(ana=[EXERCISE], luis=[OTHER, EXERCISE])).pairs
    ana, luis = pair.sides
    assert ana.share == pair.score > 0.98
    assert 0.3 < luis.share < 0.7
    assert {passage.lines.cell for passage in luis.passages} == {2}


def test_the_starter_alone_gives_nothing() -> None:
    """Whoever handed in what was given, touched or not, is told to have too little."""
    class_ = handed(ana=[STARTER], luis=[STARTER], eva=[STARTER + "\nx = 1"])
    found = compare("lab", class_, [[STARTER]], above=0)
    assert found.pairs == ()
    assert found.slight == ("ana", "eva", "luis")
    assert found.with_starter


def test_the_starter_is_not_part_of_a_share() -> None:
    """It is long and in both, but what they wrote differs."""
    class_ = handed(ana=[STARTER, EXERCISE], luis=[STARTER, OTHER])
    assert compare("lab", class_, [[STARTER]], above=0.2).pairs == ()
    [pair] = compare("lab", class_, above=0.2).pairs
    assert pair.score > 0.2


def test_three_copies_are_three_pairs() -> None:
    """Whether to the letter or not; those to the letter say so, and come first."""
    class_ = handed(ana=[EXERCISE], eva=[EXERCISE], luis=[renamed(EXERCISE)])
    pairs = compare("lab", class_).pairs
    assert [[side.student for side in pair.sides] for pair in pairs] == [
        *(["ana", "eva"], ["ana", "luis"], ["eva", "luis"]),
    ]
    assert [pair.score for pair in pairs] == [1.0, 1.0, 1.0]
    assert [pair.identical for pair in pairs] == [True, False, False]


def test_who_stands_first_makes_no_difference() -> None:
    """The class in another order: the same pairs, shares and lines."""
    class_ = handed(ana=[EXERCISE, OTHER], luis=[OTHER], eva=[EXERCISE])
    assert compare("lab", class_, above=0) == compare("lab", class_[::-1], above=0)


def test_reordered_cells_are_still_alike() -> None:
    cells = EXERCISE.split("\n\n")
    [pair] = compare("lab", handed(ana=cells, luis=cells[::-1])).pairs
    assert min(side.share for side in pair.sides) > 0.8


def test_lines_are_those_of_the_copy() -> None:
    """Cell and lines on both sides, and each passage tells where its like is."""
    own = "\n".join(f"v{n} = open_file({n}) ** {n}" for n in range(30))
    class_ = handed(ana=[EXERCISE], luis=[own, OTHER, f"{own}\n\n{EXERCISE}"])
    [pair] = compare("lab", class_).pairs
    ana, luis = pair.sides
    length = len(EXERCISE.splitlines())
    [whole], [part] = ana.passages, luis.passages
    assert (whole.lines.cell, whole.lines.last) == (1, length)
    assert (part.lines.cell, part.lines.last) == (3, 31 + length)
    assert part.lines.first >= 31
    assert {place.cell for place in whole.elsewhere} == {3}
    assert {place.cell for place in part.elsewhere} == {1}


def test_what_most_of_a_large_class_has_makes_no_pairs() -> None:
    """Eight with the same recipe and nothing else in common; of four it is told."""
    own = [
        "\n".join(f"a[{n}] = b({n * k}) {sign} c[{k}:{n}]" for n in range(40))
        for k, sign in enumerate("+-*/%@&|", start=101)
    ]
    class_ = handed(**{f"s{k}": [EXERCISE, one] for k, one in enumerate(own)})
    few = compare("lab", class_[:4], above=0.2)
    many = compare("lab", class_, above=0.2)
    assert len(few.pairs) == 6
    assert not few.without_common
    assert many.pairs == ()
    assert many.without_common


def test_copies_to_the_letter_are_told_in_any_class() -> None:
    """Even where most of the class hands in the same, which then is common."""
    class_ = handed(**{f"s{k}": [EXERCISE] for k in range(8)})
    found = compare("lab", class_)
    assert len(found.pairs) == 28
    assert all(pair.identical and pair.sides[0].passages for pair in found.pairs)


def test_pairs_are_bounded_and_the_rest_is_counted() -> None:
    class_ = handed(**{f"s{k}": [EXERCISE] for k in range(20)})
    found = compare("lab", class_)
    assert len(found.pairs) == MOST_PAIRS
    assert found.left_out == 190 - MOST_PAIRS


def test_the_limit_is_the_larger_share() -> None:
    """A pair whose larger share is just the limit is told, one below it is not."""
    class_ = handed(ana=[EXERCISE, OTHER], luis=[renamed(EXERCISE), STARTER])
    [pair] = compare("lab", class_, above=0).pairs
    assert pair.score < 1
    assert len(compare("lab", class_, above=pair.score).pairs) == 1
    assert compare("lab", class_, above=pair.score + 1e-6).pairs == ()


HOSTILE = {
    "nothing": [],
    "blank": ["", "\n\n  \n", "\t"],
    "magics": ["%matplotlib inline\n!pip install x\n%%time"],
    "no Python": ["def (:\n  '''", "}{ €\\", "f'{" * 300],
    "controls": ["x = '\x00\x1b[2J\u202e\ud800\ufeff'\r\ny = 1\r" * 300],
    "a megabyte": ["x = 1\n" * 170_000],
    "one long line": ["x = [" + "1, " * 300_000 + "]"],
    "blank lines": [" \n" * 500_000 + "x"],
    "quotes": ['"""' * 100_000],
    "brackets": ["([{" * 100_000],
    "cells": ["a"] * 2_000,
    "escapes": ["\x9d" * 200_000],
}


@pytest.mark.timeout(20)
def test_hostile_notebooks_disturb_nobody() -> None:
    """Among them two who copied are found, and nobody else; what was cut is told."""
    found = compare("lab", handed(**HOSTILE, ana=[EXERCISE], luis=[EXERCISE]))
    told = [[side.student for side in pair.sides] for pair in found.pairs]
    assert told == [["ana", "luis"]]
    assert {"a megabyte", "one long line", "blank lines"} <= set(found.cut)
    assert not {"ana", "luis", "nothing", "cells"} & set(found.cut)
    assert {"nothing", "blank", "magics", "a megabyte"} <= set(found.slight)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_notebook_hides_no_copy(name: str) -> None:
    """Junk before the code takes nothing from what is within the bounds."""
    junk = [cell[: MOST // 2] for cell in HOSTILE[name][:100]]
    [pair] = compare("lab", handed(ana=[EXERCISE], luis=[*junk, EXERCISE])).pairs
    assert pair.sides[0].share > 0.95


def test_what_is_too_long_is_cut_and_told() -> None:
    """A line and a notebook just within their bounds are whole."""
    whole = ["x" * LONGEST_LINE, ("y" * 99 + "\n") * ((MOST - LONGEST_LINE) // 100)]
    class_ = handed(whole=whole, long=[*whole, "z"], wide=["x" * (LONGEST_LINE + 1)])
    assert compare("lab", class_).cut == ("long", "wide")


def test_an_empty_class_is_no_error() -> None:
    found = compare("lab", [])
    assert (found.pairs, found.students, found.slight) == ((), 0, ())
