"""The "regularised" network is the overfitting one.

item: a "regularised" model that is the same model
base: iris
earns: overfit_observed
earns nothing on: overfit_prevented
"""


# %% region="iris-remedy"
def iris_remedy(x, y, seed):
    return iris_overfit(x, y, seed)
