"""Row 38: parts of the system that no notebook needs: io_uring and keyrings.

expect: deny
walls off: succeeds
"""

# %%
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
IO_URING_SETUP, SESSION_KEYRING = 425, -3
KEYCTL = {"x86_64": 250, "aarch64": 219}[os.uname().machine]
ADD_KEY = {"x86_64": 248, "aarch64": 217}[os.uname().machine]


def call(number, *arguments):
    result = libc.syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


# %% io_uring
os.close(call(IO_URING_SETUP, 1, ctypes.create_string_buffer(120)))

# %% keyctl
call(KEYCTL, 0, ctypes.c_int(SESSION_KEYRING), 1)

# %% add_key
call(ADD_KEY, b"user", b"grader-test", b"x", ctypes.c_size_t(1), ctypes.c_int(-1))
