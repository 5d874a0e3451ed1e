"""Softmax over the whole table instead of each row.

fails: tensors
skips:
"""


# %% region="tensors"
def sigmoid(t):
    small = torch.exp(-t.abs())
    return torch.where(t >= 0, 1, small) / (1 + small)


def softmax(t):
    powers = torch.exp(t - t.max())
    return powers / powers.sum()
