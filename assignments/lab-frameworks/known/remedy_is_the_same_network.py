"""The remedy changes nothing.

fails: overfit_prevented
skips:
"""


# %% region="iris-remedy"
def iris_remedy(x, y, seed):
    return iris_overfit(x, y, seed)
