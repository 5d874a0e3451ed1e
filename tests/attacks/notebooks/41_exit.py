"""Row 41: ends its kernel without a word.

expect: died
"""

# %%
import os

# %% exit
os._exit(0)
