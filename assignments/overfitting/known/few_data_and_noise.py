"""Two causes at once: nobody knows which had the effect.

fails: few_data
skips:
"""

# %% region="causes"
balanced = {
    **{"n": 200, "noise": 0.3, "width": 2, "epochs": 50},
    **{"weight_decay": 0.0, "dropout": 0.0, "early_stopping": False},
}
causes = {
    "balanced": balanced,
    "few_data": {**balanced, "n": 20, "noise": 0.6},
    "strong_model": {**balanced, "width": 64, "epochs": 100},
    "noise": {**balanced, "noise": 1.0},
}
