"""Fingerprints of code: hashes of runs of tokens, thinned out by winnowing.

S. Schleimer, D. Wilkerson, A. Aiken: Winnowing: Local Algorithms for Document
Fingerprinting, SIGMOD 2003. copydetect tokenises and winnows. The hashes are our own:
Python's differ in every process, and with them would the report.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from grader.errors import BadInput
from grader.messages import say
from grader.similarity.code import Code

Integers = NDArray[np.int64]

LENGTH = 25
"""Characters of a hashed run; in tokenised code a name is one character."""
WINDOW = 6
"""Of so many runs in a row one is kept: 30 characters in common are always found."""
BASE = 0x9E3779B97F4A7C15
NOT_COMPARED = re.compile(r"[%!]|\s*(?:import|from)\s")
"""Magics, shell lines and imports: alike in everybody's notebook."""


@dataclass(frozen=True, eq=False)
class Winnowed:
    """The fingerprints of one notebook.

    ``hashes`` and ``positions``, both of shape (n,): the runs that were kept, by their
    start in the tokenised code, ascending. ``line_of``, of shape (m,): of each of its m
    characters, the line of the code that it comes from.
    """

    hashes: Integers
    positions: Integers
    line_of: Integers


def winnowed(code: Code) -> Winnowed:
    """What of this code is compared; ``BadInput`` where copydetect is missing."""
    text, line_of = _tokenised(code)
    hashes = _hashes(text)
    if hashes.size == 0:
        return Winnowed(hashes, hashes, line_of)
    kept, positions = _copydetect().winnow(hashes, WINDOW, remove_duplicates=False)
    return Winnowed(kept, positions, line_of)


def all_hashes(code: Code) -> Integers:
    """The hash of every run: whatever a student kept of a starter is among them."""
    return _hashes(_tokenised(code)[0])


def _copydetect() -> ModuleType:
    try:
        # It imports matplotlib, hence here, and it has no annotations.
        from copydetect import utils  # type: ignore[import-untyped]
    except ModuleNotFoundError:
        raise BadInput(
            say("Comparing notebooks needs a package that is not installed here."),
            say("Install it: pip install 'dl-grader[similarity]'."),
        ) from None
    tokenising: ModuleType = utils
    return tokenising


def _tokenised(code: Code) -> tuple[str, Integers]:
    """The code without names, comments and spaces; the line of each character.

    Cell by cell: a quotation that is never closed hides no more than its own.
    """
    lines = [
        index
        for index, line in enumerate(code.lines)
        if line.strip() and not NOT_COMPARED.match(line)
    ]
    texts, places = [""], [np.zeros(0, np.int64)]
    for _, group in groupby(lines, key=lambda index: code.places[index][0]):
        text, line_of = _tokenised_cell(code, [*group])
        texts.append(text)
        places.append(line_of)
    return "".join(texts), np.concatenate(places)


def _tokenised_cell(code: Code, lines: Sequence[int]) -> tuple[str, Integers]:
    """The same, of these lines. Many that are all spaces take the lexer minutes."""
    source = [code.lines[index].rstrip() for index in lines]
    text, offsets = _copydetect().filter_code("\n".join(source), "", "python")
    at = np.arange(len(text))
    entry = np.clip(np.searchsorted(offsets[:, 0], at), 0, len(offsets) - 1)
    # Of the names of classes copydetect 0.5 has the length, not what went before it.
    removed = np.maximum.accumulate(offsets[:, 1])[entry]
    ends = np.cumsum([len(line) + 1 for line in source])
    row = np.searchsorted(ends, at + removed, side="right")
    return text, np.asarray(lines)[np.clip(row, 0, len(lines) - 1)]


def _hashes(text: str) -> Integers:
    """A polynomial in 64 bits for each run, mixed, of which 53 bits are kept.

    53: copydetect's winnowing compares them as floats.
    """
    if len(text) < LENGTH:
        return np.zeros(0, np.int64)
    letters = np.frombuffer(text.encode("utf-32-le"), "<u4").astype(np.uint64)
    powers = [pow(BASE, n, 1 << 64) for n in range(LENGTH)]
    runs = np.lib.stride_tricks.sliding_window_view(letters, LENGTH)
    sums = runs @ np.array(powers, np.uint64)
    mixed = (sums ^ (sums >> np.uint64(29))) * np.uint64(BASE)
    return (mixed >> np.uint64(11)).astype(np.int64)
