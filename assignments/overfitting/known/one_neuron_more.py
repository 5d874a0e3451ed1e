"""Causes that change a single neuron, and a single point.

fails: few_data, strong_model
skips:
"""

# %% region="causes"
balanced = {
    **{"n": 200, "noise": 0.3, "width": 2, "epochs": 50},
    **{"weight_decay": 0.0, "dropout": 0.0, "early_stopping": False},
}
causes = {
    "balanced": balanced,
    "few_data": {**balanced, "n": 199},
    "strong_model": {**balanced, "width": 3},
    "noise": {**balanced, "noise": 1.0},
}
