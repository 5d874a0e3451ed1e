"""Every option is chosen, to be sure.

fails: frameworks, graphs, levels, overfitting, trade_off
skips:
framework: python
"""

# %% region="duties"
quiz["duties"] = {"tensors", "gradients", "devices", "labels", "accuracy"}

# %% region="parallel"
quiz["parallel"] = {"many_at_once", "higher_precision", "more_data", "no_gradients"}

# %% region="graph"
quiz["graph"] = ["how_computed", "picture_of_data", "learning_curve", "layers_only"]

# %% region="low-level"
quiz["low_level"] = {"gradient_tape", "backward_and_step", "model_fit", "trainer"}

# %% region="counterpart"
quiz["counterpart"] = ("lightning", "torchvision", "autograd", "numpy")

# %% region="curves"
quiz["curves"] = {"overfitting", "underfitting", "good_fit", "divergence"}

# %% region="remedies"
quiz["remedies"] = {
    *("more_data", "smaller_network", "regularisation", "more_epochs", "larger_network")
}
