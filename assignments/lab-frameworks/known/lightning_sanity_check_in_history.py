"""Collected after each validation, the history counts the trial before training too.

framework: lightning
fails: iris_history
skips: iris_curves
"""


# %% region="iris-train"
class Curves(L.Callback):
    def __init__(self):
        self.series = {"loss": [], "val_loss": [], "accuracy": [], "val_accuracy": []}

    def on_train_epoch_end(self, trainer, module):
        for name in ("loss", "accuracy"):
            self.series[name].append(trainer.callback_metrics[name].item())

    def on_validation_epoch_end(self, trainer, module):
        for name in ("val_loss", "val_accuracy"):
            self.series[name].append(trainer.callback_metrics[name].item())


L.seed_everything(SEED)
standardise_iris = standardiser(x_train)
iris_classifier = Classifier(4, IRIS_HIDDEN, 3, IRIS_RATE, IRIS_DECAY)
curves = Curves()
trainer = L.Trainer(
    max_epochs=IRIS_EPOCHS,
    callbacks=[curves],
    logger=False,
    enable_checkpointing=False,
    enable_progress_bar=False,
    enable_model_summary=False,
)
trainer.fit(
    iris_classifier,
    batches(standardise_iris(x_train), labels(y_train), IRIS_BATCH, shuffle=True),
    batches(standardise_iris(x_val), labels(y_val), len(x_val)),
)
iris_history = curves.series


# %% region="iris-curves"
def plot_history(history, title):
    for name in ("loss", "accuracy"):
        plt.figure()
        plt.plot(history[name], label="training")
        plt.plot(history[f"val_{name}"], label="validation")
        plt.title(f"{title}: {name}")
        plt.legend()
    plt.show()


plot_history(iris_history, "Iris")
