"""Row 37: namespaces of its own, in which it would be root.

expect: deny
raises: CalledProcessError PermissionError OSError
walls off: succeeds
"""

# %%
import ctypes
import os
import signal
import subprocess

# Not CDLL: it gives the interpreter's lock away during the call, and a clone has no
# other thread that would ever give it back.
libc = ctypes.PyDLL(None, use_errno=True)
CLONE_NEWUSER, SYS_CLONE = 0x10000000, {"x86_64": 56, "aarch64": 220}

# %% unshare
subprocess.run(["unshare", "--user", "true"], check=True)

# %% unshare, as root inside
subprocess.run(["unshare", "--map-root-user", "--mount", "true"], check=True)

# %% clone
number = ctypes.c_long(SYS_CLONE[os.uname().machine])
flags = ctypes.c_ulong(CLONE_NEWUSER | signal.SIGCHLD)
pid = libc.syscall(number, flags, None, None, None, None)
if pid == 0:
    os._exit(0)
if pid < 0:
    raise OSError(ctypes.get_errno(), "clone")
os.waitpid(pid, 0)
