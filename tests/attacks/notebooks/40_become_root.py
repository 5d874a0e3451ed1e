"""Row 40: becomes another user.

expect: deny
raises: PermissionError OSError
walls off: succeeds as root
"""

# %%
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_SYS_ADMIN = 47, 2, 21


# %% by number
os.setuid(0)

# %% by groups
os.setgroups([0])

# %% by owner
with open("mine", "w") as file:
    os.fchown(file.fileno(), 0, 0)

# %% by priority
os.setpriority(os.PRIO_PROCESS, 0, -5)
