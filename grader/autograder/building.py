"""The zip: the grader as it is installed here, one assignment, and what they need."""

from __future__ import annotations

import importlib.metadata
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

from grader.assignment import PACKAGE, Assignment
from grader.messages import Translator, say
from grader.result import Language

DISTRIBUTION = "dl-grader"
EXTRAS = {
    "torch": "torch",
    "lightning": "torch",
    "tensorflow": "tensorflow",
    "keras": "tensorflow",
}
"""Which extra has a framework."""
LEFT_OUT = {"__pycache__", "known", "starter", "demo.ipynb"}
BUNDLED = "bundled"
PROGRAMS = {"run_autograder": "run_autograder.py", "setup.sh": "setup.sh"}
NO_TIME = (1980, 1, 1, 0, 0, 0)
"""Of every member: the same grader gives the same bytes."""


def autograder(
    assignment: Assignment, language: Language, t: Translator, options: tuple[str, ...]
) -> bytes:
    """The bytes of the zip; ``options`` are more of ``grade submit``."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data, mode in _members(assignment, language, t, options):
            member = zipfile.ZipInfo(name, NO_TIME)
            member.external_attr = mode << 16
            archive.writestr(member, data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _members(
    assignment: Assignment, language: Language, t: Translator, options: tuple[str, ...]
) -> Iterator[tuple[str, bytes, int]]:
    """Name, content and mode of each file."""
    for name, source in PROGRAMS.items():
        yield name, (PACKAGE / "autograder" / source).read_bytes(), 0o755
    needed = "\n".join(requirements(assignment.settings.frameworks)) + "\n"
    yield "requirements.txt", needed.encode(), 0o644
    told = json.dumps(_options(assignment, language, t, options), indent=2)
    yield "options.json", told.encode(), 0o644
    yield from _tree(PACKAGE, "grader")
    yield from _tree(assignment.folder, f"assignments/{assignment.id}")


def _options(
    assignment: Assignment, language: Language, t: Translator, more: tuple[str, ...]
) -> dict[str, object]:
    results = "../results/results.json"
    names = say("Hand in one notebook; found: {names}.", names="{names}")
    return {
        "one_notebook": t(names),
        "submit": [
            *("--assignment", assignment.id, "--lang", language),
            *("--format", "gradescope", "--out", results, *more),
        ],
    }


def requirements(frameworks: tuple[str, ...]) -> list[str]:
    """What ``pip`` installs: the very versions that are installed here, if they are."""
    extras = {EXTRAS[name] for name in frameworks if name in EXTRAS} or {"lab"}
    found = {}
    for line in importlib.metadata.requires(DISTRIBUTION) or ():
        wanted = Requirement(line)
        if wanted.name == DISTRIBUTION:
            continue
        marker = wanted.marker
        if marker is None or any(marker.evaluate({"extra": one}) for one in extras):
            found[wanted.name] = _pinned(wanted)
    return sorted(found.values(), key=str.lower)


def _pinned(wanted: Requirement) -> str:
    try:
        return f"{wanted.name}=={importlib.metadata.version(wanted.name)}"
    except importlib.metadata.PackageNotFoundError:
        return f"{wanted.name}{wanted.specifier}"


def _tree(folder: Path, prefix: str) -> Iterator[tuple[str, bytes, int]]:
    """The files that grading needs; other assignments, should they lie here, do not."""
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name in LEFT_OUT or path.name == BUNDLED:
            continue
        if path.is_dir():
            yield from _tree(path, f"{prefix}/{path.name}")
        else:
            yield f"{prefix}/{path.name}", path.read_bytes(), 0o644
