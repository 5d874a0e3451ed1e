"""Training goes on to the last epoch, come what may.

fails: early_stopping
skips:
"""

# %% region="network"
RATE = 0.08
PATIENCE = 15


def tensor(array):
    return torch.tensor(array, dtype=torch.float32, device=DEVICE)


def fit_network(x, y, x_val, y_val, setting, seed):
    torch.manual_seed(seed)
    network = nn.Sequential(
        nn.Linear(x.shape[1], setting["width"]),
        nn.Tanh(),
        nn.Dropout(setting["dropout"]),
        nn.Linear(setting["width"], 1),
        nn.Flatten(start_dim=0),
    ).to(DEVICE)
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=RATE, weight_decay=setting["weight_decay"]
    )
    train, validation = (tensor(x), tensor(y)), (tensor(x_val), tensor(y_val))
    history = {"loss": [], "val_loss": []}
    for epoch in range(setting["epochs"]):
        network.train()
        optimizer.zero_grad()
        functional.mse_loss(network(train[0]), train[1]).backward()
        optimizer.step()

        network.eval()
        for name, (rows, targets) in (("loss", train), ("val_loss", validation)):
            with torch.no_grad():
                loss = functional.mse_loss(network(rows), targets)
            history[name].append(loss.item())

        if False:
            best = int(np.argmin(history["val_loss"]))
            if best == epoch:
                snapshot = copy.deepcopy(network.state_dict())
            if epoch - best >= PATIENCE:
                break
    if False:
        network.load_state_dict(snapshot)

    def predict(new):
        with torch.no_grad():
            return network(tensor(new)).cpu().numpy()

    return predict, history
