"""The host's end of a zygote: start it, have it fork, hear how its children end.

The other end is ``inside/zygote.py``. A kernel says of itself that it was born; the
system adds who speaks, in pids of our own namespace, and no notebook can do that for
it: the control socket is closed before the first line of a student's runs.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import struct
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grader.errors import GraderFault
from grader.messages import say
from grader.sandbox import Launch, mounts
from grader.sandbox.bubblewrap import (
    NAMESPACES,
    WalledKernel,
    become_nobody,
    bwrap_path,
    info_pipe,
    lifeline,
)
from grader.sandbox.cgroups import Group
from grader.sandbox.pid_namespace import Namespace, parent
from grader.sandbox.process import INSIDE, kernel_environment, walled_setup

READY_SECONDS = 120.0
PACKET = 1 << 16
KILLED = -9
CREDENTIALS = struct.Struct("3i")  # pid, uid, gid


class Zygote:
    """A process that forks kernels; a thread listens to what it says."""

    def __init__(self, launch: Launch, rooms: Path, preload: Sequence[str]) -> None:
        self._changed = threading.Condition()
        self._born: dict[int, Namespace] = {}
        self._ended: dict[int, int] = {}
        self._ready = False
        self._count = 0
        self._keep = [
            str(folder)
            for folder in launch.interpreter.folders
            if folder.is_relative_to("/tmp")  # noqa: S108
        ]
        self.alive = True
        self._start(launch, rooms, preload)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._wait_ready()

    def fork(self, launch: Launch, group: Group | None) -> int:
        """Start one kernel; its number."""
        self._count += 1
        entrances: list[int] = []
        request = {
            "fork": self._count,
            "threads": launch.limits.threads,
            "setup": walled_setup(launch),
            "walls": {
                "home": mounts.HOME,
                "rooms": mounts.ROOMS,
                "room": f"{mounts.ROOMS}/{launch.folder.name}",
                "served": _in_rooms(launch.served),
                "keep": self._keep,
                "scratch": launch.limits.scratch,
            },
        }
        try:
            for entrance in group.entrances if group else ():
                entrances.append(os.open(entrance, os.O_WRONLY))
            descriptors = [launch.channel, *entrances]
            socket.send_fds(self._control, [json.dumps(request).encode()], descriptors)
        except OSError as error:
            raise GraderFault(
                say("The sandbox did not start: {reason}", reason=str(error))
            ) from None
        finally:
            for entrance_fd in entrances:
                os.close(entrance_fd)
        return self._count

    def end(self, number: int) -> None:
        """Ask the zygote to kill a child of which nothing is known yet."""
        with contextlib.suppress(OSError):
            self._control.send(json.dumps({"kill": number}).encode())

    def namespace(self, number: int) -> Namespace | None:
        """The processes of a kernel that was born and has not ended."""
        with self._changed:
            return None if number in self._ended else self._born.get(number)

    def status(self, number: int) -> int | None:
        """The exit status; None while it runs."""
        with self._changed:
            if number not in self._ended and not self.alive:
                return KILLED
            return self._ended.get(number)

    def lost(self, number: int) -> bool:
        """Whether the zygote died before that kernel did."""
        with self._changed:
            return not self.alive and number not in self._ended

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
        # It hears the end of the last process in there, and then ends by itself.
        self._listener.join(timeout=5)
        self._control.close()

    def _start(self, launch: Launch, rooms: Path, preload: Sequence[str]) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        setup = {"control": theirs.fileno(), "preload": [*preload]}
        info, write_end = info_pipe()
        inherited = (theirs.fileno(), write_end)
        command = [
            *become_nobody([*launch.interpreter.folders, INSIDE, rooms]),
            *("/bin/sh", "-c", lifeline(*inherited), "sh"),
            *(bwrap_path(), *NAMESPACES, "--info-fd", str(write_end)),
            *mounts.zygote_root(launch, rooms, INSIDE),
            *("--chdir", "/", "--", str(launch.interpreter.executable)),
            *(f"{mounts.INSIDE_THERE}/zygote.py", json.dumps(setup)),
        ]
        # One thread: the kernels get their share of the cores after the fork.
        env = kernel_environment(mounts.HOME, threads=1)
        try:
            self._process = WalledKernel(command, env, inherited, info, None)
        except OSError as error:
            os.close(info)
            self._control.close()
            raise GraderFault(
                say("The sandbox did not start: {reason}", reason=str(error))
            ) from None
        finally:
            os.close(write_end)
            theirs.close()

    def _listen(self) -> None:
        space = socket.CMSG_SPACE(CREDENTIALS.size)
        with contextlib.suppress(OSError, ValueError, KeyError):
            while True:
                data, ancillary, _, _ = self._control.recvmsg(PACKET, space)
                if not data:
                    break
                self._hear(json.loads(data), _speaker(ancillary))
        with self._changed:
            self.alive = False
            self._changed.notify_all()

    def _hear(self, said: dict[str, Any], speaker: int | None) -> None:
        with self._changed:
            if "ready" in said:
                self._ready = True
            elif "born" in said and speaker is not None:
                init = parent(speaker)
                if init is not None:
                    self._born[said["born"]] = Namespace(init, speaker)
            elif "ended" in said:
                self._ended[said["ended"]] = said["status"]
                self._born.pop(said["ended"], None)
            self._changed.notify_all()

    def _wait_ready(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._ready or not self.alive, READY_SECONDS)
            if self._ready:
                return
        words = self._process.complaint().strip().splitlines() or ["?"]
        self.close()
        raise GraderFault(say("The sandbox did not start: {reason}", reason=words[-1]))


def _speaker(ancillary: Sequence[tuple[int, int, bytes]]) -> int | None:
    """The pid, in our namespace, of the process that sent a message."""
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
            pid: int = CREDENTIALS.unpack(data[: CREDENTIALS.size])[0]
            return pid
    return None


def _in_rooms(folder: Path | None) -> str | None:
    return f"{mounts.ROOMS}/{folder.name}" if folder is not None else None
