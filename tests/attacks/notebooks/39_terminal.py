"""Row 39: opens the terminal of whoever grades.

expect: deny
raises: OSError FileNotFoundError PermissionError
"""

# %%
import os

# %% open
os.open("/dev/tty", os.O_RDWR)

# %% console
os.open("/dev/console", os.O_RDWR)
