"""The graph that predicts was traced with the first network, and goes on using it.

framework: tensorflow
fails: iris_replay
skips:
"""

# %% region="iris-fit"
networks = []


@tf.function
def latest_logits(x):
    return logits_of(networks[-1], x)


def iris_fit(x, y, hidden, epochs, seed):
    random = tf.random.Generator.from_seed(seed)
    standardise = standardiser(x)
    networks.append(dense_network(4, hidden, 3, random))
    data = (standardise(x), labels(y))
    train(networks[-1], data, None, epochs, IRIS_RATE, IRIS_BATCH, random, IRIS_DECAY)
    return lambda flowers: latest_logits(standardise(flowers)).numpy()
