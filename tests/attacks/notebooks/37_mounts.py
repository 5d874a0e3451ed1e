"""Row 37: mounts, takes off the masks, changes its root.

expect: deny
"""

# %%
import ctypes
import os
import sys
from pathlib import Path

libc = ctypes.CDLL(None, use_errno=True)
MNT_DETACH, MS_BIND, MS_REMOUNT, OPEN_TREE, FSOPEN = 2, 4096, 32, 428, 430
Path("here").mkdir()
AT_FDCWD = -100


def called(result):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


# %% mount
called(libc.mount(b"none", b"here", b"tmpfs", 0, None))

# %% bind
called(libc.mount(b"/", b"here", None, MS_BIND, None))

# %% make writable
called(libc.mount(b"none", b"/usr", None, MS_REMOUNT | MS_BIND, None))

# %% take off the temporary folder
called(libc.umount2(b"/tmp", MNT_DETACH))

# %% take off the home
called(libc.umount2(os.getcwd().encode(), MNT_DETACH))

# %% take off /proc
called(libc.umount2(b"/proc", MNT_DETACH))

# %% a tree
called(libc.syscall(ctypes.c_long(OPEN_TREE), AT_FDCWD, b"/", 1))

# %% a file system
called(libc.syscall(ctypes.c_long(FSOPEN), b"tmpfs", 0))

# %% another root
os.chroot("here")

# %% another's namespaces
called(libc.setns(os.open("/proc/1/ns/mnt", os.O_RDONLY), 0))
