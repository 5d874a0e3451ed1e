"""Every experiment trains the same network: iris_fit does not look at hidden.

fails: iris_replay
skips:
"""


# %% region="iris-fit"
def iris_fit(x, y, hidden, epochs, seed):
    torch.manual_seed(seed)
    standardise = standardiser(x)
    network = dense_network(4, IRIS_HIDDEN, 3)
    data = (standardise(x), labels(y))
    train(network, data, None, epochs, IRIS_RATE, IRIS_BATCH, IRIS_DECAY)
    return lambda flowers: scores(network, standardise(flowers)).cpu().numpy()
