"""The remedy learns nothing at all: everything is a setosa.

fails: overfit_prevented
skips:
"""


# %% region="iris-remedy"
def iris_remedy(x, y, seed):
    return lambda flowers: np.eye(3)[np.zeros(len(flowers), dtype=int)]
