"""Row 6: forks whenever it can, and every fork does the same, deaf to interrupts.

expect: timeout
cell seconds: 1
processes: 40
"""

# %%
import os
import signal

# %% multiply
signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    try:
        os.fork()
    except OSError:
        pass
