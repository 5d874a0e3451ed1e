"""Bias squared and variance of predictions, from the redraws that it is given.

assignment: bias-variance
earns: bias, variance
"""

# %%
def bias_variance(table):
    *predictions, truth = table
    mean = sum(predictions) / len(predictions)
    squares = sum((p - mean) ** 2 for p in predictions) / len(predictions)
    return [((mean - truth) ** 2).mean(), squares.mean()]
