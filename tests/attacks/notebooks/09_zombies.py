"""Row 9: ten thousand children that nobody buries.

expect: deny
raises: BlockingIOError
processes: 64
"""

# %%
import os

# %% bury nobody
for _ in range(10_000):
    if os.fork() == 0:
        os._exit(0)
