"""Row 23: raw packets, and the socket that leads to a virtual machine's host.

A vsock has no network namespace: it has to be refused by its family.

expect: deny
raises: PermissionError OSError
"""

# %%
import socket

# %% packet
socket.socket(socket.AF_PACKET, socket.SOCK_RAW)

# %% raw
socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)

# %% vsock
socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)
