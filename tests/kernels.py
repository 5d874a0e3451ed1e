"""Small notebooks in real kernels, of every level of isolation that is to be had."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat.v4 as v4
import pytest
from nbformat import NotebookNode

from grader.evidence import Answer, Examiner
from grader.execution import Execution
from grader.execution.runner import Patience, run_cells
from grader.execution.session import Session, kernel_session
from grader.frameworks import imported_modules
from grader.sandbox import MIB, Limits, Sandbox, sandbox_named
from grader.sandbox.interpreter import Interpreter, interrogate

LEVELS = ("warm", "bwrap", "none")
"""Every level of isolation; a new one is tested by adding its name here."""

WALLED = tuple(level for level in LEVELS if level != "none")
SMALL = Limits(memory=1024 * MIB, file=64 * MIB, scratch=64 * MIB, processes=256)
PATIENCE = Patience(cell=30, total=60)

Questions = Callable[[Examiner], Awaitable[None]]


@dataclass(frozen=True)
class Told:
    """How a notebook ran, and what its kernel answered."""

    execution: Execution
    answers: dict[str, Answer] = field(default_factory=dict)

    @property
    def statuses(self) -> list[str]:
        return [cell.status for cell in self.execution.cells]

    def __getitem__(self, key: str) -> Answer:
        return self.answers[key]


def level_or_skip(level: str) -> Sandbox:
    """The sandbox of that level; where it cannot be had, the test says why."""
    sandbox = sandbox_named(level)
    problem = sandbox.problem()
    if problem is not None:
        pytest.skip(f"no {level} here: {problem}")
    return sandbox


@cache
def this_python() -> Interpreter:
    return interrogate(sys.executable)


def notebook(*cells: str) -> NotebookNode:
    made: NotebookNode = v4.new_notebook(
        cells=[v4.new_code_cell(cell) for cell in cells]
    )
    return made


def open_session(
    sandbox: Sandbox,
    limits: Limits = SMALL,
    served: Path | None = None,
    interpreter: Interpreter | None = None,
    imports: frozenset[str] = frozenset(),
) -> AbstractAsyncContextManager[Session]:
    python = interpreter or this_python()
    return kernel_session(sandbox, python, limits, served, (), imports)


async def run_and_ask(
    session: Session,
    cells: tuple[str, ...],
    ask: Questions | None = None,
    patience: Patience = PATIENCE,
    call_seconds: float = 20,
    total_seconds: float = 60,
) -> Told:
    """Run the cells in this session and, if the kernel lived, ask it."""
    execution = await run_cells(session, notebook(*cells), patience, lambda _: None)
    if ask is None or not execution.alive:
        return Told(execution)
    session.open_channel()
    examiner = Examiner(session.channel, session.interrupt, call_seconds, total_seconds)
    await ask(examiner)
    return Told(execution, examiner.answers)


def tell(
    sandbox: Sandbox,
    *cells: str,
    ask: Questions | None = None,
    patience: Patience = PATIENCE,
    call_seconds: float = 20,
    total_seconds: float = 60,
    limits: Limits = SMALL,
) -> Told:
    """Run the cells in a kernel of their own, and ask it."""

    async def journey() -> Told:
        imports = frozenset[str]().union(*map(imported_modules, cells))
        async with open_session(sandbox, limits, imports=imports) as session:
            return await run_and_ask(
                session, cells, ask, patience, call_seconds, total_seconds
            )

    return asyncio.run(journey())


def processes_naming(text: str) -> list[str]:
    """The command lines of living processes that name ``text`` (Linux)."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
        except OSError:
            continue
        if state not in "ZX" and os.fsencode(text) in line:
            found.append(f"{folder.name} {line.decode(errors='replace')}")
    return found
