"""Fingerprints of code: bounded, the same for the same code, each with its line."""

from __future__ import annotations

import numpy as np
import pytest
from class_notebooks import EXERCISE, OTHER, STARTER, renamed

from grader.similarity.code import LONGEST_LINE, MOST, Lines, ranges, read_code
from grader.similarity.winnowing import LENGTH, WINDOW, all_hashes, winnowed

CLASSES = "# A long comment\nvalue = other\nclass Name(Base):\n    size = 3\n" * 15


@pytest.mark.parametrize("text", [EXERCISE, OTHER, STARTER, renamed(EXERCISE), CLASSES])
def test_every_character_knows_its_line(text: str) -> None:
    """A line gives as many characters together with others as it does alone."""
    code = read_code(text.split("\n\n"))
    together = np.bincount(winnowed(code).line_of, minlength=len(code.lines))
    alone = [winnowed(read_code([line.strip()])).line_of.size for line in code.lines]
    assert together.tolist() == alone
    assert sum(alone) > 200


def test_names_comments_and_imports_leave_no_trace() -> None:
    """Nor do texts, spaces, magics and shell lines; numbers do."""
    one = "import numpy as np\n%time\nrate = f('a') + 0.5  # slow\n" * 9
    two = "!ls\nstep=g( 'bcd' )+0.5\n\n" * 9
    three = two.replace("0.5", "0.6")
    hashes = [set(winnowed(read_code([text])).hashes.tolist()) for text in (one, two)]
    assert hashes[0] == hashes[1] != set()
    assert not hashes[0] & set(all_hashes(read_code([three])).tolist())


def test_any_part_of_a_starter_is_known() -> None:
    """Whatever lines of it are kept, no fingerprint of theirs is new."""
    known = set(all_hashes(read_code([STARTER])).tolist())
    lines = STARTER.splitlines()
    for first in range(len(lines) - 3):
        part = winnowed(read_code(["\n".join(lines[first:])]))
        assert set(part.hashes.tolist()) <= known


def test_thirty_characters_in_common_are_always_found() -> None:
    """The guarantee of winnowing, wherever they stand."""
    common = "1+2*3-4/5%6|7&8^9<1>2+3-4*5/6%7|"
    assert len(common) >= LENGTH + WINDOW - 1
    for before in range(40):
        one = winnowed(read_code(["(" * before + common + ")" * 40]))
        two = winnowed(read_code(["[" * (40 - before) + common + "]" * 40]))
        assert set(one.hashes.tolist()) & set(two.hashes.tolist())


def test_an_open_quotation_hides_no_other_cell() -> None:
    whole = set(winnowed(read_code([EXERCISE])).hashes.tolist())
    hidden = set(winnowed(read_code(["x = '''", EXERCISE])).hashes.tolist())
    assert len(whole - hidden) < len(whole) / 20


def test_code_is_bounded() -> None:
    """In all and in each line; what is just within is whole."""
    code = read_code(["x" * (LONGEST_LINE + 1), "y = 1\n" * MOST])
    assert code.cut
    assert sum(map(len, code.lines)) <= MOST
    assert code.lines[0] == "x" * LONGEST_LINE
    assert not read_code(["x" * LONGEST_LINE + "\n" + "y\n" * 99]).cut


def test_lines_are_clean_and_stand_where_they_stood() -> None:
    """Controls go; cells and lines are counted from 1, empty cells included."""
    code = read_code(["", "a\r\nb\r\x1b[31mc", "d\x00"])
    assert code.lines == ("a", "b", "c", "d")
    assert code.places == ((2, 1), (2, 2), (2, 3), (3, 1))


def test_ranges_end_with_their_cell() -> None:
    code = read_code(["a\nb\nc\nd", "e\nf"])
    assert ranges(code, [0, 1, 3, 4]) == (
        *(Lines(1, 1, 2), Lines(1, 4, 4), Lines(2, 1, 1)),
    )
    assert ranges(code, [0, 1, 3, 4], gap=1) == (Lines(1, 1, 4), Lines(2, 1, 1))
