"""state_dict without a copy: it goes on changing with the network that is trained.

fails: best_weights
skips:
framework: lightning
"""


# %% region="early-stopping"
class KeepBest(Callback):
    def __init__(self):
        self.losses = []

    def on_validation_end(self, trainer, learner):
        self.losses.append(float(trainer.callback_metrics["val_loss"]))
        if self.losses[-1] <= min(self.losses):
            self.best = learner.state_dict()

    def on_fit_end(self, trainer, learner):
        learner.load_state_dict(self.best)


def fit_with_early_stopping(x, y, x_val, y_val, patience, epochs, seed):
    torch.manual_seed(seed)
    network = nn.Sequential(nn.Linear(x.shape[1], 64), nn.ReLU(), nn.Linear(64, 4))
    best = KeepBest()
    train(
        Learner(network, nn.CrossEntropyLoss(), rate=0.01),
        Batches(x, y, 32),
        epochs,
        validation=Batches(x_val, y_val, len(x_val)),
        callbacks=[EarlyStopping("val_loss", patience=patience), best],
    )
    return best.losses, predictor(network, softmax)
