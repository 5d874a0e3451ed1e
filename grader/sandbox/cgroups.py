"""A control group for each kernel: memory and processes of all that is in it, together.

Resource limits bound one process each, and say nothing when they end it. A group bounds
the kernel with its children and its scratch files, and tells an end for want of memory
from any other. Where the processor is shared among groups, each gets as much of it as
any other, however many processes are in it.

A group can be had where the system lets us make some: as root, or where a service
manager has delegated some. Version 1 has a tree for each resource, version 2 one for
all.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from grader.sandbox import Limits

PREFIX = "grade-"
OURS = "grade-host"
END_SECONDS = 2.0
# $1 and the following are files to join by, up to "--"; the rest is the command.
JOIN = 'while [ "$1" != -- ]; do echo 0 > "$1"; shift; done; shift; exec "$@"'
LIMIT_FILES = {
    1: {"memory": "memory.limit_in_bytes", "pids": "pids.max"},
    2: {"memory": "memory.max", "pids": "pids.max"},
}
# Swap would be memory by another name; absent where the system has none.
SWAP_FILES = {1: "memory.memsw.limit_in_bytes", 2: "memory.swap.max"}
EVENT_FILES = {1: "memory.oom_control", 2: "memory.events"}


@dataclass(frozen=True)
class Tree:
    """Where groups can be made: the version, and a folder for each resource.

    ``cpu`` is None where the processor is not shared among groups. Where it is, groups
    weigh the same unless they are told otherwise.
    """

    version: int
    memory: Path
    pids: Path
    cpu: Path | None = None

    @property
    def folders(self) -> tuple[Path, ...]:
        shared = (self.cpu,) if self.cpu is not None else ()
        return tuple(dict.fromkeys((self.memory, self.pids, *shared)))


@dataclass(frozen=True)
class Group:
    """One kernel's group."""

    tree: Tree
    name: str

    @property
    def folders(self) -> tuple[Path, ...]:
        return tuple(folder / self.name for folder in self.tree.folders)

    @property
    def entrances(self) -> tuple[Path, ...]:
        """The files through which a process joins, by writing 0."""
        return tuple(folder / "cgroup.procs" for folder in self.folders)

    def joined_by(self, command: Sequence[str]) -> list[str]:
        """The command, run in the group from its first moment."""
        return ["/bin/sh", "-c", JOIN, "sh", *map(str, self.entrances), "--", *command]

    def had_too_little_memory(self) -> bool:
        """Whether the system killed one of its processes for want of memory."""
        events = self.tree.memory / self.name / EVENT_FILES[self.tree.version]
        with contextlib.suppress(OSError, ValueError):
            lines = dict(line.split(" ", 1) for line in events.read_text().splitlines())
            return int(lines.get("oom_kill", 0)) > 0
        return False

    def remove(self) -> None:
        """Take it away; its processes are dead, and may take a moment to be gone."""
        deadline = time.monotonic() + END_SECONDS
        for folder in self.folders:
            while folder.exists() and not _removed(folder):
                if time.monotonic() > deadline:
                    return
                time.sleep(0.002)


def create(limits: Limits) -> Group | None:
    """A new group under these limits; None where groups cannot be had."""
    tree = available()
    if tree is None:
        return None
    group = Group(tree, f"{PREFIX}{os.getpid()}-{secrets.token_hex(4)}")
    try:
        for folder in group.folders:
            folder.mkdir()
        files = LIMIT_FILES[tree.version]
        memory = tree.memory / group.name
        (memory / files["memory"]).write_text(str(limits.memory))
        (tree.pids / group.name / files["pids"]).write_text(str(limits.processes))
        with contextlib.suppress(OSError):
            swap = limits.memory if tree.version == 1 else 0
            (memory / SWAP_FILES[tree.version]).write_text(str(swap))
    except OSError:
        group.remove()
        return None
    return group


@cache
def available() -> Tree | None:
    """Where this process may make groups; None where it may not."""
    own = _own_groups()
    for tree in (_first_version(own), _second_version(own)):
        # A share of the processor is worth having, and no condition.
        for one in (tree, replace(tree, cpu=None)) if tree is not None else ():
            if _works(one):
                _remove_abandoned(one)
                return one
    return None


def _remove_abandoned(tree: Tree) -> None:
    """Remove the groups of graders that were killed; those with processes stay."""
    for folder in tree.folders:
        for group in folder.glob(f"{PREFIX}*-*"):
            owner = group.name.removeprefix(PREFIX).split("-")[0]
            if owner.isdigit() and not Path("/proc", owner).exists():
                _removed(group)


def _own_groups() -> dict[str, Path]:
    """The folder of our own group by resource; by "" in version 2."""
    mounts: dict[str, Path] = {}
    found: dict[str, Path] = {}
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/mountinfo").read_text().splitlines():
            before, _, after = line.partition(" - ")
            kind, _, options = after.split(" ", 2)
            if kind == "cgroup2":
                mounts[""] = Path(before.split()[4])
            elif kind == "cgroup":
                for option in options.split(","):
                    mounts[option] = Path(before.split()[4])
        for line in Path("/proc/self/cgroup").read_text().splitlines():
            _, resources, path = line.split(":", 2)
            for resource in resources.split(","):
                if resource in mounts:
                    found[resource] = mounts[resource] / path.lstrip("/")
    return found


def _first_version(own: dict[str, Path]) -> Tree | None:
    if "memory" not in own or "pids" not in own:
        return None
    return Tree(1, own["memory"], own["pids"], own.get("cpu"))


def _second_version(own: dict[str, Path]) -> Tree | None:
    """Our own group, where it may have groups with limits below it.

    A group of this version with processes in it, the root aside, gives no resources to
    groups below: we ourselves step down into one.
    """
    folder = own.get("")
    if folder is None or not os.access(folder / "cgroup.procs", os.W_OK):
        return None
    control = folder / "cgroup.subtree_control"
    wanted = {"memory", "pids"}
    try:
        if wanted <= set(control.read_text().split()):
            return Tree(2, folder, folder, _shared(folder))
        if not wanted <= set((folder / "cgroup.controllers").read_text().split()):
            return None
        host = folder / f"{OURS}-{os.getpid()}"
        host.mkdir(exist_ok=True)
        (host / "cgroup.procs").write_text("0")
        control.write_text("+memory +pids")
    except OSError:
        return None
    return Tree(2, folder, folder, _shared(folder))


def _shared(folder: Path) -> Path | None:
    """The folder, where groups below it share the processor, or can be made to."""
    control = folder / "cgroup.subtree_control"
    with contextlib.suppress(OSError):
        if "cpu" not in control.read_text().split():
            control.write_text("+cpu")
        return folder
    return None


def _works(tree: Tree) -> bool:
    name = f"{PREFIX}{os.getpid()}-trial"
    try:
        for folder in tree.folders:
            (folder / name).mkdir(exist_ok=True)
        limit = LIMIT_FILES[tree.version]["memory"]
        return os.access(tree.memory / name / limit, os.W_OK)
    except OSError:
        return False
    finally:
        for folder in tree.folders:
            _removed(folder / name)


def _removed(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError:
        return False
    return True
