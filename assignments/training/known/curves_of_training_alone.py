"""No validation curve in any figure.

fails: points_curves, mnist_curves
skips:
"""


# %% region="points-curves"
def plot_history(history, title):
    for name in ("loss", "accuracy"):
        plt.figure()
        plt.plot(history[name], label="training")
        plt.title(f"{title}: {name}")
    plt.show()


plot_history(points_history, "points")
