"""Kernels forked from a process that has imported the frameworks already.

The zygote waits inside one outer bubblewrap. For each kernel it forks; the child walls
itself in (``inside/walls.py``) and becomes an ordinary IPython kernel. Importing torch
or TensorFlow is paid once, and each kernel is ready in a fraction of a second.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from grader.errors import GraderFault
from grader.messages import Message, say
from grader.sandbox import Launch, Running, mounts
from grader.sandbox.bubblewrap import (
    NAMESPACES,
    Bubblewrap,
    WalledKernel,
    become_nobody,
    bwrap_path,
    lifeline,
)
from grader.sandbox.interpreter import Interpreter
from grader.sandbox.process import INSIDE, kernel_environment, kernel_setup

PRELOADED = (
    "torch",
    "torchvision",
    "lightning",
    "tensorflow",
    "keras",
    "sklearn",
    "scipy",
    "pandas",
    "matplotlib",
    "seaborn",
)
READY_SECONDS = 120.0
END_SECONDS = 10.0
PACKET = 1 << 16


class Warm:
    """The sandbox whose kernels are forks of one zygote."""

    name: Literal["warm"] = "warm"
    transport: Literal["ipc"] = "ipc"

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads or os.cpu_count() or 1
        self._zygote: Zygote | None = None
        self._rooms: Path | None = None

    @property
    def rooms(self) -> Path:
        """Where the folders of its kernels lie: the zygote sees no others."""
        if self._rooms is None:
            self._rooms = Path(tempfile.mkdtemp(prefix="grade-warm-"))
        return self._rooms

    def problem(self) -> Message | None:
        return _problem()

    def start(self, launch: Launch) -> Running:
        if self._zygote is None or not self._zygote.alive:
            self._zygote = Zygote(launch, self.rooms)
        return self._zygote.fork(launch, self._threads)

    def close(self) -> None:
        """End the zygote and every kernel of it."""
        if self._zygote is not None:
            self._zygote.close()
            self._zygote = None
        if self._rooms is not None:
            shutil.rmtree(self._rooms, ignore_errors=True)
            self._rooms = None


class Zygote:
    """The process that forks; a thread listens to what it says."""

    def __init__(self, launch: Launch, rooms: Path) -> None:
        self._ended: dict[int, int] = {}
        self._changed = threading.Condition()
        self._ready = False
        self.alive = True
        self._count = 0
        self._interpreter: Interpreter = launch.interpreter
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        setup = {"control": theirs.fileno(), "preload": _preload(launch)}
        (rooms / "passwd").write_text(mounts.PASSWD)
        _give(rooms)
        info, write_end = os.pipe()
        command = [
            *become_nobody([*launch.interpreter.folders, INSIDE, rooms]),
            *("/bin/sh", "-c", lifeline(theirs.fileno(), write_end), "sh"),
            *(bwrap_path(), *NAMESPACES, "--info-fd", str(write_end)),
            *mounts.zygote_root(launch, rooms, INSIDE),
            *("--chdir", "/", "--", str(launch.interpreter.executable)),
            *(f"{mounts.INSIDE_THERE}/zygote.py", json.dumps(setup)),
        ]
        env = {**kernel_environment(mounts.HOME), "OMP_NUM_THREADS": "1"}
        env |= {"OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        try:
            inherited = (theirs.fileno(), write_end)
            self._process = WalledKernel(command, env, Path("/"), inherited, info)
        finally:
            os.close(write_end)
            theirs.close()
        threading.Thread(target=self._listen, daemon=True).start()
        self._wait_ready()

    def fork(self, launch: Launch, threads: int) -> ForkedKernel:
        """Start one kernel; it is an ordinary one from here on."""
        self._count += 1
        number = self._count
        served = Path(mounts.SERVED) if launch.served else None
        _give(launch.folder)
        request = {
            "fork": number,
            "threads": threads,
            "setup": json.loads(kernel_setup(launch, served=served, limited=True)),
            "walls": {
                "home": mounts.HOME,
                "room": str(launch.folder),
                "served": str(launch.served) if launch.served else None,
                "keep": [
                    str(folder)
                    for folder in (*self._interpreter.folders,)
                    if folder.is_relative_to("/tmp")  # noqa: S108
                ],
                "scratch": launch.limits.scratch,
            },
        }
        data = json.dumps(request).encode()
        try:
            socket.send_fds(self._control, [data], [launch.channel])
        except OSError as error:
            raise GraderFault(
                say("The sandbox did not start: {reason}", reason=str(error))
            ) from None
        return ForkedKernel(self, number)

    def tell(self, request: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):
            self._control.send(json.dumps(request).encode())

    def status(self, number: int) -> int | None:
        with self._changed:
            if number not in self._ended and not self.alive:
                return -9
            return self._ended.get(number)

    def wait(self, number: int, seconds: float) -> bool:
        """Whether that kernel has ended, waiting for it."""
        with self._changed:
            return self._changed.wait_for(
                lambda: number in self._ended or not self.alive, seconds
            )

    def complaint(self) -> str:
        return self._process.complaint()

    def close(self) -> None:
        self._process.kill()
        self._control.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while data := self._control.recv(PACKET):
                said = json.loads(data)
                with self._changed:
                    if "ready" in said:
                        self._ready = True
                    else:
                        self._ended[said["ended"]] = said["status"]
                    self._changed.notify_all()
        with self._changed:
            self.alive = False
            self._changed.notify_all()

    def _wait_ready(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._ready or not self.alive, READY_SECONDS)
            if self._ready:
                return
        words = self._process.complaint().strip().splitlines() or ["?"]
        self.close()
        raise GraderFault(say("The sandbox did not start: {reason}", reason=words[-1]))


class ForkedKernel:
    """A kernel that is the zygote's child, not ours."""

    def __init__(self, zygote: Zygote, number: int) -> None:
        self._zygote = zygote
        self._number = number

    def poll(self) -> int | None:
        return self._zygote.status(self._number)

    def interrupt(self) -> None:
        self._zygote.tell({"interrupt": self._number})

    def kill(self) -> None:
        if self.poll() is None:
            self._zygote.tell({"kill": self._number})
            self._zygote.wait(self._number, END_SECONDS)

    def complaint(self) -> str:
        return self._zygote.complaint()


@cache
def _problem() -> Message | None:
    """bubblewrap has to work, and namespaces have to be had inside of it."""
    outer = Bubblewrap().problem()
    if outer is not None:
        return outer
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


def _preload(launch: Launch) -> Sequence[str]:
    return [name for name in PRELOADED if name in launch.imports]


def _give(folder: Path) -> None:
    """Root hands the folder of a kernel to the uid that kernels have."""
    if os.geteuid() == 0:
        for path in (folder, *folder.iterdir()):
            os.chown(path, mounts.NOBODY, mounts.NOBODY)
