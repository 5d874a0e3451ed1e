"""It returns what fit returns, not its dict.

fails: runs, network
skips:
framework: keras
"""

# %% region="network"
RATE = 0.08
STEPS = 5
PATIENCE = 3


def fit_network(x, y, x_val, y_val, setting, seed):
    keras.utils.set_random_seed(seed)
    network = keras.Sequential(
        [
            keras.Input(x.shape[1:]),
            keras.layers.Dense(setting["width"], activation="tanh"),
            keras.layers.Dropout(setting["dropout"]),
            keras.layers.Dense(1),
        ]
    )
    optimizer = keras.optimizers.AdamW(RATE, weight_decay=setting["weight_decay"])
    network.compile(optimizer, loss="mse", jit_compile=False)
    train = tf.data.Dataset.from_tensors((x, y[:, None])).repeat(STEPS)
    validation = tf.data.Dataset.from_tensors((x_val, y_val[:, None]))
    stop = keras.callbacks.EarlyStopping(patience=PATIENCE, restore_best_weights=True)
    history = network.fit(
        train,
        epochs=setting["epochs"],
        validation_data=validation,
        callbacks=[stop] if setting["early_stopping"] else [],
        verbose=0,
    )

    def predict(new):
        return np.asarray(network(new, training=False))[:, 0]

    return predict, history
