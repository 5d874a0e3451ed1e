"""Row 38: calls that load code into the system or watch it.

expect: deny
walls off: succeeds as root
"""

# %%
import ctypes
import os
import struct

libc = ctypes.CDLL(None, use_errno=True)
BPF = {"x86_64": 321, "aarch64": 280}[os.uname().machine]
PERF = {"x86_64": 298, "aarch64": 241}[os.uname().machine]


def call(number, *arguments):
    result = libc.syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


# %% bpf
array_of_one = struct.pack("5I", 2, 4, 8, 1, 0)
os.close(call(BPF, 0, array_of_one, len(array_of_one)))

# %% userfaultfd
USERFAULTFD = {"x86_64": 323, "aarch64": 282}[os.uname().machine]
os.close(call(USERFAULTFD, 0))
