"""Row 13: a large file, and many of them, wherever a file can be written.

expect: deny
raises: OSError PermissionError
"""

# %%
import contextlib
import os
from pathlib import Path

from ipykernel.connect import get_connection_file

MIB = 1 << 20


def fill(folder, sizes):
    made = []
    try:
        for i, size in enumerate(sizes):
            made.append(Path(folder, f"large-{i}"))
            with made[-1].open("wb") as file:
                for _ in range(size // MIB):
                    file.write(bytes(MIB))
    finally:
        for path in made:
            with contextlib.suppress(OSError):
                path.unlink()


# %% one in the home
fill(".", [65 * MIB])

# %% many in the home
fill(".", 12 * [60 * MIB])

# %% many in the temporary folder
fill("/tmp", 12 * [60 * MIB])

# %% many in the shared memory
fill("/dev/shm", 12 * [60 * MIB])

# %% many beside the kernel's sockets
fill(Path(get_connection_file()).parent, 12 * [60 * MIB])
