"""Row 42: crashes its kernel.

expect: died
"""

# %%
import ctypes

# %% crash
ctypes.string_at(0)
