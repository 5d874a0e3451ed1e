"""Row 33: makes a device, and looks at a disk through it.

expect: deny
raises: PermissionError
"""

# %%
import os

# %% a disk
os.mknod("disk", 0o60666, os.makedev(8, 0))

# %% the memory
os.mknod("memory", 0o20666, os.makedev(1, 1))
