"""A forked kernel's own walls: namespaces, mounts, no capabilities; then two more.

``forked`` and ``enter`` are what bubblewrap does for a cold kernel, inside the zygote's
own sandbox, in a single thread. ``enter`` returns in the kernel only; the init that it
leaves behind waits for that kernel and ends with its status. ``seal`` is for cold and
forked kernels alike.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import struct
from collections.abc import Sequence
from pathlib import Path

from . import landlock, private_mounts, syscalls
from .libc import call

NAMESPACES = (
    0x10000000  # user: the rights to make the others, over nothing but them
    | 0x00020000  # mounts: a private /tmp, home, /dev/shm and /proc
    | 0x20000000  # pids: sees and signals its own processes only
    | 0x40000000  # network: a loopback that leads nowhere
    | 0x08000000  # ipc: no shared memory or queues with siblings
    | 0x04000000  # uts: a host name of its own
)
PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 24, 38
CAPABILITIES = 64
CAPABILITY_VERSION = 0x20080522
SIOCSIFFLAGS, IFF_UP = 0x8914, 1


def forked() -> int:
    """Fork into new namespaces: 0 in the child, which is the init of its own.

    One call instead of a fork, an unshare and another fork: each copies, and later
    tears down, the page tables of all that the zygote has imported. Python is told
    before and after, as ``os.fork`` does it.
    """
    python = ctypes.PyDLL(None, use_errno=True)
    number = syscalls.number_of_clone()
    python.PyOS_BeforeFork()
    flags = ctypes.c_long(NAMESPACES | signal.SIGCHLD)
    child: int = python.syscall(number, flags, None, None, None, None)
    problem = ctypes.get_errno()
    if child == 0:
        python.PyOS_AfterFork_Child()
        return 0
    python.PyOS_AfterFork_Parent()
    if child < 0:
        raise OSError(problem, f"clone: {os.strerror(problem)}")
    return child


def enter(
    home: str,
    rooms: str,
    room: str,
    served: str | None,
    keep: Sequence[str],
    scratch: int,
    uid: int,
    gid: int,
) -> None:
    """Wall this process in, the child of ``forked``; afterwards it is the kernel.

    The folders are those of ``private_mounts.mount_all``; ``uid`` and ``gid`` are those
    of the zygote, which stay the same.
    """
    os.setsid()
    _die_with_parent()
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    private_mounts.mount_all(home, rooms, room, served, keep, scratch)
    _raise_loopback()
    _drop_capabilities()
    _continue_in_child()  # the kernel, so that an init reaps what it leaves
    os.setsid()


def seal(writable: Sequence[str], devices: Sequence[str]) -> None:
    """The walls that a process puts up by itself, the last before student code."""
    landlock.restrict(landlock.rights_of_a_kernel(writable, devices))
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


def _raise_loopback() -> None:
    """A notebook may talk to itself, as it may under bubblewrap."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sH14x", b"lo", IFF_UP)
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, request)


def _drop_capabilities() -> None:
    """Without exec, the new namespace's capabilities would stay."""
    for capability in range(CAPABILITIES):
        with contextlib.suppress(OSError):  # of a number that this system has not
            call("prctl", PR_CAPBSET_DROP, capability, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    none = (ctypes.c_uint32 * 6)()
    call("capset", ctypes.byref(header), ctypes.byref(none))
    call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _die_with_parent() -> None:
    call("prctl", PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
