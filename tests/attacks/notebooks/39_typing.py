"""Row 39: types into a terminal, as if somebody sat there.

expect: deny
walls off: succeeds as root
"""

# %%
import fcntl
import os
import termios

ours, theirs = os.openpty()

# %% type
fcntl.ioctl(theirs, termios.TIOCSTI, b"x")
