"""One bubblewrap a kernel: simple, and the oracle for faster sandboxes.

As an ordinary user, bubblewrap makes the namespaces itself. As root, it would map uid 0
to 0 and keep every capability, so we first become a dedicated uid (``setpriv``), in a
mount namespace in which that uid can reach the interpreter (an environment under a 0700
home would otherwise be out of its sight).
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from grader.errors import GraderFault
from grader.messages import Message, say
from grader.sandbox import Launch, Running, cgroups, mounts, walls
from grader.sandbox.cgroups import Group
from grader.sandbox.mounts import NOBODY
from grader.sandbox.pid_namespace import Namespace, first_child
from grader.sandbox.process import (
    INSIDE,
    ChildProcess,
    furnish,
    kernel_environment,
    walled_setup,
)

EXIT_SECONDS = 5.0
# A parent without rights over nobody's processes cannot make them die with it. So the
# kernel lives as long as this standard input, whose other end the grader holds. The
# death of bubblewrap alone would leave behind what it has just begun to make: it is
# stopped first, and killed with its child.
LIFELINE = """
exec {spare}<&0
"$@" </dev/null {spare}<&- & kernel=$!
(read -r _ <&{spare}
 kill -STOP $kernel
 while read -r _ _ state _ </proc/$kernel/stat && [ $state != T ] && [ $state != Z ]
 do :; done
 read -r init _ </proc/$kernel/task/$kernel/children
 kill -KILL $init $kernel) 2>/dev/null & watch=$!
wait $kernel; status=$?
kill -KILL $watch
exit $status
"""
NAMESPACES = [
    "--unshare-user",  # so that an ordinary user may make the others
    "--unshare-ipc",  # no shared memory with anyone
    "--unshare-pid",  # sees and signals its own processes only; all die with the first
    "--unshare-net",  # no network, not even loopback to the host
    "--unshare-uts",  # a host name of its own
    "--unshare-cgroup-try",  # does not see the host's cgroups
    *("--uid", str(NOBODY), "--gid", str(NOBODY)),  # nobody's rights
    *("--hostname", "notebook"),
    "--new-session",  # no controlling terminal to type into
    "--die-with-parent",  # a killed grader leaves nothing behind
]


class Bubblewrap:
    """The sandbox made of one bubblewrap a kernel."""

    name: Literal["bwrap"] = "bwrap"
    transport: Literal["ipc"] = "ipc"

    rooms: Path | None = None

    @property
    def walls(self) -> tuple[str, ...]:
        return walls.standing()

    def close(self) -> None:
        """Nothing outlives a kernel."""

    def expect(self, notebooks: Iterable[frozenset[str]]) -> None:
        """Nothing is imported beforehand."""

    def problem(self) -> Message | None:
        return _problem()

    def start(self, launch: Launch) -> Running:
        (launch.folder / "passwd").write_text(mounts.PASSWD)
        furnish(launch.folder)
        read_end, write_end = info_pipe()
        command = [
            *become_nobody(_needed(launch)),
            *("/bin/sh", "-c", lifeline(launch.channel, write_end), "sh"),
            *(bwrap_path(), *NAMESPACES, *_no_nested_namespaces()),
            *("--info-fd", str(write_end)),
            *mounts.root_of(launch, INSIDE, sized=can_size()),
            *("--chdir", mounts.HOME, "--"),
            str(launch.interpreter.executable),
            *(f"{mounts.INSIDE_THERE}/kernel.py", json.dumps(walled_setup(launch))),
        ]
        env = kernel_environment(mounts.HOME, launch.limits.threads)
        inherited = (launch.channel, write_end)
        try:
            group = cgroups.create(launch.limits)
            kernel = WalledKernel(command, env, inherited, read_end, group)
        except OSError as error:
            os.close(read_end)
            raise GraderFault(
                say("The sandbox did not start: {reason}", reason=str(error))
            ) from None
        finally:
            os.close(write_end)
        return kernel


class WalledKernel(ChildProcess):
    """A kernel in its own pid namespace; ``pid`` is bubblewrap outside of it."""

    def __init__(
        self,
        command: list[str],
        env: dict[str, str],
        inherited: tuple[int, ...],
        info: int,
        group: Group | None,
    ) -> None:
        held, self._lifeline = os.pipe()
        self._group = group
        self._starved = False
        try:
            inside = group.joined_by(command) if group else command
            super().__init__(inside, env, Path("/"), inherited, stdin=held)
        except OSError:
            os.close(self._lifeline)
            if group is not None:
                group.remove()
            raise
        finally:
            os.close(held)
        os.set_blocking(info, False)
        self._info = info
        self._said = b""
        self._init: int | None = None

    @property
    def out_of_memory(self) -> bool:
        return self._starved or (
            self._group is not None and self._group.had_too_little_memory()
        )

    def interrupt(self) -> None:
        if (namespace := self.namespace()) is not None:
            namespace.interrupt()

    def sweep(self) -> bool:
        namespace = self.namespace()
        return namespace is None or namespace.sweep()

    def kill(self) -> None:
        """Kill the namespace's init: the system then kills all that is in there."""
        init = self._init_pid(EXIT_SECONDS)
        # Once bubblewrap has ended, its init is gone, and the number may be another's.
        if init is not None and self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(init, signal.SIGKILL)
            # bubblewrap reaps its init and ends; killed first, it would leave a zombie.
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._popen.wait(EXIT_SECONDS)
        super().kill()
        if self._info >= 0:
            os.close(self._info)
            os.close(self._lifeline)
            self._info = -1
        if self._group is not None:
            self._starved |= self._group.had_too_little_memory()
            self._group.remove()

    def _init_pid(self, seconds: float = 0.0) -> int | None:
        """The init as bubblewrap tells it, waiting up to ``seconds`` to hear it."""
        deadline = time.monotonic() + seconds
        ready = select.poll()
        if self._info >= 0:
            ready.register(self._info, select.POLLIN)
        while self._init is None and self._info >= 0:
            left = max(0.0, deadline - time.monotonic())
            if not ready.poll(1000 * left):
                break
            said = os.read(self._info, 4096)
            self._said += said
            with contextlib.suppress(ValueError, KeyError):
                self._init = int(json.loads(self._said)["child-pid"])
            if not said:
                break
        return self._init

    def namespace(self) -> Namespace | None:
        """The init of bubblewrap's namespace, and its child, as soon as they are known.

        The init shares the kernel's group, and as every init it ignores an interrupt.
        """
        init = self._init_pid()
        if init is None or self.poll() is not None:
            return None
        kernel = first_child(init)
        return Namespace(init, kernel) if kernel is not None else None


