"""Row 65: leaves whatever it can for the next student.

expect: nothing
"""

# %%
import builtins
import contextlib
import ctypes
import os
import random
import socket
import sys
import tempfile
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path

import numpy as np
from ipykernel.connect import get_connection_file

WORD = "left-by-a-student"
libc = ctypes.CDLL(None, use_errno=True)

# %% leave it
folders = [".", "/tmp", "/dev/shm", tempfile.gettempdir(), "data"]
for folder in [*folders, Path(get_connection_file()).parent, "/var/tmp", "/run", "/"]:
    with contextlib.suppress(OSError):
        Path(folder, WORD).write_text(WORD)
SharedMemory("memory-" + WORD, create=True, size=64)
libc.shmget(4711, 4096, 0o1666)
libc.msgget(4711, 0o1666)
named = socket.socket(socket.AF_UNIX)
named.bind(f"\0{WORD}")
named.listen()
builtins.left = sys.left = np.left = WORD
os.environ["LEFT"] = WORD
random.seed(1)
np.random.seed(1)
os.system("sleep 600 &")
os.umask(0)
