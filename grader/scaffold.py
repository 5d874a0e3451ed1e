"""Makes the folder of a new assignment: a small one that works, for you to change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from grader import literate
from grader.errors import BadInput
from grader.messages import say
from grader.text import one_line

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
REFERENCE = "reference.py"


def make_assignment(root: Path, name: str, framework: str, title: str) -> list[Path]:
    """Write assignments/<name> and reference/<name> under ``root``; what was written.

    ``BadInput`` where the name is none, or where there is such a folder already.
    """
    if not ID.fullmatch(name) or not ID.fullmatch(framework):
        raise BadInput(
            say("“{name}” is no name for an assignment.", name=name),
            say("Use small letters, digits and hyphens, as in word-vectors."),
        )
    folder, reference = root / "assignments" / name, root / "reference" / name
    for path in (folder, reference):
        if path.exists():
            raise BadInput(
                say("{path} exists already; nothing was written.", path=str(path)),
                say("Choose another name, or another folder with --to."),
            )
    words = {"FRAMEWORK": framework, "TITLE": _in_quotes(title)}
    written = []
    for place, text in _template(resources.files("grader") / "template"):
        target = (
            reference / f"with_{framework}.py" if place == REFERENCE else folder / place
        )
        for mark, word in words.items():
            text = text.replace(mark, word)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        written.append(target)
    return [*written, *literate.write_starters(root, name)]


def _template(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, str]]:
    """The files of the template: place within the assignment's folder, text."""
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir() and item.name != "__pycache__":
            yield from _template(item, f"{prefix}{item.name}/")
        elif item.name.endswith((".py", ".toml")) and item.name != "__init__.py":
            yield f"{prefix}{item.name}", item.read_text(encoding="utf-8")


def _in_quotes(title: str) -> str:
    """A title that may stand between double quotes, and in a comment."""
    return one_line(title).replace("\\", "").replace('"', "'")