def info_pipe() -> tuple[int, int]:
    """A pipe on which bubblewrap tells its child's pid: our end, and its own.

    Its own end can be read as well: if the grader is killed, a pipe without a reader
    would end bubblewrap half-way, with its child left behind.
    """
    ours, only_writes = os.pipe()
    try:
        return ours, os.open(f"/proc/self/fd/{ours}", os.O_RDWR)
    finally:
        os.close(only_writes)


def lifeline(*inherited: int) -> str:
    """The shell's script; it knows descriptors of one digit only."""
    spare = next(number for number in range(3, 10) if number not in inherited)
    return LIFELINE.format(spare=spare)


def _needed(launch: Launch) -> list[Path]:
    served = [launch.served] if launch.served else []
    return [*launch.interpreter.folders, INSIDE, launch.folder, *served]


def become_nobody(needed: Sequence[Path]) -> list[str]:
    """For root: reach ``needed`` as nobody, keep no group and no capability."""
    if os.geteuid() != 0:
        return []
    return [
        *(bwrap_path(), "--die-with-parent", *mounts.opened_for_others(needed), "--"),
        *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
        *("--inh-caps=-all", "--no-new-privs", "--"),
    ]


@cache
def bwrap_path() -> str:
    return shutil.which("bwrap") or "bwrap"


@cache
def _abilities() -> str:
    """bubblewrap's own list of options: older ones lack ``--size``."""
    done = subprocess.run(  # noqa: S603
        [bwrap_path(), "--help"], capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def can_size() -> bool:
    """Whether this bubblewrap can bound a tmpfs."""
    return "--size" in _abilities()


def _no_nested_namespaces() -> list[str]:
    return ["--disable-userns"] if "--disable-userns" in _abilities() else []


@cache
def _problem() -> Message | None:
    missing = [name for name in ("bwrap", "setpriv") if shutil.which(name) is None]
    if "bwrap" in missing:
        return say("Install bubblewrap: sudo apt install bubblewrap")
    if os.geteuid() == 0 and missing:
        return say("Install setpriv (package util-linux), which root needs.")
    become = (
        ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--"]
        if os.geteuid() == 0
        else []
    )
    trial = [*become, bwrap_path(), *NAMESPACES, *_no_nested_namespaces()]
    trial += ["--ro-bind", "/usr", "/usr", *mounts.root_links(), "--proc", "/proc"]
    done = subprocess.run(  # noqa: S603
        [*trial, "/usr/bin/true"], capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return None
    return say(
        "bubblewrap is installed but this system refuses it: {reason}",
        reason=done.stderr.strip()[-200:],
    )
