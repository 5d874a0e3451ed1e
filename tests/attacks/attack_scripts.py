"""Attacks as small notebooks: ``notebooks/NN_name.py``, percent format.

Each begins with a docstring: a title, ``Row 7: ...``, that names its row of the list of
attacks, and then what is expected of it:

    expect        the classes that it may have; see ``Attack.expected``
    no cgroups    the same where the grader can make no control groups
    raises        what a denied attempt may raise; PermissionError unless given
    score         its points; 4 unless given where nothing went wrong, else 3
    walls off     ``succeeds``, or ``succeeds as root``: it does without walls
    solution      ``none``: the notebook has no honest solution before the attack
    cell seconds  the patience with one cell; 20 unless given
    memory        of the kernel, in MiB; 1024 unless given
    processes     of the kernel; 256 unless given
    machine       the one architecture that it is written for
    after         the script that another student ran just before

A cell with a title (``# %% a title``) is an attempt; one without a title prepares it,
and has to run. Each finds the variable ``target``: what there is to attack.
"""

from __future__ import annotations

import ast
import os
import platform
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader.sandbox import MIB, Limits, cgroups

NOTEBOOKS = Path(__file__).with_name("notebooks")
CELL = re.compile(r"^# %%(.*)$", re.MULTILINE)
FIELD = re.compile(r"^([a-z ]+): +(.+)$", re.MULTILINE)
ROWS = re.compile(r"Rows? (\d+)(?:-(\d+))?:")
CLASSES = {"deny", "nothing", "timeout", "memory", "output", "protocol", "died"}


@dataclass(frozen=True)
class Cell:
    """One cell; ``title`` is empty where it only prepares."""

    title: str
    source: str


@dataclass(frozen=True)
class Attack:
    """A hostile notebook and what has to come of it."""

    path: Path
    words: str
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        return self.path.stem

    @cached_property
    def fields(self) -> dict[str, str]:
        return dict(FIELD.findall(self.words))

    @property
    def expected(self) -> frozenset[str]:
        """The classes that it may have.

        deny      every attempt raised, and the kernel lives
        nothing   every attempt ran, and what it looked for was not there
        others    how the execution ended: timeout, memory, output, protocol, died
        """
        told = self.fields["expect"]
        if cgroups.available() is None:
            told = self.fields.get("no cgroups", told)
        return frozenset(told.split())

    @property
    def raises(self) -> frozenset[str]:
        return frozenset(self.fields.get("raises", "PermissionError").split())

    @property
    def honest(self) -> bool:
        return self.fields.get("solution") != "none"

    @property
    def cell_seconds(self) -> float:
        return float(self.fields.get("cell seconds", "20"))

    @property
    def limits(self) -> Limits:
        return Limits(
            memory=int(self.fields.get("memory", "1024")) * MIB,
            file=64 * MIB,
            scratch=64 * MIB,
            processes=int(self.fields.get("processes", "256")),
        )

    @property
    def after(self) -> Attack | None:
        name = self.fields.get("after")
        return read_attack(NOTEBOOKS / f"{name}.py") if name else None

    @property
    def works_unwalled(self) -> bool:
        """Whether it is to be tried, and to succeed, without walls."""
        told = self.fields.get("walls off")
        return told == "succeeds" or (told == "succeeds as root" and os.geteuid() == 0)

    @property
    def is_for_this_machine(self) -> bool:
        return self.fields.get("machine") in (None, platform.machine())

    def score(self, observed: str) -> float:
        """The points out of 4; a cell that failed costs the one for running."""
        usual = 4.0 if observed == "nothing" else 3.0
        return float(self.fields.get("score", usual))


def read_attack(path: Path) -> Attack:
    """The script at ``path``; ``ValueError`` where its docstring says too little."""
    text = path.read_text(encoding="utf-8")
    words = words_of(text)
    _, *parts = CELL.split(text)
    cells = [
        Cell(title.strip(), source.strip("\n"))
        for title, source in zip(parts[::2], parts[1::2], strict=True)
    ]
    attack = Attack(path, words, tuple(cells))
    if not rows_of(words) or not attack.expected <= CLASSES or not attack.expected:
        raise ValueError(f"{path.name}: its docstring names no row or no known class")
    if not any(cell.title for cell in cells):
        raise ValueError(f"{path.name}: no cell has a title, so it attempts nothing")
    return attack


def words_of(text: str) -> str:
    """The docstring of a module or script; empty where it has none."""
    return ast.get_docstring(ast.parse(text)) or ""


def rows_of(words: str) -> set[int]:
    """The rows of the list of attacks that a docstring's title names."""
    told = ROWS.match(words)
    if told is None:
        return set()
    first, last = int(told[1]), int(told[2] or told[1])
    return set(range(first, last + 1))


ATTACKS = tuple(read_attack(path) for path in sorted(NOTEBOOKS.glob("*.py")))
