"""Row 43: closes every descriptor of its kernel.

expect: died protocol timeout
cell seconds: 2
"""

# %%
import os

# %% close
os.closerange(3, 4096)
