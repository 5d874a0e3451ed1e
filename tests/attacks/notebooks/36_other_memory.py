"""Row 36: the memory and the files of another process, here a child of its own.

expect: deny
walls off: succeeds
"""

# %%
import ctypes
import os
import subprocess

libc = ctypes.CDLL(None, use_errno=True)
PTRACE_SEIZE, PIDFD_GETFD = 0x4206, 438

def called(result):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


# %% ptrace
child = subprocess.Popen(["sleep", "20"])
pid = ctypes.c_long(child.pid)
called(libc.ptrace(ctypes.c_long(PTRACE_SEIZE), pid, None, None))

# %% process_vm_readv
here = ctypes.create_string_buffer(8)
vector = (ctypes.c_void_p * 2)(ctypes.addressof(here), 8)
called(libc.process_vm_readv(os.getpid(), vector, 1, vector, 1, 0))

# %% process_vm_writev
called(libc.process_vm_writev(os.getpid(), vector, 1, vector, 1, 0))

# %% pidfd_getfd
own = os.pidfd_open(os.getpid())
os.close(called(libc.syscall(ctypes.c_long(PIDFD_GETFD), own, 1, 0)))

# %% pidfd_getfd of the child
child = subprocess.Popen(["sleep", "20"])
other = os.pidfd_open(child.pid)
os.close(called(libc.syscall(ctypes.c_long(PIDFD_GETFD), other, 1, 0)))
