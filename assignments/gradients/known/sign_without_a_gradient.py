"""torch.sign as it is: its gradient is zero everywhere.

fails: custom_backward
skips:
"""


# %% region="custom-backward"
def binarise(t):
    return torch.sign(t)
