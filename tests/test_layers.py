"""The tree shows the architecture: who may import whom."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GRADER = ROOT / "grader"
FRAMEWORKS = {
    "keras",
    "lightning",
    "pytorch_lightning",
    "tensorflow",
    "torch",
    "torchvision",
}
# Earlier layers first: a module imports its own layer and those above it in this list.
LAYERS = [
    {"messages", "text", "streams", "measures", "inside", "flags", "frameworks"},
    {"fingerprints"},
    {"errors"},
    {"datasets", "course"},
    {"submission", "literate", "sandbox", "shuffling"},
    {"collection"},
    {"roster"},
    {"scaffold"},
    {"execution"},
    {"evidence"},
    {"checks"},
    {"answers", "assignment"},
    {"judges", "result"},
    {"kept"},
    {"gradebook"},
    {"verdict", "reports", "exports", "similarity"},
    {"pipeline", "template"},
    {"batch", "autograder"},
    {"references"},
    {"class_report"},
    {"cli", "__main__"},
]
STAGES = ["submission", "execution", "evidence", "checks", "result", "reports"]
PURE = [
    "measures",
    "judges",
    "checks",
    "answers",
    "streams",
    "flags",
    "frameworks",
    "fingerprints",
]
TOUCHING_THE_WORLD = {
    "asyncio",
    "io",
    "os",
    "pathlib",
    "shutil",
    "socket",
    "subprocess",
    "tempfile",
    "urllib",
}


def modules() -> list[Path]:
    return sorted(GRADER.rglob("*.py"))


def room(path: Path) -> str:
    """The module or package of grader/ that a file belongs to."""
    first = path.relative_to(GRADER).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """The full names that a file imports, at its top or anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            module = node.module or ""
            yield from (f"{module}.{alias.name}" for alias in node.names)


def rooms_imported(path: Path) -> set[str]:
    parts = [name.split(".") for name in imported(path)]
    return {p[1] for p in parts if p[0] == "grader" and len(p) > 1} - {"__version__"}


def layer(name: str) -> int:
    return next(i for i, names in enumerate(LAYERS) if name in names)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.name))
def test_imports_run_from_later_layers_to_earlier_ones(path: Path) -> None:
    """No module imports a layer below its own."""
    if path == GRADER / "__init__.py":
        assert not rooms_imported(path)
        return
    own = layer(room(path))
    later = {name for name in rooms_imported(path) if layer(name) > own}
    assert not later


def test_the_stages_stand_in_the_order_of_the_flow() -> None:
    """submission -> execution -> evidence -> checks -> result -> reports."""
    order = [layer(stage) for stage in STAGES]
    assert order == sorted(order)
    assert len(set(order)) == len(order)


def test_inside_imports_nothing_else_of_ours() -> None:
    """What runs beside student code needs nothing but its own folder."""
    for path in (GRADER / "inside").glob("*.py"):
        assert not rooms_imported(path), path


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.name))
def test_the_host_imports_no_framework(path: Path) -> None:
    """torch, TensorFlow and their like are named only beside student code."""
    if room(path) != "inside":
        assert not {name.split(".")[0] for name in imported(path)} & FRAMEWORKS


@pytest.mark.parametrize("name", PURE)
def test_judging_touches_nothing(name: str) -> None:
    """Checks and measures open no file, start no process and speak to no network."""
    paths = [path for path in modules() if room(path) == name]
    assert paths
    for path in paths:
        used = {found.split(".")[0] for found in imported(path)}
        assert not used & TOUCHING_THE_WORLD, path


def test_no_file_is_named_after_what_we_import() -> None:
    """A file called like a package would import itself."""
    foreign = {
        name.split(".")[0]
        for path in modules()
        for name in imported(path)
        if not name.startswith("grader")
    }
    names = {path.stem for path in modules()} | {
        path.stem for path in (ROOT / "reference").rglob("*.py")
    }
    assert not names & (foreign - {"__future__"})


def test_only_the_command_line_prints_and_exits() -> None:
    """Elsewhere nothing writes to the terminal, exits, or swallows our own errors."""
    for path in modules():
        if room(path) in ("cli", "inside", "__main__"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in ("print", "sys.exit", "click.echo", "exit"), path
            if isinstance(node, ast.ExceptHandler) and node.type is not None:
                passes_on = [*map(ast.unparse, node.body)] == ["raise"]
                caught = ast.unparse(node.type)
                assert passes_on or "GraderError" not in caught, path
