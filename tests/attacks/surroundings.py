"""What lies around a sandbox and is none of its business, and the traces of a case."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import processes
import pytest
from kernels import this_python

import grader

CHECKOUT = Path(grader.__file__).resolve().parents[1]
CGROUPS = Path("/sys/fs/cgroup")
MARK = "grader-test-mark-"
"""Every secret begins like this; a notebook is told so, and not how it goes on."""
SECRET = "GRADER_TEST_SECRET"  # the name of a variable, not a secret
TIDY_SECONDS = 5.0
MOST_GROWTH = 100 << 20


def marked() -> str:
    """A secret that can be searched for."""
    return MARK + secrets.token_hex(16)


@dataclass
class Surroundings:
    """Files, listeners and a process that no notebook may reach, in ``folder``.

    The files are open to every user: what protects them has to be the sandbox.
    """

    folder: Path
    rooms: Path
    canary: Path
    victim: subprocess.Popen[bytes]
    listeners: dict[str, socket.socket]
    marks: tuple[str, ...]
    files: list[Path] = field(default_factory=list)

    def target(self) -> dict[str, Any]:
        """What a notebook is told of them: the addresses, and no secret."""
        places = {name: one.getsockname() for name, one in self.listeners.items()}
        return {
            **{name: place for name, place in places.items() if name != "abstract"},
            "abstract": places["abstract"].decode(),
            "sibling": str(self.rooms / "grade-sibling"),
            "files": [str(path) for path in self.files if os.access(path, os.R_OK)],
            "canary": str(self.canary),
            "victim": self.victim.pid,
            "grader": os.getpid(),
            "host": sorted(processes.descendants(os.getpid())),
            "mark": MARK,
            "secret": SECRET,
            "site": str(this_python().prefix / "lib"),
        }

    def heard(self) -> list[str]:
        """The listeners that somebody has spoken to since this was last asked."""
        return [name for name, one in self.listeners.items() if _was_spoken_to(one)]


def _was_spoken_to(listener: socket.socket) -> bool:
    heard = False
    try:
        while True:
            if listener.type == socket.SOCK_DGRAM:
                listener.recv(999)
            else:
                listener.accept()[0].close()
            heard = True
    except BlockingIOError:
        return heard


def surround(folder: Path, rooms: Path, stack: ExitStack) -> Surroundings:
    """Lay it all out; ``stack`` takes it away."""
    home = folder / "home" / "professor"
    (home / ".ssh").mkdir(parents=True)
    sibling = rooms / "grade-sibling"
    sibling.mkdir()
    marks = tuple(marked() for _ in range(4))
    texts = {
        home / ".ssh" / "id_ed25519": marks[0],
        home / "gradebook.csv": f"ana,4,{marks[1]}",
        home / "canary.txt": marks[2],
        sibling / "connection.json": '{"ip": "s", "key": "' + marks[3] + '"}',
    }
    for path, text in texts.items():
        path.write_text(text)
    listeners = _listeners(sibling / "socket", stack)
    for path in (*folder.rglob("*"), *sibling.rglob("*")):
        path.chmod(0o777 if path.is_dir() or path.is_socket() else 0o666)
    ours = ["grader/pipeline.py", "assignments/lab-frameworks/checks.py", "README.md"]
    files = [*texts, *(CHECKOUT / name for name in ours), Path("/etc/shadow")]
    secret = marked()
    stack.enter_context(pytest.MonkeyPatch.context()).setenv(SECRET, secret)
    victim = stack.enter_context(subprocess.Popen(["sleep", "600"]))
    stack.callback(victim.kill)
    return Surroundings(
        folder,
        rooms,
        home / "canary.txt",
        victim,
        listeners,
        (*marks, secret),
        [*files, Path("/root/.profile"), Path("/var/log/dpkg.log")],
    )


def _listeners(path: Path, stack: ExitStack) -> dict[str, socket.socket]:
    address = f"\0{MARK}{path.parents[1].name}"
    found = {
        "tcp": socket.create_server(("127.0.0.1", 0)),
        "udp": socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        "abstract": socket.socket(socket.AF_UNIX),
        "pathname": socket.socket(socket.AF_UNIX),
    }
    found["udp"].bind(("127.0.0.1", 0))
    found["abstract"].bind(address)
    found["pathname"].bind(str(path))
    if socket.has_dualstack_ipv6():
        found["tcp6"] = socket.create_server(("::1", 0), family=socket.AF_INET6)
    for name, one in found.items():
        stack.enter_context(one)
        if name not in ("udp", "tcp", "tcp6"):
            one.listen()
        one.setblocking(False)
    return found


@dataclass(frozen=True)
class Traces:
    """What a case may leave behind: all that there is before and after it."""

    files: frozenset[tuple[object, ...]]
    living: frozenset[int]
    zombies: frozenset[int]
    mounts: frozenset[str]
    cgroups: frozenset[str]
    descriptors: frozenset[str]

    @classmethod
    def of(cls, folder: Path) -> Traces:
        return cls(
            frozenset(_described(path) for path in folder.rglob("*")),
            frozenset(processes.descendants(os.getpid()) | processes.around(folder)),
            frozenset(processes.zombies(os.getpid())),
            frozenset(_mounts()),
            frozenset(_cgroups()),
            frozenset(_descriptors()),
        )

    def changes(self, after: Traces) -> dict[str, object]:
        """What is more afterwards; of files, what is not as it was."""
        found: dict[str, object] = {
            "processes": processes.named(after.living - self.living),
            "zombies": after.zombies - self.zombies,
            "files": sorted(after.files ^ self.files, key=str),
            "mounts": after.mounts - self.mounts,
            "cgroups": after.cgroups - self.cgroups,
            "descriptors": after.descriptors - self.descriptors,
        }
        return {kind: what for kind, what in found.items() if what}


def left_behind(before: Traces, around: Surroundings) -> dict[str, object]:
    """What there is more than before, and what has changed outside, each by its kind.

    What has been killed may take a moment to be gone.
    """
    deadline = time.monotonic() + TIDY_SECONDS
    while (left := before.changes(Traces.of(around.folder))) and (
        time.monotonic() < deadline
    ):
        time.sleep(0.02)
    told = {"heard": around.heard(), "the victim's end": around.victim.poll()}
    return left | {kind: what for kind, what in told.items() if what}


def _described(path: Path) -> tuple[object, ...]:
    """What anybody could change of a file; a folder's time changes with its files."""
    about = path.lstat()
    told = (str(path), about.st_mode, about.st_uid, about.st_nlink)
    if not stat.S_ISREG(about.st_mode):
        return told
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return (*told, about.st_mtime_ns, digest)


def _descriptors() -> Iterator[str]:
    """What this process holds open; the listing itself comes and goes."""
    for path in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            held = str(path.readlink())
            if not held.endswith("/fd"):
                yield held


def _cgroups() -> Iterator[str]:
    """The control groups of kernels of ours; those of others come and go meanwhile."""
    for folder, names, _ in os.walk(CGROUPS):
        for name in names:
            if name.startswith(f"grade-{os.getpid()}-"):
                yield f"{folder}/{name}"


def _mounts() -> Iterator[str]:
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        yield line.split()[4]


class Growth:
    """How much this process grew at most since it was made, in bytes."""

    def __init__(self) -> None:
        Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
        self._before = self._status("VmRSS")

    def most(self) -> int:
        return self._status("VmHWM") - self._before

    @staticmethod
    def _status(name: str) -> int:
        found = re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text())
        assert found is not None
        return int(found[1]) << 10
