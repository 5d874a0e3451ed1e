"""Row 14: thousands of sockets in the one folder that lies on the host.

Each of them takes an entry of the host's file system.

expect: deny
raises: OSError PermissionError
"""

# %%
import os
import socket
from pathlib import Path

from ipykernel.connect import get_connection_file

room = Path(get_connection_file()).parent


def fill():
    for i in range(5_000):
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(f"{room}/many-{i}")


# %% bind
fill()
