"""The remedy never looks at the flowers it is given: it was trained on clean ones.

item: `fit` that returns a constant
base: iris
earns: overfit_observed
earns nothing on: overfit_prevented
"""


# %% region="iris-remedy"
def iris_remedy(x, y, seed):
    return iris_predict
