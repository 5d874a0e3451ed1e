"""Straight through, for large inputs too.

fails: custom_backward
skips:
"""


# %% region="custom-backward"
def binarise(t):
    return t + (torch.sign(t) - t).detach()
