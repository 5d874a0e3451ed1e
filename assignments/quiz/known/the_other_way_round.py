"""High and low, over and under, remedies and causes are confused.

fails: levels, overfitting, trade_off
skips:
framework: python
"""

# %% region="low-level"
quiz["low_level"] = {"model_fit", "trainer"}

# %% region="counterpart"
quiz["counterpart"] = "autograd"

# %% region="curves"
quiz["curves"] = "underfitting"

# %% region="stop"
quiz["stop"] = 6

# %% region="remedies"
quiz["remedies"] = {"larger_network", "more_epochs"}

# %% region="error"
quiz["error"] = 0.3 + 0.25 + 0.04
