"""The Python that runs notebooks: where it lies and what it has installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.errors import BadInput
from grader.messages import say

NEEDED = ("ipykernel", "numpy")
QUESTION = """
import importlib.metadata as m, importlib.util, json, os, sys
wanted = ["ipykernel", "numpy", "torch", "torchvision", "lightning", "tensorflow",
          "keras", "scikit-learn", "pandas", "matplotlib"]
found = {}
for name in wanted:
    try:
        found[name] = m.version(name)
    except m.PackageNotFoundError:
        pass
places = [os.path.join(folder, "grader") for folder in sys.path]
try:  # editable ones may be found by other ways
    places += importlib.util.find_spec("grader").submodule_search_locations
except (ImportError, ValueError, AttributeError, TypeError):
    pass
print(json.dumps({"prefix": sys.prefix, "base_prefix": sys.base_prefix,
                  "real": os.path.realpath(sys.executable),
                  "graders": places,
                  "version": sys.version.split()[0], "packages": found}))
"""
INSTALLED = "lib*/python*/*-packages/grader"
SYSTEM = (Path("/usr"), Path("/usr/local"))
"""What every kernel sees, whatever its interpreter."""
BESIDE = ("reference", "tests", "assignments", ".git", "build", "dist")


@dataclass(frozen=True)
class Interpreter:
    """A Python environment; ``packages`` maps the frameworks there to versions.

    ``graders`` are the packages of graders that it has, this one or another.
    """

    executable: Path
    prefix: Path
    base_prefix: Path
    version: str
    packages: dict[str, str]
    graders: tuple[Path, ...] = ()

    @property
    def folders(self) -> tuple[Path, ...]:
        """What a kernel has to see to run it, outermost first, no one twice."""
        real = self.base_prefix.resolve()
        wanted = {self.prefix, self.base_prefix, real, *self._links()}
        return tuple(sorted(wanted))

    @property
    def hidden(self) -> tuple[Path, ...]:
        """What no notebook may see of it: the answers of its graders."""
        return tuple(folder for one in self.graders for folder in answers_of(one))

    def _links(self) -> set[Path]:
        """Environments that the executable's chain of symbolic links passes through."""
        found, link = set(), self.executable
        while link.is_symlink():
            link = Path(os.path.normpath(link.parent / link.readlink()))
            found.add(link.parent.parent)
        return {folder for folder in found if len(folder.parts) > 2}


def answers_of(package: Path) -> tuple[Path, ...]:
    """A grader's package and, where that lies in a checkout, what has answers there.

    Beside an installed one lie packages of others, which may have such names.
    """
    beside = BESIDE if (package.parent / "pyproject.toml").is_file() else BESIDE[:1]
    return (package, *(package.parent / name for name in beside))


def interrogate(executable: str | None = None) -> Interpreter:
    """Ask an interpreter about itself; ``BadInput`` where it cannot run notebooks."""
    path = Path(executable or sys.executable).absolute()
    try:
        # The user's own choice of interpreter, not a student's.
        done = subprocess.run(  # noqa: S603
            [path, "-I", "-c", QUESTION], capture_output=True, check=True, timeout=60
        )
        about = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        raise BadInput(
            say("{path} is not a Python interpreter that runs here.", path=str(path)),
            say("Give --python the path of an environment's python."),
        ) from None
    missing = [name for name in NEEDED if name not in about["packages"]]
    if missing:
        raise BadInput(
            say(
                "{path} cannot run notebooks: it lacks {names}.",
                path=str(path),
                names=", ".join(missing),
            ),
            say(
                "Install: {command}",
                command=f"{path} -m pip install {' '.join(missing)}",
            ),
        )
    found = Interpreter(
        executable=path,
        prefix=Path(about["prefix"]),
        base_prefix=Path(about["base_prefix"]),
        version=about["version"],
        packages=about["packages"],
    )
    named = map(Path, about.get("graders", ()))
    return replace(found, graders=_graders(named, (*found.folders, *SYSTEM)))


def _graders(named: Iterable[Path], folders: Sequence[Path]) -> tuple[Path, ...]:
    """Those among the packages of that name that are graders.

    A kernel may see more of them than its interpreter imports: in the Python that an
    environment was made of, say.
    """
    installed = [path for folder in folders for path in folder.glob(INSTALLED)]
    every = dict.fromkeys((*named, *installed))
    return tuple(one for one in every if (one / "inside" / "kernel.py").is_file())
