"""What a walled kernel sees: an allow-list, each line with its reason.

Everything that is not named here does not exist in there: no home folders, no /etc, no
/var, no /sys, no checks, no references, no gradebooks, no other submissions.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from grader.sandbox import MIB, Launch

HOME = "/home/student"
NOBODY = 65534
PASSWD = f"student:x:{NOBODY}:{NOBODY}:student:{HOME}:/bin/sh\n"
SERVED = "/grader/served"
INSIDE_THERE = "/grader/inside"
ROOM, ROOMS = "/grader/room", "/grader/rooms"
SCRATCH = (HOME, "/tmp", "/dev/shm")  # noqa: S108
"""What a kernel may write to."""
ROOT_LINKS = ("bin", "lib", "lib32", "lib64", "sbin")


def root_of(launch: Launch, inside: Path, *, sized: bool) -> list[str]:
    """bubblewrap's arguments for the root of one kernel."""
    scratch = launch.limits.scratch
    return [
        *_system(launch.folder / "passwd"),
        # Scratch space, bounded, gone with the kernel; shm for DataLoader workers.
        *_tmpfs("/dev/shm", scratch, sized),  # noqa: S108
        *_tmpfs("/tmp", 512 * MIB, sized),  # noqa: S108
        *_tmpfs(HOME, scratch, sized),
        # The interpreter and its packages, read-only.
        *_binds(launch.interpreter.folders),
        # Ours, where it lies under one of those: the grader, its assignments.
        *_masks(launch.hidden, launch.interpreter.folders),
        # The only code of ours in there, and the data that is served.
        *("--ro-bind", str(inside), INSIDE_THERE),
        *(("--ro-bind", str(launch.served), SERVED) if launch.served else ()),
        # The kernel's sockets: a folder of its own, 0700.
        *("--bind", str(launch.folder), ROOM),
        # A GPU, where the notebook asks for one.
        *(p for d in launch.devices for p in ("--dev-bind", str(d), device_there(d))),
        # What holds all this is memory without a bound: nothing is written there.
        *("--remount-ro", "/dev", "--remount-ro", "/"),
    ]


def zygote_root(launch: Launch, rooms: Path, inside: Path) -> list[str]:
    """The root of a zygote: each kernel covers what is to be its own.

    ``rooms`` holds the folders of all its kernels and the data that they are served.
    """
    return [
        *_system(rooms / "passwd"),
        # Where each kernel mounts scratch space of its own; shared by nobody.
        *("--tmpfs", "/dev/shm", "--tmpfs", "/tmp"),  # noqa: S108
        *("--dir", HOME, "--dir", SERVED, "--dir", ROOM),
        *_binds(launch.interpreter.folders),
        *_masks(launch.hidden, launch.interpreter.folders),
        *("--ro-bind", str(inside), INSIDE_THERE),
        *("--bind", str(rooms), ROOMS),
        *("--remount-ro", "/dev", "--remount-ro", "/"),
    ]


def device_there(device: Path) -> str:
    """Where a kernel finds a device."""
    return f"/dev/{device.name}"


def _system(passwd: Path) -> list[str]:
    """What every root has of the system."""
    return [
        # The system's libraries, and the links that stand for /bin, /lib and so on.
        *("--ro-bind", "/usr", "/usr"),
        *root_links(),
        # The loader's cache: without it every library is searched for.
        *("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"),
        # A name for the uid: getpass and torch ask for one.
        *("--ro-bind", str(passwd), "/etc/passwd"),
        # A /proc of this pid namespace, and a /dev with null, zero, random and tty.
        *("--proc", "/proc"),
        *("--dev", "/dev"),
    ]


def closed_ancestors(paths: Iterable[Path]) -> list[Path]:
    """The folders above ``paths`` that other users may not enter, outermost first."""
    above = {ancestor for path in paths for ancestor in path.parents}
    return sorted(a for a in above if not os.stat(a).st_mode & 0o001)  # noqa: PTH116


def opened_for_others(paths: Sequence[Path]) -> list[str]:
    """Arguments that make ``paths`` reachable for an unprivileged uid.

    Everything stays as it is, except that each closed ancestor becomes an empty folder
    that may be entered, with nothing in it but ``paths``. bubblewrap makes missing
    parents 0700, hence the explicit permissions.
    """
    arguments = ["--dev-bind", "/", "/"]
    every = closed_ancestors(paths)
    closed = [ancestor for ancestor in every if not _within(ancestor.parents, every)]
    for ancestor in closed:
        arguments += ["--perms", "0755", "--tmpfs", str(ancestor)]
    made: set[Path] = set()
    for path in paths:
        for parent in reversed(path.parents):
            if _within(parent.parents, closed) and parent not in made:
                arguments += ["--perms", "0755", "--dir", str(parent)]
                made.add(parent)
        if _within(path.parents, closed):
            arguments += ["--bind", str(path), str(path)]
    return arguments


def root_links() -> list[str]:
    arguments: list[str] = []
    for name in ROOT_LINKS:
        path = Path("/") / name
        if path.is_symlink():
            arguments += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            arguments += ["--ro-bind", str(path), str(path)]
    return arguments


def _tmpfs(path: str, size: int, sized: bool) -> list[str]:
    return [*(("--size", str(size)) if sized else ()), "--tmpfs", path]


def _binds(folders: Iterable[Path]) -> list[str]:
    outside = [f for f in folders if not f.is_relative_to("/usr")]
    return [part for f in outside for part in ("--ro-bind", str(f), str(f))]


def _masks(hidden: Iterable[Path], visible: Sequence[Path]) -> list[str]:
    """Cover each hidden folder wherever it is seen, whatever links lead to it."""
    covered = [
        root / folder.resolve().relative_to(root.resolve())
        for folder in hidden
        for root in (*visible, Path("/usr"))
        if folder.is_dir() and folder.resolve().is_relative_to(root.resolve())
    ]
    return [part for path in dict.fromkeys(covered) for part in ("--tmpfs", str(path))]


def _within(ancestors: Iterable[Path], folders: Iterable[Path]) -> bool:
    return not set(ancestors).isdisjoint(folders)
