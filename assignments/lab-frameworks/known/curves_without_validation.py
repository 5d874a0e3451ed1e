"""The plots show training alone.

fails: iris_curves
skips:
"""


# %% region="iris-curves"
def plot_history(history, title):
    for name in ("loss", "accuracy"):
        plt.figure()
        plt.plot(history[name], label="training")
        plt.title(f"{title}: {name}")
        plt.legend()
    plt.show()


plot_history(iris_history, "Iris")
