"""The history belongs to a first try that was given up.

fails: points_history
skips: points_curves
"""


# %% region="points-train"
def on_device(x, y):
    inputs = torch.tensor(x, dtype=torch.float32, device=DEVICE)
    return inputs, torch.tensor(y, device=DEVICE)


torch.manual_seed(SEED)
training = on_device(points_split["x_train"], points_split["y_train"])
validation = on_device(points_split["x_val"], points_split["y_val"])
first_try = dense_network(2, (), 2)
points_history = train(first_try, training, validation, 5, 1e-3, POINTS_BATCH)
points_network = dense_network(2, POINTS_HIDDEN, 2)
train(points_network, training, validation, POINTS_EPOCHS, POINTS_RATE, POINTS_BATCH)
