"""The network that should overfit is too small for it.

fails: overfit_observed
skips: overfit_prevented
"""


# %% region="iris-overfit"
def iris_overfit(x, y, seed):
    torch.manual_seed(seed)
    standardise = standardiser(x)
    network = dense_network(4, (2,), 3)
    data = (standardise(x), labels(y))
    train(network, data, None, epochs=100, rate=0.01, batch=len(x))
    return lambda flowers: scores(network, standardise(flowers)).cpu().numpy()
