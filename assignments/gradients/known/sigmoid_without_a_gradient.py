"""Right values by way of numpy: no gradient gets through.

fails: tensors
skips:
"""


# %% region="tensors"
def sigmoid(t):
    values = t.detach().numpy()
    small = np.exp(-np.abs(values))
    return torch.tensor(np.where(values >= 0, 1, small) / (1 + small))


def softmax(t):
    powers = torch.exp(t - t.amax(dim=-1, keepdim=True))
    return powers / powers.sum(dim=-1, keepdim=True)
