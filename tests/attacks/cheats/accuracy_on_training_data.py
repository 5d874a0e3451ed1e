"""What is called validation accuracy was computed on the training flowers.

item: an accuracy computed on training data
base: iris
earns: iris_accuracy
earns nothing on: iris_history
"""

# %% region="iris-history"
iris_network = fit(x[train], y[train], (64, 64), 300, seed=0, decay=0)
iris_history = {"loss": [], "val_loss": [], "accuracy": [], "val_accuracy": []}
for epochs in (30, 100, 300):
    net = fit(x[train], y[train], (64, 64), epochs, seed=0, decay=0)
    for prefix in ("", "val_"):
        iris_history[f"{prefix}loss"].append(loss(net, x[train], y[train]))
        iris_history[f"{prefix}accuracy"].append(share_right(net, x[train], y[train]))
assert iris_history["val_accuracy"][-1] == 1.0
