"""So much weight decay and dropout that nothing is learnt.

fails: weight_decay, dropout
skips:
"""

# %% region="remedies"
overfit = {**balanced, "n": 40, "noise": 0.5, "width": 32}
remedies = {
    "overfit": overfit,
    "more_data": {**overfit, "n": 500},
    "smaller_model": {**overfit, "width": 1},
    "weight_decay": {**overfit, "weight_decay": 20.0},
    "dropout": {**overfit, "dropout": 0.99},
    "early_stopping": {**overfit, "early_stopping": True},
}
