"""Row 24: a socket of the host that has a name and no file.

expect: deny
raises: ConnectionRefusedError PermissionError
walls off: succeeds
"""

# %%
import socket

# %% connect
with socket.socket(socket.AF_UNIX) as made:
    made.connect(target["abstract"])
