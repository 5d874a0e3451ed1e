"""What a human should look at: reported to the instructor, never a deduction."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache

from grader.frameworks import MAGIC
from grader.messages import Message, say

CODE_BYTES = 64 << 10
LITERAL_BYTES = 20 << 10
SHORT_BYTES = 60
"""A literal up to this long is a name, a message, a shape."""
LITERALS = (ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict)
LONG_TEXT = re.compile(r"""['"][^'"\n]{20480,}['"]""")
TRAINING = frozenset(
    {
        *("backward", "manual_backward", "autograd", "grad", "value_and_grad"),
        *("GradientTape", "apply_gradients", "minimize"),
        *("train_on_batch", "Trainer"),
    }
)
"""Any of these names trains a network, by hand or by a framework's own loop."""
KERAS_TRAINING = frozenset({"compile", "fit"})
"""Keras needs both; ``fit`` alone is another library's as well, or a student's own."""


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


def untrained(code: str) -> tuple[Message, ...]:
    """A sign that nothing in the code trains a network.

    Nearest neighbours, a table, another library's classifier: each may be good work,
    but not what was asked. Code that does not parse is not suspected.
    """
    tree = _parsed(MAGIC.sub("", code))
    if tree is None:
        return ()
    nodes = list(ast.walk(tree))
    names = {name for node in nodes for name in _names(node)}
    if names & TRAINING or names >= KERAS_TRAINING or any(map(_descends, nodes)):
        return ()
    return (
        say(
            "No trained parameters: the code has no backward, no GradientTape, no "
            "Trainer, no compile with fit, no step of descent. How does it predict?"
        ),
    )


def _names(node: ast.AST) -> Iterator[str]:
    """What a node names, other than what it defines."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
            yield name


def _descends(node: ast.AST) -> bool:
    """Whether it is ``w -= rate * g``, or ``w = w - rate * g``."""
    match node:
        case ast.AugAssign(op=ast.Sub(), value=step):
            return _multiplies(step)
        case ast.Assign(
            targets=[ast.Name(id=new)],
            value=ast.BinOp(left=ast.Name(id=old), op=ast.Sub(), right=step),
        ):
            return new == old and _multiplies(step)
    return False


def _multiplies(step: ast.AST) -> bool:
    return any(isinstance(node, ast.Mult) for node in ast.walk(step))


@lru_cache(maxsize=2)
def _parsed(code: str) -> ast.Module | None:
    """Its syntax tree, which nobody changes; both flags ask for that of a notebook."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a student's escape sequences
            return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _literals(code: str) -> list[int]:
    """Bytes of every string, list, tuple, set and dict in the code that is not short.

    Of nested ones, the outermost counts.
    """
    tree = _parsed(code)
    if tree is None:
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
