"""Row 5: a loop in C that never lets go of the interpreter.

expect: timeout
cell seconds: 1
"""

# %%
from collections import deque
from itertools import repeat

# %% hold it
deque(repeat(0), maxlen=0)
