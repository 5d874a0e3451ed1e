"""Row 11: a tensor of four gigabytes, every page of it touched.

expect: memory deny
raises: RuntimeError
memory: 1024
"""

# %%
import torch

# %% fill it
torch.ones(1 << 30, dtype=torch.float32).sum()
