"""The network's gradients are summed over the rows, its loss is a mean.

fails: network
skips:
"""


# %% region="network"
def network_gradients(x, y, w1, b1, w2, b2):
    hidden = np.tanh(x @ w1 + b1)
    logits = hidden @ w2 + b2
    shifted = logits - logits.max(axis=1, keepdims=True)
    probabilities = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    truth = np.eye(logits.shape[1])[y]
    loss = -np.log((probabilities * truth).sum(axis=1)).mean()
    d_logits = probabilities - truth
    d_sums = d_logits @ w2.T * (1 - hidden**2)
    return (
        loss,
        x.T @ d_sums,
        d_sums.sum(axis=0),
        hidden.T @ d_logits,
        d_logits.sum(axis=0),
    )
