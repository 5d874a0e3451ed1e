"""One of each pair is wrong: a part left out, a letter for a name, a word for a number.

fails: frameworks, graphs, levels, overfitting, trade_off
skips:
framework: python
"""

# %% region="duties"
quiz["duties"] = {"tensors"}

# %% region="chain"
quiz["chain"] = "forty-two"

# %% region="counterpart"
quiz["counterpart"] = "a"

# %% region="stop"
quiz["stop"] = 3

# %% region="error"
quiz["error"] = None
