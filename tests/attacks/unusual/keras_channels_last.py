"""Keras: images with a channel, last; one-hot labels; softmax; a verbose progress bar.

item: channels-last and flattened inputs, labels one-hot and integer,
  softmax outputs and logits, very chatty training output
framework: keras
earns all of: runs, iris_split, iris_accuracy, iris_history, mnist_accuracy
"""

# %%
import keras
import numpy as np
from keras import layers
from sklearn.datasets import load_iris

keras.utils.set_random_seed(1)
x, y = load_iris(return_X_y=True)
order = np.random.default_rng(1).permutation(150)
train, val = order[:110], order[110:]
iris_split = {"x_train": x[train], "y_train": y[train],
              "x_val": x[val], "y_val": y[val]}


# %%
def build(inputs, *middle, classes, activation):
    return keras.Sequential(
        [keras.Input(inputs), *middle, layers.Dense(classes, activation=activation)]
    )


norm = layers.Normalization()
norm.adapt(x[train])
iris_model = build((4,), norm, layers.Dense(16, "relu"), classes=3, activation=None)
iris_model.compile(
    keras.optimizers.Adam(0.05),
    keras.losses.CategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
iris_history = iris_model.fit(
    x[train], keras.utils.to_categorical(y[train]), epochs=25, batch_size=40, verbose=0,
    validation_data=(x[val], keras.utils.to_categorical(y[val])),
)


def iris_predict(x):
    return iris_model.predict(x)  # logits, and a bar


# %%
(x_train, y_train), _ = keras.datasets.mnist.load_data()
mnist_model = build((28, 28, 1), layers.Rescaling(1 / 255), layers.Flatten(),
                    layers.Dense(128, "relu"), classes=10, activation="softmax")
mnist_model.compile(keras.optimizers.Adam(4e-3), "sparse_categorical_crossentropy",
                    metrics=["accuracy"])
mnist_model.fit(x_train[..., None], y_train, epochs=3, batch_size=300, verbose=1)


def mnist_predict(images):
    return mnist_model.predict(images[..., np.newaxis])  # probabilities
