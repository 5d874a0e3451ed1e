"""Row 38: system calls by the numbers of i386, which a filter could overlook.

expect: nothing
walls off: succeeds
machine: x86_64
"""

# %%
import ctypes
import mmap
import os
import time

GETPID_BY_INT_80 = bytes.fromhex("b8 14 00 00 00 cd 80 c3")
GETPID_BY_X32 = bytes.fromhex("b8 27 00 00 40 0f 05 c3")


def child_could_call(code):
    child = os.fork()
    if child == 0:
        page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        page.write(code)
        address = ctypes.addressof(ctypes.c_char.from_buffer(page))
        told = ctypes.CFUNCTYPE(ctypes.c_int)(address)()
        os._exit(0 if told == os.getpid() else 1)
    _, status = os.waitpid(child, 0)
    return status == 0


# %% call
i386, x32 = child_could_call(GETPID_BY_INT_80), child_could_call(GETPID_BY_X32)
assert not x32
assert not i386
