"""Which modules code imports, and which framework it is written in.

It is only read, never run; what does not parse is read line by line.
"""

from __future__ import annotations

import ast
import re
import warnings

IMPORT = re.compile(r"^\s*import\s+(.+)$|^\s*from\s+(\w+)", re.MULTILINE)
USED = {"torch.optim": re.compile(r"\boptim\b"), "keras": re.compile(r"\bkeras\b")}
MAGIC = re.compile(r"^\s*[%!?].*$", re.MULTILINE)
TORCH_LAYERS = re.compile(r"\btorch\.nn\b|\bfrom\s+torch\s+import\s.*\bnn\b")
TAPE = re.compile(r"\bGradientTape\b")
KERAS_LAYERS = re.compile(
    r"\bkeras\b[\w.]*(?:\.|\s+import\s.*)\b(?:layers|models?|Sequential|Model)\b"
)
# The more specific first: Lightning imports torch, Keras may sit on TensorFlow.
FRAMEWORK_OF = {
    "lightning": "lightning",
    "pytorch_lightning": "lightning",
    "keras": "keras",
    "torch": "torch",
    "tensorflow": "tensorflow",
}


def imported_modules(cell: str) -> frozenset[str]:
    """The modules that one cell imports, by all their names: with ``a.b`` comes ``a``.

    Of a cell that does not parse, the top-level ones that its lines name.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a student's escape sequences
            tree = ast.parse(MAGIC.sub("", cell))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return named_modules(cell)
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module)
    above = {name[:dot] for name in modules for dot in _dots(name)}
    return frozenset(modules | above)


def imported_late(code: str) -> frozenset[str]:
    """What the modules that code uses import later, when it first uses them."""
    return frozenset(name for name, used in USED.items() if used.search(code))


def _dots(name: str) -> list[int]:
    return [place for place, letter in enumerate(name) if letter == "."]


def named_modules(code: str) -> frozenset[str]:
    """The top-level modules of all lines that look like an import."""
    modules: set[str] = set()
    for listed, source in IMPORT.findall(code):
        names = listed.split(",") if listed else [source]
        modules.update(name.split()[0].split(".")[0] for name in names if name.strip())
    return frozenset(modules)


def imported_framework(code: str, supported: tuple[str, ...]) -> str | None:
    """The first of these frameworks that code imports.

    It reads lines, so broken cells count too. Who takes layers from torch has a torch
    network, and Keras only for its data sets; so has who trains with TensorFlow's tape
    and takes no layers from Keras.
    """
    modules = set(named_modules(code))
    if "tensorflow" in modules and re.search(r"\bkeras\b", code):
        modules.add("keras")
    found = [FRAMEWORK_OF[m] for m in FRAMEWORK_OF if m in modules]
    own = {
        "torch": TORCH_LAYERS.search(code),
        "tensorflow": TAPE.search(code) and not KERAS_LAYERS.search(code),
    }
    if any(own[name] for name in own if name in found and name in supported):
        found = [name for name in found if name != "keras"]
    return next((name for name in found if name in supported), None)
