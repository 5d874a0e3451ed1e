"""A softmax for each kind of target: of one output it is always 1, of labels it adds to 1.

fails: binary, multilabel
skips:
framework: keras
"""


# %% region="fit-binary"
def fit_binary(x, y, seed):
    return trained(x, y, 1, "softmax", "binary_crossentropy", seed)


# %% region="fit-multilabel"
def fit_multilabel(x, y, seed):
    return trained(x, y, 4, "softmax", "categorical_crossentropy", seed)
