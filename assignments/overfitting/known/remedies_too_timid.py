"""Every remedy changes what it should, but hardly.

fails: more_data, smaller_model, weight_decay, dropout
skips:
"""

# %% region="remedies"
overfit = {**balanced, "n": 40, "noise": 0.5, "width": 32}
remedies = {
    "overfit": overfit,
    "more_data": {**overfit, "n": 41},
    "smaller_model": {**overfit, "width": 31},
    "weight_decay": {**overfit, "weight_decay": 0.001},
    "dropout": {**overfit, "dropout": 0.001},
    "early_stopping": {**overfit, "early_stopping": True},
}
