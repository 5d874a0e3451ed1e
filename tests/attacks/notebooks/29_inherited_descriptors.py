"""Row 29: descriptors that came along: files, folders, the grader's own sockets.

expect: nothing
"""

# %%
import os
import socket
import stat

PIPES = 9  # three for the standard streams, and those of the event loops
SOCKETS = 60


def kind_of(descriptor):
    mode = os.fstat(descriptor).st_mode
    kinds = {"folder": stat.S_ISDIR, "file": stat.S_ISREG, "disk": stat.S_ISBLK}
    return next((name for name, fits in kinds.items() if fits(mode)), "")


def outer_socket(descriptor):
    """Whether its other end is held by somebody outside: that has no pid in here."""
    try:
        made = socket.socket(fileno=os.dup(descriptor))
    except OSError:
        return None
    with made:
        if made.family != socket.AF_UNIX:
            return None
        told = made.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        peer = int.from_bytes(told[:4], "little")
        named = bool(made.getsockname()) or made.getsockopt(
            socket.SOL_SOCKET, socket.SO_ACCEPTCONN
        )
        return None if peer == os.getpid() or named else made.type


held = []
for name in os.listdir("/proc/self/fd"):
    try:
        held.append((int(name), os.readlink(f"/proc/self/fd/{name}")))
    except OSError:
        continue  # that of the listing itself

# %% look
opened = [(n, path) for n, path in held if kind_of(n) and not path.startswith("/proc")]
assert opened == []
outer = [outer_socket(n) for n, path in held if path.startswith("socket:")]
assert [kind for kind in outer if kind is not None] == [socket.SOCK_STREAM]
