"""The folders of kernels: short, locked while they are used, removed whole.

A kernel's sockets lie in its room, and a Unix socket's path may have no more than 107
bytes. A grader that is killed leaves its folders behind: the lock on each goes with it,
and the next grader removes what nobody holds.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from grader.sandbox.mounts import NOBODY

PREFIX = "dlgrader-"
LONGEST_FOLDER = 64  # two rooms deep, and the name of a socket


@contextlib.contextmanager
def made_room(parent: Path | None = None) -> Iterator[Path]:
    """A folder (0700) in ``parent``, or where temporary folders usually lie."""
    remove_abandoned()
    parent = parent or _short_folder()
    unlocked = Path(tempfile.mkdtemp(prefix=f".{PREFIX}", dir=parent))
    lock = os.open(unlocked, os.O_RDONLY)
    folder = unlocked.with_name(unlocked.name.removeprefix("."))
    try:
        # Locked before it has the name by which the next grader looks for it.
        fcntl.flock(lock, fcntl.LOCK_EX)
        unlocked.rename(folder)
        yield folder
    finally:
        remove(folder)
        os.close(lock)


@cache
def remove_abandoned() -> None:
    """Remove the folders of graders that are no more; once is enough."""
    with contextlib.suppress(OSError):
        for folder in _short_folder().glob(f"{PREFIX}*"):
            with contextlib.suppress(OSError):
                _remove_if_free(folder)


def _remove_if_free(folder: Path) -> None:
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        # Ours, or handed to a kernel: another's folder may only look like one.
        if os.fstat(lock).st_uid in _owners():
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            remove(folder)
    finally:
        os.close(lock)


def _owners() -> set[int]:
    own = os.geteuid()
    return {own} if own else {own, NOBODY}


def remove(folder: Path) -> None:
    """Remove all of it, also what a notebook has locked against its owner.

    Nothing is locked against root, who must not follow a link either.
    """
    for path, _, _ in os.walk(folder) if os.geteuid() else ():
        with contextlib.suppress(OSError):
            Path(path).chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


def _short_folder() -> Path:
    """Where temporary folders usually lie, unless that is too long for sockets."""
    usual = tempfile.gettempdir()
    short = len(os.fsencode(usual)) <= LONGEST_FOLDER
    return Path(usual if short else "/tmp")  # noqa: S108
