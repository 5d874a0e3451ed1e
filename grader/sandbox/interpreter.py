"""The Python that runs notebooks: where it lies and what it has installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from grader.errors import BadInput
from grader.messages import say

NEEDED = ("ipykernel", "numpy")
QUESTION = """
import importlib.metadata as m, json, os, sys
wanted = ["ipykernel", "numpy", "torch", "torchvision", "lightning", "tensorflow",
          "keras", "scikit-learn", "pandas", "matplotlib"]
found = {}
for name in wanted:
    try:
        found[name] = m.version(name)
    except m.PackageNotFoundError:
        pass
print(json.dumps({"prefix": sys.prefix, "base_prefix": sys.base_prefix,
                  "real": os.path.realpath(sys.executable),
                  "version": sys.version.split()[0], "packages": found}))
"""


@dataclass(frozen=True)
class Interpreter:
    """A Python environment; ``packages`` maps the frameworks there to versions."""

    executable: Path
    prefix: Path
    base_prefix: Path
    version: str
    packages: dict[str, str]

    @property
    def folders(self) -> tuple[Path, ...]:
        """What a kernel has to see to run it, outermost first, no one twice."""
        real = self.base_prefix.resolve()
        wanted = {self.prefix, self.base_prefix, real, *self._links()}
        return tuple(sorted(wanted))

    def _links(self) -> set[Path]:
        """Environments that the executable's chain of symbolic links passes through."""
        found, link = set(), self.executable
        while link.is_symlink():
            link = Path(os.path.normpath(link.parent / link.readlink()))
            found.add(link.parent.parent)
        return {folder for folder in found if len(folder.parts) > 2}


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
    return Interpreter(
        executable=path,
        prefix=Path(about["prefix"]),
        base_prefix=Path(about["base_prefix"]),
        version=about["version"],
        packages=about["packages"],
    )
