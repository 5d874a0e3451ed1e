"""Runs the grader's commands as a user does: another process, words, an exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).resolve().parents[1]
LAB = "lab-frameworks"
FRAMEWORKS = {"torch", "torchvision", "lightning", "tensorflow", "keras"}
# What changes what a command says: tests set it, the machine does not.
# What a shell, or a make that runs these tests, would tell a command.
NEUTRAL = (
    *("LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "GRADER_ASSIGNMENTS", "COLUMNS"),
    *("MAKEFLAGS", "MAKELEVEL", "MFLAGS"),
)
IMPORTED = re.compile(r"^import time:.*\|\s*(\S+)$")


@dataclass(frozen=True)
class Ran:
    """How a command ended: exit code, standard output, standard error.

    ``imported`` are the modules that its Python imported, where that was asked for.
    """

    code: int
    out: str
    err: str
    imported: frozenset[str] = frozenset()

    @property
    def packages(self) -> set[str]:
        return {module.split(".")[0] for module in self.imported}


def run(
    *command: str | Path,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    timeout: float = 300,
) -> Ran:
    """Run any command; nothing is typed into it, no terminal is attached."""
    done = subprocess.run(
        [os.fspath(part) for part in command],
        cwd=cwd,
        env=neutral_environment() | dict(env or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=timeout,
        check=False,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    return Ran(done.returncode, out, err)


def grade(
    *arguments: str | Path,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    timeout: float = 300,
) -> Ran:
    """``python -m grader ...``"""
    command = (sys.executable, "-m", "grader", *arguments)
    return run(*command, cwd=cwd, env=env, timeout=timeout)


def grade_traced(
    *arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None
) -> Ran:
    """The same, and Python itself tells what it imported."""
    ran = run(
        *(sys.executable, "-X", "importtime", "-m", "grader", *arguments),
        cwd=cwd,
        env=env,
    )
    words, imported = [], set()
    for line in ran.err.splitlines(keepends=True):
        if line.startswith("import time:"):
            imported.update(IMPORTED.findall(line.rstrip()))
        else:
            words.append(line)
    return Ran(ran.code, ran.out, "".join(words), frozenset(imported))


def neutral_environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in NEUTRAL}
    return {**kept, "LANG": "C.UTF-8"}


def handed_in(
    folder: Path,
    *cells: str,
    name: str = "ana.ipynb",
    kernelspec: Mapping[str, str] | None = None,
    declared: Mapping[str, str] | None = None,
    **also_declared: str,
) -> Path:
    """A notebook of code cells; ``declared`` is what it says for the grader."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells]
    )
    if declared or also_declared:
        notebook.metadata["grader"] = {**(declared or {}), **also_declared}
    if kernelspec:
        notebook.metadata["kernelspec"] = dict(kernelspec)
    path = folder / name
    nbformat.write(notebook, path)
    return path


def tracked_copy(target: Path) -> Path:
    """A clean clone, new files included, without what git ignores."""
    listed = run(
        *("git", "-c", "safe.directory=*", "ls-files", "-z"),
        *("--cached", "--others", "--exclude-standard"),
        cwd=ROOT,
    )
    assert listed.code == 0, listed.err
    for name in filter(None, listed.out.split("\0")):
        source = ROOT / name
        if source.is_file():
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(source.read_bytes())
            place.chmod(source.stat().st_mode & 0o777)
    return target


def read_json(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data
