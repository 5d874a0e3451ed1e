"""Any validation loss above the training loss is called overfitting.

fails: verdicts
skips:
"""


# %% region="diagnose"
def smooth(values, reach=2):
    padded = np.pad(values, reach, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
    return np.median(windows, axis=1)


def diagnose(train_loss, val_loss):
    train, val = smooth(train_loss), smooth(val_loss)
    epoch = int(np.argmin(val)) + 1
    return "overfit" if val[-1] > train[-1] else "good", epoch
