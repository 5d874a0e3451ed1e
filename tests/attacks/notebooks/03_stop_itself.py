"""Row 3: stops its own process, which then hears no interrupt.

expect: timeout
cell seconds: 1
"""

# %%
import os
import signal

# %% stop
os.kill(os.getpid(), signal.SIGSTOP)
