"""Row 65: looks for what the student before has left.

expect: nothing
after: 65_leave_state
"""

# %%
import builtins
import ctypes
import os
import random
import socket
import sys
import tempfile
from pathlib import Path

import numpy as np
from ipykernel.connect import get_connection_file

WORD = "left-by-a-student"
libc = ctypes.CDLL(None, use_errno=True)


def answers():
    with socket.socket(socket.AF_UNIX) as made:
        return made.connect_ex(f"\0{WORD}") == 0


# %% files
folders = [".", "/tmp", "/dev/shm", tempfile.gettempdir(), "data", "/var/tmp", "/"]
folders.append(Path(get_connection_file()).parent)
assert [folder for folder in folders if Path(folder, WORD).exists()] == []
assert list(Path("/dev/shm").iterdir()) == []

# %% memory that is shared
assert libc.shmget(4711, 4096, 0) == -1
assert libc.msgget(4711, 0) == -1
assert not answers()

# %% the interpreter
assert not any(hasattr(one, "left") for one in (builtins, sys, np))
assert "LEFT" not in os.environ
assert random.random() != random.Random(1).random()
assert np.random.rand() != np.random.RandomState(1).rand()
assert np.random.rand() != np.random.RandomState().rand()

# %% processes
assert sorted(int(p) for p in os.listdir("/proc") if p.isdigit())[-1] < 20
