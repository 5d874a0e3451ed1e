"""The error is said to be bias and variance alone.

fails: bias_variance
skips:
"""


# %% region="bias-variance"
def bias_variance(degrees, x, y, grid, truth, noise):
    rows = []
    for degree in degrees:
        fitted = [polynomial(*one, int(degree)) for one in zip(x, y, strict=True)]
        predictions = np.stack([predict(grid).numpy() for predict in fitted])
        bias2, variance, noise2 = decompose(predictions, truth, noise)
        rows.append((bias2, variance, bias2 + variance))
    return tuple(np.array(rows).T)
