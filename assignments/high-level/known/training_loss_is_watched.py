"""Early stopping looks at the training loss, which goes on falling.

fails: early_stopping, best_weights
skips:
framework: keras
"""


# %% region="early-stopping"
def fit_with_early_stopping(x, y, x_val, y_val, patience, epochs, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input(x.shape[1:]),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(4, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    stop = keras.callbacks.EarlyStopping(
        monitor="loss", patience=patience, restore_best_weights=True
    )
    fitted = model.fit(
        *(x, y),
        validation_data=(x_val, y_val),
        epochs=epochs,
        callbacks=[stop],
        verbose=0,
    )
    return fitted.history["val_loss"], model
