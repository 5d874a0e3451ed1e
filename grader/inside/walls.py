"""A forked kernel's own walls: namespaces, mounts, no capabilities, fewer calls.

Linux alone, through libc: Python has no names for most of this before 3.12. Called in a
process that has just been forked from the zygote, inside the zygote's own sandbox, and
single-threaded. ``enter`` returns in the kernel only; the processes that it leaves on
the way wait for that kernel and end with its status.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
from collections.abc import Sequence
from pathlib import Path

from . import syscalls

_LIBC = ctypes.CDLL(None, use_errno=True)

NAMESPACES = (
    0x10000000  # user: the rights to make the others, over nothing but them
    | 0x00020000  # mounts: a private /tmp, home, /dev/shm and /proc
    | 0x20000000  # pids: sees and signals its own processes only
    | 0x40000000  # network: not even a loopback that siblings share
    | 0x08000000  # ipc: no shared memory or queues with siblings
    | 0x04000000  # uts: a host name of its own
)
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18
PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 24, 38
CAPABILITIES = 64
TMP, SHM = "/tmp", "/dev/shm"  # noqa: S108  # where everything else expects them
CAPABILITY_VERSION = 0x20080522


def enter(
    home: str, room: str, served: str | None, keep: Sequence[str], scratch: int
) -> None:
    """Wall this process in; afterwards it is the kernel, in namespaces of its own.

    ``home`` becomes an empty private folder of ``scratch`` bytes, as do /tmp and
    /dev/shm. Of what lay under /tmp, ``room`` (the kernel's sockets) and ``keep`` (an
    environment) stay; ``served`` is bound, read-only, where a cold kernel finds it.
    """
    os.setsid()
    _die_with_parent()
    uid, gid = os.getuid(), os.getgid()
    _call("unshare", NAMESPACES)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    _continue_in_child()  # the first of the new pid namespace: its init
    _mount_all(home, room, served, keep, scratch)
    _drop_capabilities()
    _continue_in_child()  # the kernel, so that an init reaps what it leaves
    os.setsid()
    syscalls.forbid()


def _continue_in_child() -> None:
    """Fork; the parent waits, reaps everything, and ends as the child ends."""
    child = os.fork()
    if child == 0:
        _die_with_parent()
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    os.closerange(3, 65_536)
    while True:
        pid, status = os.wait()
        if pid == child:
            code = os.waitstatus_to_exitcode(status)
            os._exit(code if code >= 0 else 128 - code)


def _mount_all(
    home: str, room: str, served: str | None, keep: Sequence[str], scratch: int
) -> None:
    # Nothing that is mounted here is seen outside, nor the other way round.
    _mount("none", "/", None, MS_REC | MS_PRIVATE)
    held = {path: os.open(path, os.O_PATH) for path in (room, *keep)}
    if served is not None:
        held["/grader/served"] = os.open(served, os.O_PATH)
    # Its own processes only.
    _mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    # Terminals of its own: a sibling's could be typed into.
    _mount("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "ptmxmode=0666")
    for path, size in ((TMP, 512 << 20), (SHM, scratch), (home, scratch)):
        _mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, f"size={size},mode=0755")
    for path, descriptor in held.items():
        Path(path).mkdir(parents=True, exist_ok=True)
        _mount(f"/proc/self/fd/{descriptor}", path, None, MS_BIND | MS_REC)
        if path != room:
            flags = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV
            _mount("none", path, None, flags)
        os.close(descriptor)
    os.chdir(home)


def _drop_capabilities() -> None:
    """Without exec, the new namespace's capabilities would stay."""
    for capability in range(CAPABILITIES):
        _LIBC.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    none = (ctypes.c_uint32 * 6)()
    _call("capset", ctypes.byref(header), ctypes.byref(none))
    _call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _die_with_parent() -> None:
    _call("prctl", PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _mount(
    source: str, target: str, kind: str | None, flags: int, data: str = ""
) -> None:
    _call(
        "mount",
        source.encode(),
        target.encode(),
        kind.encode() if kind else None,
        ctypes.c_ulong(flags),
        data.encode(),
    )


def _call(name: str, *arguments: object) -> None:
    if getattr(_LIBC, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def first_child(pid: int) -> int | None:
    """The first child of a process, as /proc tells; None where it has none."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
    return None
