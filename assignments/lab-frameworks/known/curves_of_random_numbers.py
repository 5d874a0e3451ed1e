"""The plots show lines that no training drew.

fails: iris_curves
skips:
"""


# %% region="iris-curves"
def plot_history(history, title):
    for name in ("loss", "accuracy"):
        plt.figure()
        plt.plot(np.random.rand(len(history[name])), label="training")
        plt.plot(np.random.rand(len(history[name])), label="validation")
        plt.title(f"{title}: {name}")
        plt.legend()
    plt.show()


plot_history(iris_history, "Iris")
