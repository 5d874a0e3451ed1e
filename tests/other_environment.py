"""Makes small environments in a moment: packages are linked, not downloaded.

The files are those of this environment under another name: never change their owner,
their rights or their content.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

GRADER = "dl-grader"


def make_environment(
    folder: Path,
    *packages: str,
    base: str | None = None,
    checkout: Path | None = None,
) -> Path:
    """A virtual environment with these packages and what they require; its python.

    ``base`` is the Python that it is made of, of the same version as this one;
    ``checkout`` is where the grader lies that is installed, editable, if it is.
    """
    command = [base or sys.executable, "-m", "venv", "--without-pip", str(folder)]
    subprocess.run(command, check=True, timeout=120)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    site = folder / "lib" / version / "site-packages"
    for package in sorted(required_by(packages) - {GRADER}):
        _link_files(metadata.distribution(package), site)
    if checkout is not None:
        _install_editable(checkout, site)
    return folder / "bin" / "python"


def required_by(packages: tuple[str, ...]) -> set[str]:
    """The packages and all that they require here, by the names of their metadata."""
    found: set[str] = set()
    waiting = [Requirement(package) for package in packages]
    while waiting:
        one = waiting.pop()
        distribution = metadata.distribution(one.name)
        name = distribution.metadata["Name"]
        wanted = [Requirement(text) for text in distribution.requires or ()]
        if name not in found:
            found.add(name)
            waiting += [
                r
                for r in wanted
                if r.marker is None or r.marker.evaluate({"extra": ""})
            ]
    return found


def _install_editable(checkout: Path, site: Path) -> None:
    """What ``pip install --editable`` leaves behind: a path, names, entry points."""
    grader = metadata.distribution(GRADER)
    target = site / f"dl_grader-{grader.version}.dist-info"
    target.mkdir()
    for name in ("METADATA", "entry_points.txt"):
        (target / name).write_text(grader.read_text(name) or "", encoding="utf-8")
    (site / "grader.pth").write_text(f"{checkout}\n", encoding="utf-8")


def _link_files(distribution: metadata.Distribution, site: Path) -> None:
    for file in distribution.files or ():
        source = Path(str(file.locate()))
        target = site / file
        if ".." in file.parts or not source.is_file():
            continue  # scripts
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, target)
        except OSError:  # another file system
            shutil.copy2(source, target)
