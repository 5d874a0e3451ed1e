"""Scores of the overfitting network at a high temperature: the same classes.

item: a "regularised" model that is the same model
base: iris
earns: overfit_observed
earns nothing on: overfit_prevented
"""


# %% region="iris-remedy"
def iris_remedy(x, y, seed):
    predict = iris_overfit(x, y, seed)

    def softened(x):
        z = predict(x) / 1e4
        p = np.exp(z - z.max(axis=1, keepdims=True))
        return p / p.sum(axis=1, keepdims=True)

    return softened
