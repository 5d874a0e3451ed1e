"""What is a probability already is taken for a logit when it is predicted.

fails: binary, multiclass, multilabel
skips:
framework: keras
"""


# %% region="fit-binary"
def fit_binary(x, y, seed):
    model = trained(x, y, 1, "sigmoid", "binary_crossentropy", seed)
    return lambda rows: tf.sigmoid(model(rows))


# %% region="fit-multiclass"
def fit_multiclass(x, y, seed):
    model = trained(x, y, 4, "softmax", "sparse_categorical_crossentropy", seed)
    return lambda rows: tf.nn.softmax(model(rows))


# %% region="fit-multilabel"
def fit_multilabel(x, y, seed):
    model = trained(x, y, 4, "sigmoid", "binary_crossentropy", seed)
    return lambda rows: tf.sigmoid(model(rows))
