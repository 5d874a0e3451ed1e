"""What a human should look at: reported to the instructor, never a deduction."""

from __future__ import annotations

import ast
import re
import warnings

from grader.messages import Message, say

CODE_BYTES = 64 << 10
LITERAL_BYTES = 20 << 10
LONG_TEXT = re.compile(r"""['"][^'"\n]{20480,}['"]""")


def suspicions(code: str) -> tuple[Message, ...]:
    """Signs of embedded data or weights in the code of a notebook."""
    found: list[Message] = []
    size = len(code.encode("utf-8", "replace"))
    if size > CODE_BYTES:
        found.append(say("The code is long: {n} kB, over 64.", n=size >> 10))
    longest = _longest_literal(code)
    if longest > LITERAL_BYTES:
        found.append(
            say("One literal in the code has {n} kB, over 20.", n=longest >> 10)
        )
    return tuple(found)


def _longest_literal(code: str) -> int:
    """Bytes of the longest string, list, tuple, set or dict written in the code."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a student's escape sequences
            tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        # Magics do not parse; a long string is still seen.
        return max((len(match) for match in LONG_TEXT.findall(code)), default=0)
    literals = (ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict)
    lines = [0]
    # Of bytes: of text, it would split where Python's parser does not, at form feeds.
    for line in code.encode("utf-8", "replace").splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    return max(
        (
            lines[node.end_lineno - 1]
            + (node.end_col_offset or 0)
            - lines[node.lineno - 1]
            - node.col_offset
            for node in ast.walk(tree)
            if isinstance(node, literals) and node.end_lineno is not None
        ),
        default=0,
    )
