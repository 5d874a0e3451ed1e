"""Which processes live, whose they are, and which are still inside a sandbox (Linux).

A process of a sandbox is found by what it cannot change: its ancestors, and the folders
that are mounted where it lives.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path


def descendants(ancestor: int) -> set[int]:
    """The living processes that descend from ``ancestor``; zombies are not living."""
    parents = {pid: parent for pid, state, parent in _processes() if state not in "ZX"}
    found = {ancestor}
    while more := {p for p, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {ancestor}


def around(folder: Path) -> set[int]:
    """The living processes that name ``folder``, or have something of it mounted."""
    wanted = os.fsencode(folder)
    return {
        pid
        for pid, state, _ in _processes()
        if state not in "ZX"
        and (wanted in _read(pid, "cmdline") or wanted in _read(pid, "mountinfo"))
    }


def zombies(parent: int) -> set[int]:
    """The dead children that ``parent`` has not buried."""
    return {pid for pid, state, its in _processes() if state == "Z" and its == parent}


def command_line(pid: int) -> list[bytes]:
    """The arguments that a process was started with; none where it is gone."""
    return _read(pid, "cmdline").split(b"\0")


def parent_of(pid: int) -> int:
    """The parent of a process; 0 where there is no such process."""
    return next((parent for its, _, parent in _processes() if its == pid), 0)


def named(pids: Collection[int]) -> list[str]:
    """Their command lines, for whoever has to find out where they come from."""
    lines = {pid: _read(pid, "cmdline").replace(b"\0", b" ") for pid in pids}
    return [f"{pid} {lines[pid].decode(errors='replace')[:300]}" for pid in pids]


def waited_for(gone: Callable[[], set[int]], seconds: float) -> set[int]:
    """What is left of ``gone()`` after at most ``seconds``."""
    deadline = time.monotonic() + seconds
    while (left := gone()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def _processes() -> Iterator[tuple[int, str, int]]:
    """Pid, state and parent of every process."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent, *_ = (folder / "stat").read_text().rpartition(")")[2].split()
        except (OSError, ValueError):
            continue
        yield int(folder.name), state, int(parent)


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""
