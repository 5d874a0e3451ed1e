"""Row 12: segments of System V, which outlive the process that makes them.

Resource limits do not count them; a control group does.

expect: memory deny
raises: OSError PermissionError
no cgroups: deny nothing
memory: 512
"""

# %%
import ctypes

SIZE = 64 << 20
libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
libc.shmat.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_int)


def fill():
    made = []
    try:
        for _ in range(16):
            number = libc.shmget(0, ctypes.c_size_t(SIZE), 0o1600)
            if number < 0:
                raise OSError(ctypes.get_errno(), "shmget")
            made.append(number)
            ctypes.memset(libc.shmat(number, None, 0), 1, SIZE)
    finally:
        for number in made:
            libc.shmctl(number, 0, None)


# %% fill
fill()
