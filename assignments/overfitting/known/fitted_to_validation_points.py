"""Both models are fitted to the validation points as well.

fails: errors
skips:
"""


# %% region="errors"
def mean_square(differences):
    return np.mean(np.asarray(differences) ** 2)


def five_point_errors(x, y, x_val, y_val):
    found = {}
    for name, fit in (("line", line), ("curve", curve)):
        predict = fit(np.concatenate([x, x_val]), np.concatenate([y, y_val]))
        found[f"{name}_train"] = mean_square(predict(x).numpy() - y)
        found[f"{name}_val"] = mean_square(predict(x_val).numpy() - y_val)
    return found
