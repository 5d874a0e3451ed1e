"""A network that could overfit stops long before it does.

fails: overfit_observed
skips: overfit_prevented
"""


# %% region="iris-overfit"
def iris_overfit(x, y, seed):
    torch.manual_seed(seed)
    standardise = standardiser(x)
    network = dense_network(4, (128, 128, 128), 3)
    data = (standardise(x), labels(y))
    train(network, data, None, epochs=5, rate=0.001, batch=len(x))
    return lambda flowers: scores(network, standardise(flowers)).cpu().numpy()
