"""Neurons were counted where parameters were asked.

fails: iris_experiments
skips: iris_replay
"""


# %% region="iris-experiments"
def share_right(predict, x, y):
    return float((predict(x).argmax(axis=1) == y).mean())


def experiment(hidden):
    predict = iris_fit(x_train, y_train, hidden, IRIS_EPOCHS, SEED)
    return {
        "hidden": hidden,
        "parameters": sum(hidden) + 3,
        "epochs": IRIS_EPOCHS,
        "seed": SEED,
        "accuracy": share_right(predict, x_train, y_train),
        "val_accuracy": share_right(predict, x_val, y_val),
    }


iris_experiments = [experiment(h) for h in ((), (4,), (16,), (64,), (32, 32))]
