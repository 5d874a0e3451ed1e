"""Sigmoid and softmax as in the textbook: exp overflows.

fails: tensors
skips:
"""


# %% region="tensors"
def sigmoid(t):
    return 1 / (1 + torch.exp(-t))


def softmax(t):
    powers = torch.exp(t)
    return powers / powers.sum(dim=-1, keepdim=True)
