"""The Iris half of the lab, honestly done, in numpy: it trains in a moment.

earns: runs, iris_split, iris_accuracy, iris_history, iris_curves, iris_experiments,
  iris_replay, overfit_observed, overfit_prevented
"""

# %% region="iris-data"
import matplotlib.pyplot as plt
import numpy as np
import threadpoolctl
from sklearn.datasets import load_iris

threadpoolctl.threadpool_limits(1)  # matrices this small gain nothing by two
x, y = load_iris(return_X_y=True)
print(x[:3], np.bincount(y))

# %% region="iris-split"
order = np.random.default_rng(3).permutation(len(x))
train, val = order[:75], order[75:]
iris_split = {"x_train": x[train], "y_train": y[train],
              "x_val": x[val], "y_val": y[val]}


# %% region="iris-network"
def share_right(predict, x, y):
    return float((predict(x).argmax(axis=1) == y).mean())


def fit(x, y, hidden=(16,), epochs=150, seed=0, watch=None, decay=1e-3):
    """A ReLU network, cross-entropy, Adam on the whole set at once."""
    rng = np.random.default_rng(seed)
    mean, spread = x.mean(axis=0), x.std(axis=0)
    sizes = [4, *hidden, 3]
    weights = []
    for a, b in zip(sizes, sizes[1:]):
        weights += [rng.normal(size=(a, b)) * np.sqrt(2 / a), np.zeros(b)]
    m, v = [np.zeros_like(w) for w in weights], [np.zeros_like(w) for w in weights]

    def forward(x):
        kept = [(x - mean) / spread]
        for i in range(0, len(weights), 2):
            z = kept[-1] @ weights[i] + weights[i + 1]
            kept.append(z if i + 2 == len(weights) else np.maximum(z, 0))
        return kept

    def predict(x):
        return forward(x)[-1]

    for step in range(1, epochs + 1):
        kept = forward(x)
        p = np.exp(kept[-1] - kept[-1].max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        delta = (p - np.eye(3)[y]) / len(x)
        grads = [None] * len(weights)
        for i in reversed(range(0, len(weights), 2)):
            a = kept[i // 2]
            grads[i], grads[i + 1] = a.T @ delta + decay * weights[i], delta.sum(axis=0)
            delta = (delta @ weights[i].T) * (a > 0)
        for i, g in enumerate(grads):
            m[i] = 0.9 * m[i] + 0.1 * g
            v[i] = 0.999 * v[i] + 0.001 * g * g
            weights[i] -= (0.03 * (m[i] / (1 - 0.9**step))
                           / (np.sqrt(v[i] / (1 - 0.999**step)) + 1e-8))
        if watch is not None:
            watch(predict)
    return predict


def loss(predict, x, y):
    z = predict(x)
    z = z - z.max(axis=1, keepdims=True)
    return float((np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]).mean())


# %% region="iris-history"
iris_history = {"loss": [], "val_loss": [], "accuracy": [], "val_accuracy": []}


def record(predict):
    for prefix, part in (("", train), ("val_", val)):
        iris_history[f"{prefix}loss"].append(loss(predict, x[part], y[part]))
        iris_history[f"{prefix}accuracy"].append(share_right(predict, x[part], y[part]))


iris_network = fit(x[train], y[train], watch=record)
print("validation accuracy", iris_history["val_accuracy"][-1])

# %% region="iris-predict"
def iris_predict(x):
    return iris_network(x)


# %% region="iris-curves"
for key in ("loss", "accuracy"):
    plt.figure()
    plt.plot(iris_history[key], label="training")
    plt.plot(iris_history[f"val_{key}"], label="validation")
    plt.title(key)
    plt.legend()
plt.show()


# %% region="iris-experiments"
def iris_fit(x, y, hidden, epochs, seed):
    return fit(x, y, hidden, epochs, seed)


def experiment(hidden):
    predict = iris_fit(x[train], y[train], hidden, 150, 1)
    sizes = (4, *hidden, 3)
    return {"hidden": hidden,
            "parameters": sum((a + 1) * b for a, b in zip(sizes, sizes[1:])),
            "epochs": 150, "seed": 1,
            "accuracy": share_right(predict, x[train], y[train]),
            "val_accuracy": share_right(predict, x[val], y[val])}


iris_experiments = [experiment(h) for h in ((), (4,), (16,), (64,), (16, 16))]


# %% region="iris-overfit"
def iris_overfit(x, y, seed):
    return fit(x, y, (96, 96), 300, seed, decay=0)


# %% region="iris-remedy"
def iris_remedy(x, y, seed):
    return fit(x, y, (), 80, seed, decay=0.02)
