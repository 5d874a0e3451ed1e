"""What a forked kernel mounts over the zygote's root: folders of its own.

Everything else of that root stays as ``sandbox/mounts.py`` made it: read-only, an
allow-list. Called in mount and pid namespaces of its own, with rights over them.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from .libc import call

RDONLY, NOSUID, NODEV, NOEXEC = 1, 2, 4, 8
REMOUNT, BIND, REC, PRIVATE = 32, 4096, 16384, 1 << 18
TMP, SHM = "/tmp", "/dev/shm"  # noqa: S108  # where everything else expects them
SERVED, ROOM = "/grader/served", "/grader/room"
TMP_BYTES, FILES = 512 << 20, 200_000


def mount_all(
    home: str,
    rooms: str,
    room: str,
    served: str | None,
    keep: Sequence[str],
    scratch: int,
) -> None:
    """Cover what is shared with siblings; bring back what is this kernel's.

    ``home``, /tmp and /dev/shm become empty folders of at most ``scratch`` bytes.
    ``rooms``, with the folders of all kernels, is covered; ``room``, in it, is this
    one's. ``keep`` are folders under /tmp with the interpreter in them.
    """
    # Nothing that is mounted here is seen outside, nor the other way round.
    _mount("none", "/", None, REC | PRIVATE)
    # Held open while what lies above them is covered.
    held = {path: os.open(path, os.O_PATH) for path in keep}
    held[ROOM] = os.open(room, os.O_PATH)
    if served is not None:
        held[SERVED] = os.open(served, os.O_PATH)
    # Its own processes only.
    _mount("proc", "/proc", "proc", NOSUID | NODEV | NOEXEC)
    # Terminals of its own: a sibling's could be typed into.
    _mount("devpts", "/dev/pts", "devpts", NOSUID | NOEXEC, "ptmxmode=0666")
    # Scratch space, bounded, gone with the kernel.
    for path, size in ((TMP, TMP_BYTES), (SHM, scratch), (home, scratch)):
        bounds = f"size={size},nr_inodes={FILES},mode=0755"
        _mount("tmpfs", path, "tmpfs", NOSUID | NODEV, bounds)
    # The siblings' sockets, and the data that they are served.
    _mount("tmpfs", rooms, "tmpfs", RDONLY | NOSUID | NODEV, "size=4k,mode=0755")
    for path, descriptor in held.items():
        Path(path).mkdir(parents=True, exist_ok=True)
        _mount(f"/proc/self/fd/{descriptor}", path, None, BIND | REC)
        if path != ROOM:  # its sockets are made there
            flags = REMOUNT | BIND | RDONLY | NOSUID | NODEV
            _mount("none", path, None, flags)
        os.close(descriptor)
    os.chdir(home)


def _mount(
    source: str, target: str, kind: str | None, flags: int, data: str = ""
) -> None:
    call(
        "mount",
        source.encode(),
        target.encode(),
        kind.encode() if kind else None,
        flags,
        data.encode(),
    )
