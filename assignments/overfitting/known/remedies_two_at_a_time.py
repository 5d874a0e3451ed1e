"""Each remedy stops early, too: which one helped?

fails: more_data, smaller_model, weight_decay, dropout
skips:
"""

# %% region="remedies"
overfit = {**balanced, "n": 40, "noise": 0.5, "width": 32}
remedies = {
    "overfit": overfit,
    "more_data": {**overfit, "n": 500},
    "smaller_model": {**overfit, "width": 1},
    "weight_decay": {**overfit, "weight_decay": 4.0},
    "dropout": {**overfit, "dropout": 0.6},
    "early_stopping": {**overfit, "early_stopping": True},
}
remedies = {
    name: {**setting, "early_stopping": name != "overfit"}
    for name, setting in remedies.items()
}
