"""Curves that look like training, and are noise.

item: a plot of random numbers
base: iris
earns: iris_history
earns nothing on: iris_curves
"""

# %% region="iris-curves"
for key in ("loss", "accuracy"):
    plt.figure()
    n = len(iris_history[key])
    for label in ("training", "validation"):
        noise = np.random.default_rng().normal(size=n).cumsum() / n
        plt.plot(np.exp(-np.arange(n) / 20) + noise / 10, label=label)
    plt.title(key)
    plt.legend()
plt.show()
