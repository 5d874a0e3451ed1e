"""Kernels forked from a process that has imported the frameworks already.

The zygote waits inside one outer bubblewrap. For each kernel it forks; the child walls
itself in (``inside/walls.py``) and becomes an ordinary IPython kernel. Importing torch
or TensorFlow is paid once, and each kernel is ready in a fraction of a second.
"""

from __future__ import annotations

import contextlib
import platform
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal

from grader.inside import syscalls
from grader.messages import Message, say
from grader.sandbox import Launch, Running, cgroups, mounts, walls
from grader.sandbox.bubblewrap import (
    NAMESPACES,
    Bubblewrap,
    become_nobody,
    bwrap_path,
)
from grader.sandbox.cgroups import Group
from grader.sandbox.imports import family, preloaded
from grader.sandbox.pid_namespace import Namespace
from grader.sandbox.process import furnish, give_to_nobody
from grader.sandbox.rooms import made_room
from grader.sandbox.zygote import Zygote

END_SECONDS = 10.0

Family = tuple[str, ...]


class Warm:
    """The sandbox whose kernels are forks of a zygote.

    There is one for each family of frameworks (``imports.py``). It has imported what
    the first notebook of its family does, and what those expected do; one that has died
    is replaced by a new one when the next kernel starts.
    """

    name: Literal["warm"] = "warm"
    transport: Literal["ipc"] = "ipc"

    def __init__(self) -> None:
        self._zygotes: dict[tuple[Path, Family], Zygote] = {}
        self._expected: dict[Family, frozenset[str]] = {}
        self._rooms: Path | None = None
        self._leaving = contextlib.ExitStack()

    @property
    def walls(self) -> tuple[str, ...]:
        return walls.standing()

    @property
    def rooms(self) -> Path:
        """Where the folders of its kernels lie: the zygote sees no others."""
        if self._rooms is None:
            self._rooms = self._leaving.enter_context(made_room())
            (self._rooms / "passwd").write_text(mounts.PASSWD)
            give_to_nobody(self._rooms)
        return self._rooms

    def problem(self) -> Message | None:
        return _problem()

    def expect(self, notebooks: Iterable[frozenset[str]]) -> None:
        self._expected = {}
        for imports in notebooks:
            known = self._expected.get(family(imports), frozenset())
            self._expected[family(imports)] = known | imports

    def start(self, launch: Launch) -> Running:
        zygote = self._zygote_for(launch)
        furnish(launch.folder)
        group = cgroups.create(launch.limits)
        try:
            return ForkedKernel(zygote, zygote.fork(launch, group), group)
        except BaseException:
            if group is not None:
                group.remove()
            raise

    def close(self) -> None:
        """End the zygote and every kernel of it."""
        while self._zygotes:
            self._zygotes.popitem()[1].close()
        self._leaving.close()
        self._rooms = None

    def _zygote_for(self, launch: Launch) -> Zygote:
        """The zygote that suits this kernel, made if there is none."""
        kind = (launch.interpreter.executable, family(launch.imports))
        zygote = self._zygotes.get(kind)
        if zygote is not None and not zygote.alive:
            zygote.close()
            zygote = None
        if zygote is None:
            expected = self._expected.get(kind[1], frozenset())
            zygote = Zygote(launch, self.rooms, preloaded(launch.imports | expected))
            self._zygotes[kind] = zygote
        return zygote


class ForkedKernel:
    """A kernel that is the zygote's child, not ours."""

    def __init__(self, zygote: Zygote, number: int, group: Group | None) -> None:
        self._zygote = zygote
        self._number = number
        self._group = group
        self._starved = False

    @property
    def lost(self) -> bool:
        return self._zygote.lost(self._number)

    @property
    def out_of_memory(self) -> bool:
        return self._starved or (
            self._group is not None and self._group.had_too_little_memory()
        )

    def poll(self) -> int | None:
        return self._zygote.status(self._number)

    def interrupt(self) -> None:
        if (namespace := self._namespace()) is not None:
            namespace.interrupt()

    def sweep(self) -> bool:
        namespace = self._namespace()
        return namespace is None or namespace.sweep()

    def kill(self) -> None:
        if self.poll() is None:
            if (namespace := self._namespace()) is not None:
                # All in its namespace ends with the init, and the zygote tells us.
                namespace.kill()
            else:
                self._zygote.end(self._number)
            self._zygote.wait(self._number, END_SECONDS)
        if self._group is not None:
            self._starved |= self._group.had_too_little_memory()
            self._group.remove()

    def complaint(self) -> str:
        return self._zygote.complaint()

    def _namespace(self) -> Namespace | None:
        return self._zygote.namespace(self._number)


@cache
def _problem() -> Message | None:
    """bubblewrap has to work, and namespaces have to be had inside of it."""
    outer = Bubblewrap().problem()
    if outer is not None:
        return outer
    if not syscalls.known():
        return say(
            "The system calls of {machine} are not known.", machine=platform.machine()
        )
    trial = [
        *become_nobody([Path("/usr")]),
        *(bwrap_path(), *NAMESPACES, "--ro-bind", "/usr", "/usr"),
        *(*mounts.root_links(), "--proc", "/proc", "--"),
        *("/usr/bin/unshare", "--user", "--map-root-user", "--net", "--ipc"),
        *("--mount", "--pid", "--fork", "--mount-proc", "/usr/bin/true"),
    ]
    done = subprocess.run(  # noqa: S603  # a fixed command
        trial, capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return None
    return say(
        "This system gives no namespaces within namespaces: {reason}",
        reason=done.stderr.strip()[-200:],
    )
