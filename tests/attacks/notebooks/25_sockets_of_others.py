"""Row 25: the sockets of another kernel, and those of the system's daemons.

expect: deny
raises: FileNotFoundError PermissionError ConnectionRefusedError NotADirectoryError
"""

# %%
import glob
import socket
from pathlib import Path

from ipykernel.connect import get_connection_file

room = Path(get_connection_file()).parent


def connect(path):
    with socket.socket(socket.AF_UNIX) as made:
        made.connect(str(path))


# %% docker
connect("/var/run/docker.sock")

# %% system bus
connect("/run/dbus/system_bus_socket")

# %% beside our own
connect(room.parent / "grade-sibling" / "socket")

# %% beside our own, by another way
connect(f"/proc/1/root/{room.parent}/grade-sibling/socket")
