"""The standard deviation of the noise for its variance.

fails: decompose, bias_variance
skips:
"""


# %% region="decompose"
def decompose(predictions, truth, noise):
    mean_model = predictions.mean(axis=0)
    bias2 = mean_square(mean_model - truth)
    variance = mean_square(predictions - mean_model)
    return bias2, variance, noise
