"""k nearest neighbours among what was served: a classifier like any other.

item: k-NN on the served data
base: iris
earns all of: runs, iris_accuracy, mnist_accuracy
"""


# %% region="iris-predict"
def iris_predict(flowers):
    distance = ((flowers[:, None] - x[train]) ** 2).sum(axis=2)
    nearest = distance.argsort(axis=1)[:, :9]
    return np.eye(3)[y[train]][nearest].mean(axis=1)


# %%
with np.load("data/mnist.npz") as file:
    images, digits = file["x_train"][:30_000], file["y_train"][:30_000]


def pooled(images):
    return images.reshape(-1, 784).astype(np.float32)


mean = pooled(images).mean(axis=0)
_, directions = np.linalg.eigh(np.cov((pooled(images[:5000]) - mean).T))
axes = directions[:, -40:].astype(np.float32)
known = (pooled(images) - mean) @ axes


def mnist_predict(asked):
    places = (pooled(asked) - mean) @ axes
    answers = []
    for some in np.array_split(places, len(places) // 250 + 1):
        distance = (known**2).sum(axis=1) - 2 * some @ known.T
        near = np.argpartition(distance, 3, axis=1)[:, :3]
        votes = np.eye(10)[digits[near]].sum(axis=1)
        closest = digits[distance.argmin(axis=1)]
        votes[np.arange(len(some)), closest] += 0.5
        answers.append(votes)
    return np.concatenate(answers)
