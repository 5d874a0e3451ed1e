"""Row 22: TCP, UDP and IPv6 to listeners of the host.

expect: deny
raises: OSError ConnectionRefusedError
walls off: succeeds
"""

# %%
import socket


def speak(family, kind, address):
    with socket.socket(family, kind) as made:
        made.settimeout(3)
        made.connect(address)
        made.send(b"hello")
        made.send(b"hello again")  # an unheard datagram is only told by the second


# %% TCP
speak(socket.AF_INET, socket.SOCK_STREAM, target["tcp"])

# %% UDP
speak(socket.AF_INET, socket.SOCK_DGRAM, target["udp"])

# %% IPv6
speak(socket.AF_INET6, socket.SOCK_STREAM, target["tcp6"])
