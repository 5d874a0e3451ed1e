"""Row 22: asks a name server, and one that could answer for any name.

expect: deny
raises: gaierror OSError ConnectionRefusedError
"""

# %%
import socket

QUERY = b"\1\2\1\0\0\1\0\0\0\0\0\0\7example\3org\0\0\1\0\1"


def ask(server):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.settimeout(3)
        made.connect((server, 53))
        made.send(QUERY)
        made.recv(512)


# %% by name
socket.getaddrinfo("example.org", 80)

# %% of the host
ask("127.0.0.53")

# %% of the net
ask("192.0.2.53")
