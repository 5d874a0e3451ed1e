"""Row 23: asks the kernel, by netlink, what networks there are.

expect: nothing
walls off: succeeds
"""

# %%
import socket

# %% ask
try:
    found = {name for _, name in socket.if_nameindex()}
except OSError:
    found = set()
assert found <= {"lo"}
