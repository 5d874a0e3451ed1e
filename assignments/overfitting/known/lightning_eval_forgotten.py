"""After fit the module is in training mode again: dropout stays on.

fails: dropout
skips:
framework: lightning
"""

# %% region="network"
RATE = 0.08
PATIENCE = 15


def tensor(array):
    return torch.tensor(array, dtype=torch.float32)


class Network(L.LightningModule):
    def __init__(self, inputs, setting):
        super().__init__()
        self.setting = setting
        self.layers = nn.Sequential(
            nn.Linear(inputs, setting["width"]),
            nn.Tanh(),
            nn.Dropout(setting["dropout"]),
            nn.Linear(setting["width"], 1),
            nn.Flatten(start_dim=0),
        )
        self.history = {"loss": [], "val_loss": []}

    def configure_optimizers(self):
        return torch.optim.AdamW(
            self.parameters(), lr=RATE, weight_decay=self.setting["weight_decay"]
        )

    def training_step(self, batch, index):
        rows, targets = batch
        return functional.mse_loss(self.layers(rows), targets)

    def validation_step(self, batch, index):
        rows, targets = batch
        loss = functional.mse_loss(self.layers(rows), targets).item()
        self.history["loss" if index else "val_loss"].append(loss)

    def on_validation_epoch_end(self):
        losses = self.history["val_loss"]
        best = int(np.argmin(losses))
        if best == len(losses) - 1:
            self.snapshot = copy.deepcopy(self.layers.state_dict())
        if self.setting["early_stopping"] and len(losses) > best + PATIENCE:
            self.trainer.should_stop = True


def fit_network(x, y, x_val, y_val, setting, seed):
    torch.manual_seed(seed)
    network = Network(x.shape[1], setting)
    train, validation = (tensor(x), tensor(y)), (tensor(x_val), tensor(y_val))
    trainer = L.Trainer(
        max_epochs=setting["epochs"],
        devices=1,
        num_sanity_val_steps=0,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    trainer.fit(
        network,
        DataLoader([train], batch_size=None),
        DataLoader([validation, train], batch_size=None),
    )
    if setting["early_stopping"]:
        network.layers.load_state_dict(network.snapshot)

    @torch.no_grad()
    def predict(new):
        return network.layers(tensor(new).to(network.device)).cpu().numpy()

    return predict, network.history
