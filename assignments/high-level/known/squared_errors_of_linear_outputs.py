"""Regression where probabilities are asked for: linear outputs, squared errors.

fails: binary, multilabel
skips:
framework: lightning
"""


# %% region="fit-binary"
def fit_binary(x, y, seed):
    targets = y[:, None].astype("float32")
    network = trained(x, targets, 1, nn.MSELoss(), seed)
    return predictor(network, nn.Identity())


# %% region="fit-multilabel"
def fit_multilabel(x, y, seed):
    network = trained(x, y.astype("float32"), 4, nn.MSELoss(), seed)
    return predictor(network, softmax)
