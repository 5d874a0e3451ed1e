"""What a human should look at: reported to the instructor, never a deduction."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator

from grader.messages import Message, say

CODE_BYTES = 64 << 10
LITERAL_BYTES = 20 << 10
SHORT_BYTES = 60
"""A literal up to this long is a name, a message, a shape."""
LITERALS = (ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict)
LONG_TEXT = re.compile(r"""['"][^'"\n]{20480,}['"]""")


def suspicions(code: str) -> tuple[Message, ...]:
    """Signs of embedded data or weights in the code of a notebook."""
    found: list[Message] = []
    size = len(code.encode("utf-8", "replace"))
    if size > CODE_BYTES:
        found.append(say("The code is long: {n} kB, over 64.", n=size >> 10))
    sizes = _literals(code)
    longest, together = max(sizes, default=0), sum(sizes)
    if longest > LITERAL_BYTES:
        found.append(
            say("One literal in the code has {n} kB, over 20.", n=longest >> 10)
        )
    elif together > LITERAL_BYTES:
        found.append(
            say(
                "The literals in the code have {n} kB together, over 20.",
                n=together >> 10,
            )
        )
    return tuple(found)


def _literals(code: str) -> list[int]:
    """Bytes of every string, list, tuple, set and dict in the code that is not short.

    Of nested ones, the outermost counts.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a student's escape sequences
            tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        # Magics do not parse; a long string is still seen.
        return [len(match) for match in LONG_TEXT.findall(code)]
    lines = [0]
    # Of bytes: of text, it would split where Python's parser does not, at form feeds.
    for line in code.encode("utf-8", "replace").splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    sizes = [
        lines[node.end_lineno - 1]
        + (node.end_col_offset or 0)
        - lines[node.lineno - 1]
        - node.col_offset
        for node in _outermost(tree)
        if node.end_lineno is not None
    ]
    return [size for size in sizes if size > SHORT_BYTES]


def _outermost(node: ast.AST) -> Iterator[ast.expr]:
    """The literals of a tree that are in no other literal."""
    waiting = [node]
    while waiting:
        for child in ast.iter_child_nodes(waiting.pop()):
            if isinstance(child, LITERALS):
                yield child
            else:
                waiting.append(child)
