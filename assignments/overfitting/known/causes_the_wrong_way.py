"""More data, a weaker model and less noise as causes.

fails: few_data, strong_model, noise
skips:
"""

# %% region="causes"
balanced = {
    **{"n": 200, "noise": 0.3, "width": 2, "epochs": 50},
    **{"weight_decay": 0.0, "dropout": 0.0, "early_stopping": False},
}
causes = {
    "balanced": balanced,
    "few_data": {**balanced, "n": 500},
    "strong_model": {**balanced, "width": 1},
    "noise": {**balanced, "noise": 0.1},
}
