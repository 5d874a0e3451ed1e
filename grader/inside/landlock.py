"""Where a kernel may write, whatever the mounts allow: a Landlock ruleset.

The root that a kernel sees is an allow-list already; this is a second wall behind it,
of another make. It needs Linux 5.13; each newer ABI knows more rights
(https://docs.kernel.org/userspace-api/landlock.html). Called before the first thread
starts: a ruleset binds the calling thread and what it starts.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
from collections.abc import Iterable, Mapping

from .libc import call

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # on every architecture
ASK_VERSION, RULE_PATH_BENEATH, PR_SET_NO_NEW_PRIVS = 1, 1, 38

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (
    1 << bit for bit in range(6)
)
MAKE_CHAR, MAKE_DIR, MAKE_REG, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK, MAKE_SYM = (
    1 << bit for bit in range(6, 13)
)
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
# The highest right that each ABI knows; asking for a newer one is an error.
NEWEST_RIGHT = {1: MAKE_SYM, 2: REFER, 3: TRUNCATE, 4: TRUNCATE, 5: IOCTL_DEV}
# ABI 6: no signal to a process outside, no abstract socket made outside.
SCOPES, SCOPED_ABSTRACT_SOCKET, SCOPED_SIGNAL = 6, 1, 2

READ = (
    READ_FILE  # the interpreter, packages, served data
    | READ_DIR  # listing them
    | EXECUTE  # `!pip list`, `%%bash`: programs that are visible may run
)
WRITE = (
    WRITE_FILE  # results, caches, model files
    | MAKE_REG
    | MAKE_DIR  # in folders of its own
    | REMOVE_FILE
    | REMOVE_DIR  # and clean up
    | MAKE_SYM
    | MAKE_SOCK  # Python's multiprocessing talks through sockets
    | MAKE_FIFO  # and shells through pipes with names
    | REFER  # renames from one folder to another
    | TRUNCATE  # writes a file anew
)
USE = (
    READ_FILE
    | WRITE_FILE  # /dev/null, a terminal of its own, a GPU
    | IOCTL_DEV  # the size of that terminal, the commands of that GPU
)


def abi() -> int:
    """The ABI of this system's Landlock; 0 where there is none."""
    try:
        return call("syscall", CREATE_RULESET, None, 0, ASK_VERSION)
    except OSError:
        return 0


def restrict(rights: Mapping[str, int]) -> bool:
    """Allow what ``rights`` says beneath each path, and nothing else, for good.

    Paths that do not exist are left out. False where this system has no Landlock.
    """
    version = abi()
    if version == 0:
        return False
    known = 2 * NEWEST_RIGHT[min(version, max(NEWEST_RIGHT))] - 1
    scoped = SCOPED_ABSTRACT_SOCKET | SCOPED_SIGNAL if version >= SCOPES else 0
    ruleset = _create(known, scoped)
    try:
        for path, allowed in rights.items():
            with contextlib.suppress(FileNotFoundError):
                _allow(ruleset, path, allowed & known)
        call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        call("syscall", RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    return True


def rights_of_a_kernel(
    writable: Iterable[str], devices: Iterable[str] = ()
) -> dict[str, int]:
    """What a notebook needs: to read all that is visible, to write into its own."""
    return {
        "/": READ,
        **dict.fromkeys(writable, READ | WRITE),
        **dict.fromkeys(
            # Nothing, zeros, and a terminal of its own for `!` commands.
            ("/dev/null", "/dev/zero", "/dev/full", "/dev/tty", "/dev/ptmx"),
            USE,
        ),
        "/dev/pts": USE | READ_DIR,
        **dict.fromkeys(devices, USE),
    }


class _Attributes(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),  # ABI 4; there is no network
        ("scoped", ctypes.c_uint64),  # ABI 6
    )


class _PathBeneath(ctypes.Structure):
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def _create(known: int, scoped: int) -> int:
    attributes = _Attributes(known, 0, scoped)
    # An older system refuses a structure with more in it than it knows.
    size = ctypes.sizeof(attributes) if scoped else ctypes.sizeof(ctypes.c_uint64)
    return call("syscall", CREATE_RULESET, ctypes.byref(attributes), size, 0)


def _allow(ruleset: int, path: str, allowed: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        beneath = _PathBeneath(allowed, descriptor)
        pointer = ctypes.byref(beneath)
        call("syscall", ADD_RULE, ruleset, RULE_PATH_BENEATH, pointer, 0)
    finally:
        os.close(descriptor)
