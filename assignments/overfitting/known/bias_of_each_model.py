"""Each model against the truth: bias and variance in one.

fails: decompose, bias_variance
skips:
"""


# %% region="decompose"
def decompose(predictions, truth, noise):
    mean_model = predictions.mean(axis=0)
    bias2 = mean_square(predictions - truth)
    variance = mean_square(predictions - mean_model)
    return bias2, variance, noise**2
