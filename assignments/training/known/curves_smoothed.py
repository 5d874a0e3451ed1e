"""The curves are smoothed: no longer what was measured.

fails: points_curves, mnist_curves
skips:
"""


# %% region="points-curves"
def plot_history(history, title):
    for name, values in history.items():
        smooth = np.convolve(values, np.ones(3) / 3, mode="same")
        plt.plot(smooth, label=name)
    plt.title(title)
    plt.legend()
    plt.show()


plot_history(points_history, "points")
