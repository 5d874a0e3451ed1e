"""A flower is normalised by the flowers it is asked with.

fails: iris_accuracy
skips:
"""


# %% region="iris-predict"
def iris_predict(x):
    return scores(iris_network, standardiser(x)(x)).cpu().numpy()
