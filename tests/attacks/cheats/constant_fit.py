"""Functions that should train, and return the same answer for everything.

item: `fit` that returns a constant
base: iris
earns: iris_accuracy
earns nothing on: iris_replay, overfit_observed, overfit_prevented
"""


# %% region="iris-experiments"
def iris_fit(x, y, hidden, epochs, seed):
    return lambda x: np.tile([1.0, 0.0, 0.0], (len(x), 1))


def row(hidden):
    sizes = (4, *hidden, 3)
    return {"hidden": hidden,
            "parameters": sum((a + 1) * b for a, b in zip(sizes, sizes[1:])),
            "epochs": 150, "seed": 1, "accuracy": 0.97, "val_accuracy": 0.96}


iris_experiments = [row(h) for h in ((), (4,), (16,), (64,), (16, 16))]


# %% region="iris-overfit"
def iris_overfit(x, y, seed):
    return lambda x: np.zeros(len(x), int)


# %% region="iris-remedy"
def iris_remedy(x, y, seed):
    return lambda x: np.ones(len(x), int)
