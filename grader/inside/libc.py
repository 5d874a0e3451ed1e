"""Calls into the C library for what Python has no names for."""

from __future__ import annotations

import ctypes
import os

_LIBC = ctypes.CDLL(None, use_errno=True)


def call(name: str, *arguments: object) -> int:
    """The result of a function of libc; ``OSError`` where it is negative.

    Whole numbers are passed as wide as a register: flags may have 64 bits.
    """
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result: int = getattr(_LIBC, name)(*wide)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result
