"""The processes of one kernel, as the host sees them: all below one init.

A walled kernel lives in a pid namespace of its own. Whatever it starts, however often
that forks and whatever session it makes, stays below the namespace's init: that is what
the system's own tables say, and nothing that a notebook can change.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
WORKER = "pt_data_worker"
"""The name that torch gives to the workers of a ``DataLoader``."""
MOST_WORKERS = 16
ROUNDS = 100
ROUND_SECONDS = 0.002


@dataclass(frozen=True)
class Namespace:
    """The pids, outside of it, of a namespace's first process and of the kernel."""

    init: int
    kernel: int

    def interrupt(self) -> None:
        """SIGINT as a terminal sends it: `os.system` waits, deaf, for its own child."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(os.getpgid(self.kernel), signal.SIGINT)

    def kill(self) -> None:
        """End the init: the system then kills all that is in there."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.init, signal.SIGKILL)

    def sweep(self) -> bool:
        """Kill all but the kernel and its data loaders' workers.

        Those workers live from one cell to the next, and are known by the name that
        torch gives them; a notebook may give it too, to a few. False where something
        is born faster than it dies.
        """
        for attempt in range(ROUNDS):
            if attempt:
                time.sleep(ROUND_SECONDS)
            spared = {self.init, self.kernel, *self._workers()}
            below = descendants(self.init)
            left = [pid for pid in below if pid not in spared and _alive(pid)]
            if not left:
                return True
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        return False

    def _workers(self) -> list[int]:
        named = [pid for pid in children(self.kernel) if _name(pid) == WORKER]
        return named[:MOST_WORKERS]


def children(pid: int) -> list[int]:
    """The children of a process, whichever of its threads started them."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for thread in (PROC / str(pid) / "task").iterdir():
            with contextlib.suppress(OSError):
                found += map(int, (thread / "children").read_text().split())
    return found


def first_child(pid: int) -> int | None:
    return next(iter(children(pid)), None)


def parent(pid: int) -> int | None:
    """The parent of a process; None where there is no such process."""
    status = _status(pid)
    return int(status[1]) if status else None


def descendants(pid: int) -> Iterator[int]:
    """All below a process, itself not included."""
    for child in children(pid):
        yield child
        yield from descendants(child)


def _alive(pid: int) -> bool:
    """Whether it runs: the dead whom nobody has waited for are still listed."""
    status = _status(pid)
    return bool(status) and status[0] not in "ZX"


def _status(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name: the state, the parent, ..."""
    with contextlib.suppress(OSError):
        text = (PROC / str(pid) / "stat").read_text(errors="replace")
        return text.rpartition(")")[2].split()
    return []


def _name(pid: int) -> str:
    with contextlib.suppress(OSError):
        return (PROC / str(pid) / "comm").read_text(errors="replace").strip()
    return ""
