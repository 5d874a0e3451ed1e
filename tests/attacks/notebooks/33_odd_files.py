"""Row 33: links, pipes and devices in place of what the grader reads or removes.

expect: nothing
"""

# %%
import contextlib
import os
from pathlib import Path

from ipykernel.connect import get_connection_file

connection = Path(get_connection_file())
room = connection.parent

# %% replace
for path in (connection, room / "passwd"):
    with contextlib.suppress(OSError):
        path.unlink()
for make in (
    lambda: os.symlink(target["canary"], connection),
    lambda: os.mkfifo(room / "passwd"),
    lambda: os.symlink("/etc", room / "etc"),
    lambda: os.symlink("/proc/self/root", room / "loop"),
    lambda: os.symlink(target["canary"], room / "served"),
    lambda: os.link(target["canary"], room / "hard"),
    lambda: os.mknod(room / "disk", 0o60666, os.makedev(8, 0)),
    lambda: os.mkfifo("output"),
    lambda: os.symlink("/dev/zero", "zero"),
):
    with contextlib.suppress(OSError):
        make()
deep = room / "/".join(["d"] * 200)
with contextlib.suppress(OSError):
    deep.mkdir(parents=True)
