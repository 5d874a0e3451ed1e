"""An assignment: a folder with its settings, its exam, its checks and its starters.

    assignment.toml   title, frameworks, data, limits, thresholds (``Settings``)
    exam.py           draw(seed, material, settings) -> truth; examine(examiner, truth)
    checks.py         the checks, in the order in which they are reported
    locale/           the message catalogues of its words
    starter/          <framework>.<language>.ipynb

Folders are looked for in this order: ``--assignments``, ``GRADER_ASSIGNMENTS``,
``./assignments``, then those that come with the grader (a checkout before a wheel's
copy). An assignment is its instructor's code and runs with the grader's own rights.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Protocol

import msgspec

from grader.checks import Check
from grader.datasets import Material
from grader.errors import BadInput, GraderFault
from grader.evidence import Examiner
from grader.messages import say
from grader.streams import Seed

PACKAGE = Path(__file__).parent


class Allowance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Seconds: for a cell, for all cells, for a probe, for all probes."""

    cell: float = 600.0
    cells: float = 1800.0
    probe: float = 30.0
    probes: float = 120.0


class Threshold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Credit starts at ``baseline`` and is full at ``target``."""

    baseline: float
    target: float


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``assignment.toml`` says.

    ``trains``: networks are to be trained; code that shows no sign of it is flagged.
    """

    title: dict[str, str]
    frameworks: tuple[str, ...]
    data: tuple[str, ...] = ()
    strict: bool = False
    trains: bool = False
    thresholds: dict[str, Threshold] = {}
    seconds: dict[str, Allowance] = {}

    def __post_init__(self) -> None:
        if not self.frameworks:
            raise ValueError("frameworks: at least one is needed")
        if "en" not in self.title:
            raise ValueError("title: one in English (en) is needed")

    def allowance(self, framework: str) -> Allowance:
        """The framework's own allowance, else ``default``'s, else the grader's."""
        return self.seconds.get(framework, self.seconds.get("default", Allowance()))


class Exam(Protocol):
    """The interface of ``exam.py``; ``truth`` is whatever its checks expect."""

    def draw(self, seed: Seed, material: Material, settings: Settings) -> object: ...

    async def examine(self, examiner: Examiner, truth: object) -> None: ...


@dataclass(frozen=True)
class Assignment:
    """An assignment as found in its folder; its code is loaded when first used."""

    id: str
    folder: Path
    settings: Settings

    @property
    def version(self) -> str:
        """SHA-256 over what decides a grade: settings, exam, checks."""
        digest = hashlib.sha256()
        for path in sorted((*self.folder.glob("*.toml"), *self.folder.glob("*.py"))):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        return f"sha256:{digest.hexdigest()}"

    @property
    def locale(self) -> Path:
        return self.folder / "locale"

    def title(self, language: str) -> str:
        return self.settings.title.get(language, self.settings.title["en"])

    def starter(self, framework: str, language: str) -> Path:
        return self.folder / "starter" / f"{framework}.{language}.ipynb"

    def exam(self) -> Exam:
        return _module(self, "exam")

    def checks(self) -> tuple[Check, ...]:
        """The checks of ``checks.py`` in the order of their definition."""
        values = vars(_module(self, "checks")).values()
        return tuple(value for value in values if isinstance(value, Check))


def find_assignments(chosen: Path | None = None) -> dict[str, Assignment]:
    """Every assignment by id; where two share an id, the first folder wins."""
    found: dict[str, Assignment] = {}
    for root in search_path(chosen):
        for toml in sorted(root.glob("*/assignment.toml")):
            if toml.parent.name not in found:
                found[toml.parent.name] = read_assignment(toml.parent)
    return found


def find_assignment(name: str, chosen: Path | None = None) -> Assignment:
    """The assignment of that id; ``BadInput`` lists those that exist."""
    known = find_assignments(chosen)
    if name not in known:
        raise BadInput(
            say("There is no assignment “{name}”.", name=name),
            say("Choose one of: {names}.", names=", ".join(known))
            if known
            else say("Name a folder of assignments with --assignments."),
        )
    return known[name]


def search_path(chosen: Path | None) -> list[Path]:
    """The folders that hold assignments, those that exist, in order."""
    if chosen is not None and not chosen.is_dir():
        raise BadInput(
            say("There is no folder of assignments {path}.", path=str(chosen)),
            say("Give the folder that holds the assignments' folders."),
        )
    places = [chosen, Path.cwd() / "assignments"]
    if variable := os.environ.get("GRADER_ASSIGNMENTS"):
        if not Path(variable).is_dir():
            raise BadInput(
                say("There is no folder of assignments {path}.", path=variable),
                say("The variable GRADER_ASSIGNMENTS names it: correct or unset it."),
            )
        places.insert(1, Path(variable))
    places += [PACKAGE.parent / "assignments", PACKAGE / "bundled" / "assignments"]
    return [place.resolve() for place in places if place is not None and place.is_dir()]


def read_assignment(folder: Path) -> Assignment:
    """Read ``assignment.toml``; ``BadInput`` names the field that is wrong."""
    path = folder / "assignment.toml"
    try:
        settings = msgspec.toml.decode(path.read_bytes(), type=Settings)
    except (msgspec.DecodeError, OSError, UnicodeDecodeError) as error:
        raise BadInput(
            say("{path} is not valid: {why}", path=str(path), why=str(error)),
            say("It needs at least: frameworks, and under [title] one for en."),
        ) from None
    return Assignment(folder.name, folder, settings)


def _module(assignment: Assignment, name: str) -> ModuleType:
    """``exam`` or ``checks``, as a submodule of a package made for the folder.

    Of what it holds now: a process that lives on must not judge by what it held once.
    """
    held = hash((str(assignment.folder), assignment.version))
    package_name = f"grader_assignment_{abs(held):x}"
    full_name = f"{package_name}.{name}"
    if full_name in sys.modules:
        return sys.modules[full_name]
    if package_name not in sys.modules:
        package = ModuleType(package_name)
        package.__path__ = [str(assignment.folder)]
        sys.modules[package_name] = package
    try:
        return importlib.import_module(full_name)
    except Exception as error:
        raise GraderFault(
            say(
                "{path} cannot be loaded: {why}",
                path=str(assignment.folder / f"{name}.py"),
                why=f"{type(error).__name__}: {error}",
            )
        ) from error
