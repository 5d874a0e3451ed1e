"""Roots of the mean squared errors.

fails: errors
skips:
"""


# %% region="errors"
def mean_square(differences):
    return np.mean(np.asarray(differences) ** 2)


def five_point_errors(x, y, x_val, y_val):
    found = {}
    for name, fit in (("line", line), ("curve", curve)):
        predict = fit(x, y)
        found[f"{name}_train"] = mean_square(predict(x).numpy() - y)
        found[f"{name}_val"] = mean_square(predict(x_val).numpy() - y_val)
    return found


def mean_square_errors(*arguments):
    return {key: value**0.5 for key, value in squares(*arguments).items()}


squares, five_point_errors = five_point_errors, mean_square_errors
