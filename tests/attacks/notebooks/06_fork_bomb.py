"""Row 6: forks, and every fork forks.

expect: deny timeout died
raises: BlockingIOError
cell seconds: 2
processes: 40
"""

# %%
import os

# %% multiply
while True:
    os.fork()
