"""The network that should overfit has plenty of data.

fails: more_data, smaller_model, weight_decay, dropout, early_stopping
skips:
"""

# %% region="remedies"
overfit = {**balanced, "n": 1000, "noise": 0.5, "width": 32}
remedies = {
    "overfit": overfit,
    "more_data": {**overfit, "n": 1000},
    "smaller_model": {**overfit, "width": 1},
    "weight_decay": {**overfit, "weight_decay": 4.0},
    "dropout": {**overfit, "dropout": 0.6},
    "early_stopping": {**overfit, "early_stopping": True},
}
