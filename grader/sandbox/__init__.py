"""Where kernels live: start one under limits, say how it ended, leave nothing behind.

``Sandbox`` is the protocol that every level implements; one conformance suite runs over
all of them (``tests/sandbox/test_conformance.py``). The host talks to a kernel through
Jupyter's sockets in ``Launch.folder`` and through the evidence channel, and to the
sandbox through ``Running``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from grader.messages import Message, say
from grader.sandbox.interpreter import Interpreter

MIB = 1 << 20
CONNECTION_FILE = "connection.json"


CORES = os.cpu_count() or 1


@dataclass(frozen=True)
class Limits:
    """What a kernel may use. Sizes in bytes; ``threads`` are for its computations."""

    memory: int = 8192 * MIB
    file: int = 2048 * MIB
    scratch: int = 2048 * MIB
    processes: int = 1024
    descriptors: int = 4096
    threads: int = CORES

    def among(self, jobs: int) -> Limits:
        """The same, with the cores shared among ``jobs`` kernels at a time."""
        return replace(self, threads=max(1, CORES // jobs))


@dataclass(frozen=True)
class Launch:
    """All that a sandbox needs to start one kernel.

    ``folder`` (0700) holds the connection file and, over ipc, the sockets; ``channel``
    is the kernel's end of the evidence socket; ``hidden`` are folders of ours that a
    kernel must not see even where they lie under something that it may; ``imports`` are
    the modules that the notebook imports, worth importing beforehand; ``devices`` are
    the nodes of the GPUs that it may use.
    """

    interpreter: Interpreter
    folder: Path
    limits: Limits
    channel: int
    served: Path | None = None
    hidden: tuple[Path, ...] = ()
    imports: frozenset[str] = frozenset()
    devices: tuple[Path, ...] = ()

    @property
    def connection_file(self) -> Path:
        return self.folder / CONNECTION_FILE


class Running(Protocol):
    """A started kernel."""

    @property
    def lost(self) -> bool:
        """Whether it is gone for a fault of ours: that which it lived in has ended."""

    @property
    def out_of_memory(self) -> bool:
        """Whether the system ended a process of it for want of memory."""

    def poll(self) -> int | None:
        """The exit status, or None while it runs; negative for a signal."""

    def interrupt(self) -> None:
        """SIGINT to the kernel and to what it waits for, as from a terminal."""

    def sweep(self) -> bool:
        """Kill what a cell left running, save the workers of data loaders.

        False where that does not succeed: only the end of the kernel ends it too.
        """

    def kill(self) -> None:
        """End it and everything it started; returns when all of it is gone."""

    def complaint(self) -> str:
        """The last words on its standard error, for a start that failed."""


class Sandbox(Protocol):
    """One level of isolation."""

    @property
    def name(self) -> Literal["warm", "bwrap", "none"]:
        """The level, as every result records it."""

    @property
    def transport(self) -> Literal["ipc", "tcp"]:
        """How Jupyter's sockets are reached."""

    @property
    def rooms(self) -> Path | None:
        """Where the folders of its kernels have to lie; None for anywhere."""

    @property
    def walls(self) -> tuple[str, ...]:
        """The walls that hold on this machine, as every result records them."""

    def close(self) -> None:
        """End what outlives a single kernel, if anything does."""

    def expect(self, notebooks: Iterable[frozenset[str]]) -> None:
        """Told what the notebooks to come import, each; worth importing beforehand."""

    def problem(self) -> Message | None:
        """Why this level cannot be had here, and what to do; None if it can."""

    def start(self, launch: Launch) -> Running:
        """Start a kernel; ``GraderFault`` where the machine refuses."""


def sandbox_named(name: str) -> Sandbox:
    """The sandbox of that name: ``warm``, ``bwrap`` or ``none``."""
    from grader.sandbox.bubblewrap import Bubblewrap
    from grader.sandbox.unwalled import Unwalled
    from grader.sandbox.warm import Warm

    known: dict[str, Callable[[], Sandbox]] = {
        "warm": Warm,
        "bwrap": Bubblewrap,
        "none": Unwalled,
    }
    return known[name]()


def choose(name: str) -> tuple[Sandbox, Message | None]:
    """The sandbox asked for; ``auto`` is the strongest that works here.

    With the second value, a warning to show where ``auto`` had to settle for none.
    """
    if name != "auto":
        return sandbox_named(name), None
    for best in map(sandbox_named, ("warm", "bwrap")):
        problem = best.problem()
        if problem is None:
            return best, None
    warning = say(
        "No isolation: the notebook runs with your own rights, like any notebook that "
        "you open yourself. Grade only code that you trust. {problem}",
        problem=problem,
    )
    return sandbox_named("none"), warning
