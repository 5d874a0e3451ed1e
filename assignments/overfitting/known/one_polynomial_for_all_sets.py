"""All training sets are thrown together: nothing varies.

fails: bias_variance
skips:
"""


# %% region="bias-variance"
def bias_variance(degrees, x, y, grid, truth, noise):
    rows = []
    for degree in degrees:
        fitted = [polynomial(x.ravel(), y.ravel(), int(degree))]
        predictions = np.stack([predict(grid).numpy() for predict in fitted])
        bias2, variance, noise2 = decompose(predictions, truth, noise)
        rows.append((bias2, variance, bias2 + variance + noise2))
    return tuple(np.array(rows).T)
