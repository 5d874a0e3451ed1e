# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] lang="en"
# # High-level APIs, with Keras
#
# A network is a sequence of layers, and training it is one call: that is what Keras is
# for. You will build networks in two ways, match the last activation and the loss to
# the kind of target, steer the training with callbacks, compare networks on MNIST and,
# at the end, go one level down: a layer and a training loop of your own.
#
# How your notebook is graded:
#
# - It is run from top to bottom, without a network connection. MNIST is there.
# - Then your functions are called with data drawn afresh, and what they return is
#   compared with the true answers. What your cells print earns nothing.
# - Inputs `x` come as numpy arrays, `float32` of shape `(n, d)`, small numbers that
#   need no normalisation; targets as `int64`. You may return numpy arrays or tensors.
# - A call may take 30 seconds, and all calls together 240.
# - A cell with an error does not stop the others: what works counts.

# %% [markdown] lang="es"
# # APIs de alto nivel, con Keras
#
# Una red es una secuencia de capas, y entrenarla, una sola llamada: para eso está
# Keras. Vas a construir redes de dos maneras, a combinar la última activación y la
# pérdida según el tipo de objetivo, a dirigir el entrenamiento con callbacks, a
# comparar redes con MNIST y, al final, a bajar un nivel: una capa y un bucle de
# entrenamiento propios.
#
# Así se califica tu notebook:
#
# - Se ejecuta de arriba abajo, sin conexión a la red. MNIST ya está ahí.
# - Después se llama a tus funciones con datos nuevos, y lo que devuelven se compara con
#   las respuestas verdaderas. Lo que imprimen tus celdas no da puntos.
# - Las entradas `x` llegan como arreglos de numpy, `float32` de forma `(n, d)`, números
#   pequeños que no hace falta normalizar; los objetivos, como `int64`. Puedes devolver
#   arreglos de numpy o tensores.
# - Una llamada puede durar 30 segundos, y todas juntas 240.
# - Una celda con un error no detiene a las demás: lo que funciona cuenta.

# %% region="setup"
import keras
import numpy as np
import tensorflow as tf

SEED = 7

# en: The same code runs on a GPU where there is one: Keras finds it by itself.
# es: El mismo código usa la GPU cuando hay una: Keras la encuentra por sí solo.

# %% [markdown] lang="en"
# ## Two ways to build a network
#
# Both networks below are fully connected and untrained: a dense layer with ReLU for
# each number in the tuple `hidden`, then a dense layer that gives the **logits** of the
# classes, with no activation. `inputs` is the number of columns of `x`. All layers have
# biases, and there are no others.
#
# **`sequential_network(inputs, hidden, classes)`** returns such a network as a
# `keras.Sequential`.

# %% [markdown] lang="es"
# ## Dos maneras de construir una red
#
# Las dos redes siguientes son completamente conectadas y están sin entrenar: una capa
# densa con ReLU por cada número de la tupla `hidden` y, al final, una capa densa que da
# los **logits** de las clases, sin activación. `inputs` es el número de columnas de
# `x`. Todas las capas tienen sesgos, y no hay ninguna otra.
#
# **`sequential_network(inputs, hidden, classes)`** devuelve una red así como
# `keras.Sequential`.


# %% region="sequential-network"
def sequential_network(inputs, hidden, classes):
    # BEGIN SOLUTION
    return keras.Sequential(
        [
            keras.Input((inputs,)),
            *(keras.layers.Dense(width, activation="relu") for width in hidden),
            keras.layers.Dense(classes),
        ]
    )
    # END SOLUTION


# %% [markdown] lang="en"
# **`OwnNetwork(inputs, hidden, classes)`**: the same network as a class of yours, a
# subclass of `keras.Model`. Layers are made in `__init__`, and `call` says what happens
# to a batch. With a class the path through the layers can be any code: branches, loops,
# several inputs.

# %% [markdown] lang="es"
# **`OwnNetwork(inputs, hidden, classes)`**: la misma red como clase tuya, una subclase
# de `keras.Model`. Las capas se crean en `__init__`, y `call` dice qué le pasa a un
# lote. Con una clase, el camino por las capas puede ser cualquier código: ramas,
# bucles, varias entradas.


# %% region="own-network"
class OwnNetwork(keras.Model):
    # BEGIN SOLUTION
    def __init__(self, inputs, hidden, classes):
        super().__init__()
        self.hidden = [keras.layers.Dense(width, activation="relu") for width in hidden]
        self.logits = keras.layers.Dense(classes)
        self.build((None, inputs))

    def call(self, x):
        for layer in self.hidden:
            x = layer(x)
        return self.logits(x)

    # END SOLUTION


# %% [markdown] lang="en"
# ## Three kinds of targets
#
# The last activation and the loss go together, and both follow from the target:
#
# - *two classes*, of which one holds;
# - *several classes*, of which exactly one holds;
# - *several labels*, of which none, some or all hold.
#
# The function below draws data of each kind, for you to try yours on: rows, targets and
# the true probabilities. No network can know the targets for sure. The best it can do
# is to say how probable they are.

# %% [markdown] lang="es"
# ## Tres tipos de objetivo
#
# La última activación y la pérdida van juntas, y las dos dependen del objetivo:
#
# - *dos clases*, de las que se cumple una;
# - *varias clases*, de las que se cumple exactamente una;
# - *varias etiquetas*, de las que se cumplen ninguna, algunas o todas.
#
# La función siguiente genera datos de cada tipo para que pruebes las tuyas: filas,
# objetivos y las probabilidades verdaderas. Ninguna red puede conocer los objetivos con
# certeza. Lo mejor que puede hacer es decir cuán probables son.


# %% region="example"
def example(kind, n, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 5)).astype("float32")
    scores = 2 * x @ np.eye(5)[:, :4]
    if kind == "several classes":
        powers = np.exp(scores)
        probabilities = powers / powers.sum(axis=1, keepdims=True)
        return x, (scores + rng.gumbel(size=(n, 4))).argmax(axis=1), probabilities
    probabilities = 1 / (1 + np.exp(-scores))
    y = (rng.random((n, 4)) < probabilities).astype("int64")
    if kind == "two classes":
        return x, y[:, 0], probabilities[:, 0]
    return x, y, probabilities


# %% [markdown] lang="en"
# Each of the following functions gets some 2,000 rows `x` `(n, d)`, targets `y` and a
# `seed` for all that is random, trains a network, and returns its predict function,
# from rows `(m, d)` to **probabilities**. They are compared, on fresh rows, with the
# true ones: by the log-loss that they cost on average. A hidden layer of 16 neurons and
# a second of training are enough; more may learn the noise by heart.
#
# **`fit_binary(x, y, seed)`**: `y` `(n,)` is 0 or 1; predict the probability of 1,
# `(m,)` or `(m, 1)`.
#
# **`fit_multiclass(x, y, seed)`**: `y` `(n,)` has the classes 0 to 3; predict `(m, 4)`,
# rows that add up to 1.
#
# **`fit_multilabel(x, y, seed)`**: `y` `(n, 4)` has four labels, 0 or 1 each; predict
# the probability of each, `(m, 4)`.

# %% [markdown] lang="es"
# Cada una de las funciones siguientes recibe unas 2000 filas `x` `(n, d)`, los
# objetivos `y` y una semilla `seed` para todo lo aleatorio, entrena una red y devuelve
# su función de predicción, de filas `(m, d)` a **probabilidades**. Se comparan, con
# filas nuevas, con las verdaderas: por la pérdida logarítmica (*log-loss*, la entropía
# cruzada) que cuestan en promedio. Bastan una capa oculta de 16 neuronas y un segundo
# de entrenamiento; con más puedes aprenderte el ruido de memoria.
#
# **`fit_binary(x, y, seed)`**: `y` `(n,)` vale 0 o 1; predice la probabilidad del 1,
# `(m,)` o `(m, 1)`.
#
# **`fit_multiclass(x, y, seed)`**: `y` `(n,)` tiene las clases de 0 a 3; predice
# `(m, 4)`, filas que suman 1.
#
# **`fit_multilabel(x, y, seed)`**: `y` `(n, 4)` tiene cuatro etiquetas, 0 o 1 cada una;
# predice la probabilidad de cada una, `(m, 4)`.


# %% region="train"
# BEGIN SOLUTION
def trained(x, y, outputs, activation, loss, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input(x.shape[1:]),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(outputs, activation=activation),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01), loss)
    model.fit(x, y, batch_size=64, epochs=4, verbose=0)
    return model


# END SOLUTION


# %% region="fit-binary"
def fit_binary(x, y, seed):
    # BEGIN SOLUTION
    return trained(x, y, 1, "sigmoid", "binary_crossentropy", seed)
    # END SOLUTION


# %% region="fit-multiclass"
def fit_multiclass(x, y, seed):
    # BEGIN SOLUTION
    # en: "Sparse" takes the classes as integers, without one-hot encoding.
    # es: "Sparse" recibe las clases como enteros, sin codificación one-hot.
    return trained(x, y, 4, "softmax", "sparse_categorical_crossentropy", seed)
    # END SOLUTION


# %% region="fit-multilabel"
def fit_multilabel(x, y, seed):
    # BEGIN SOLUTION
    # en: Four yes-or-no questions at once: each output has a sigmoid of its own.
    # es: Cuatro preguntas de sí o no a la vez: cada salida tiene su propia sigmoide.
    return trained(x, y, 4, "sigmoid", "binary_crossentropy", seed)
    # END SOLUTION


# %% region="targets-kinds" audience="reference"
# en: This reference comes close to the true probabilities.
# es: Esta referencia se acerca a las probabilidades verdaderas.
for kind, fit in {
    "two classes": fit_binary,
    "several classes": fit_multiclass,
    "several labels": fit_multilabel,
}.items():
    x, y, _ = example(kind, 2000, SEED)
    fresh, _, probabilities = example(kind, 2000, SEED + 1)
    found = keras.ops.convert_to_numpy(fit(x, y, SEED)(fresh))
    found = found.reshape(probabilities.shape)
    error = np.abs(found - probabilities).mean()
    print(f"{kind}: probabilities are off by {error:.3f} on average")
    assert error <= 0.06

# %% [markdown] lang="en"
# ## Callbacks: stop in time, keep the best
#
# `fit` calls back at the end of each epoch, and whoever is called may look at the
# losses, keep the weights, or end the training.
#
# **`fit_with_early_stopping(x, y, x_val, y_val, patience, epochs, seed)`**: four
# classes again, but with 200 rows of 20 columns only: sooner or later the validation
# loss rises. Train until it has not fallen for `patience` epochs in a row, `epochs` at
# the most, and return two things:
#
# - the list of the validation losses, one for each epoch that was trained: the mean
#   cross-entropy of all rows of `x_val`, without penalties on weights;
# - the predict function, to probabilities `(m, 4)`, of the network **with the weights
#   of its best epoch**, also when all `epochs` were used up.
#
# Choose the learning rate so that the best epoch comes soon, within ten or so.

# %% [markdown] lang="es"
# ## Callbacks: para a tiempo, quédate con lo mejor
#
# `fit` llama de vuelta al final de cada época, y quien recibe la llamada puede mirar
# las pérdidas, guardar los pesos o terminar el entrenamiento.
#
# **`fit_with_early_stopping(x, y, x_val, y_val, patience, epochs, seed)`**: otra vez
# cuatro clases, pero con solo 200 filas de 20 columnas: tarde o temprano la pérdida de
# validación sube. Entrena hasta que lleve `patience` épocas seguidas sin bajar, o
# `epochs` como máximo, y devuelve dos cosas:
#
# - la lista de las pérdidas de validación, una por época entrenada: la entropía cruzada
#   media de todas las filas de `x_val`, sin penalizaciones sobre los pesos;
# - la función de predicción, a probabilidades `(m, 4)`, de la red **con los pesos de su
#   mejor época**, también cuando se agotaron todas las `epochs`.
#
# Elige la tasa de aprendizaje de modo que la mejor época llegue pronto, en unas diez.


# %% region="early-stopping"
def fit_with_early_stopping(x, y, x_val, y_val, patience, epochs, seed):
    # BEGIN SOLUTION
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
        monitor="val_loss", patience=patience, restore_best_weights=True
    )
    fitted = model.fit(
        *(x, y),
        validation_data=(x_val, y_val),
        epochs=epochs,
        callbacks=[stop],
        verbose=0,
    )
    return fitted.history["val_loss"], model
    # END SOLUTION


# %% [markdown] lang="en"
# ## MNIST: which network is best?
#
# 60,000 handwritten digits to train on and 10,000 to validate with, `uint8` of shape
# `(n, 28, 28)`, grey levels from 0 to 255. Scaling and flattening can be layers of the
# network. Two epochs with batches of 256 are enough here.
#
# **`mnist_experiments`**: a list of dicts, one for each of at least three networks that
# you train, with other hidden sizes and with other activations:
#
# - `hidden`: the tuple of its hidden sizes, such as `(64, 32)`;
# - `activation`: that of its hidden layers, such as `"relu"`;
# - `parameters`: how many numbers it learns, weights and biases;
# - `val_accuracy`: from 0 to 1, on at least 5,000 digits that it did not train on.

# %% [markdown] lang="es"
# ## MNIST: ¿qué red es la mejor?
#
# 60 000 dígitos manuscritos para entrenar y 10 000 para validar, `uint8` de forma
# `(n, 28, 28)`, niveles de gris de 0 a 255. Escalar y aplanar pueden ser capas de la
# red. Aquí bastan dos épocas con lotes de 256.
#
# **`mnist_experiments`**: una lista de dicts, uno por cada una de las redes que
# entrenes, tres como mínimo, con distintos tamaños ocultos y distintas activaciones:
#
# - `hidden`: la tupla de sus tamaños ocultos, como `(64, 32)`;
# - `activation`: la de sus capas ocultas, como `"relu"`;
# - `parameters`: cuántos números aprende, entre pesos y sesgos;
# - `val_accuracy`: de 0 a 1, con al menos 5000 dígitos con los que no se entrenó.

# %% region="mnist-get"
(mnist_x, mnist_y), (mnist_x_val, mnist_y_val) = keras.datasets.mnist.load_data()


# %% region="mnist-train"
# BEGIN SOLUTION
def mnist_network(hidden, activation):
    keras.utils.set_random_seed(SEED)
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Rescaling(1 / 255),
            keras.layers.Flatten(),
            *(keras.layers.Dense(width, activation=activation) for width in hidden),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    steps = 2 * len(mnist_x) // 256
    schedule = keras.optimizers.schedules.CosineDecay(0.01, steps)
    model.compile(keras.optimizers.Adam(schedule), "sparse_categorical_crossentropy")
    model.fit(mnist_x, mnist_y, batch_size=256, epochs=2, verbose=0)
    return model


def share_right(model, images, digits):
    scores = keras.ops.convert_to_numpy(model(images))
    return float((scores.argmax(axis=1) == digits).mean())


# END SOLUTION


# %% region="mnist-experiments"
# BEGIN SOLUTION
CHOICES = [((32,), "tanh"), ((64, 32), "relu"), ((128,), "relu")]

mnist_models = [mnist_network(*choice) for choice in CHOICES]
mnist_experiments = [
    {
        "hidden": hidden,
        "activation": activation,
        "parameters": model.count_params(),
        "val_accuracy": share_right(model, mnist_x_val, mnist_y_val),
    }
    for (hidden, activation), model in zip(CHOICES, mnist_models, strict=True)
]
for row in mnist_experiments:
    print(row)
# END SOLUTION

# %% [markdown] lang="en"
# **`mnist_predict(images)`**: raw images `(n, 28, 28)` to scores `(n, 10)` or to
# classes `(n,)`, by the network with the best `val_accuracy` of your table. It is asked
# about 2,000 digits that were kept from you; 96 % right earns every point.

# %% [markdown] lang="es"
# **`mnist_predict(images)`**: de imágenes sin procesar `(n, 28, 28)` a puntuaciones
# `(n, 10)` o a clases `(n,)`, con la red que tenga la mejor `val_accuracy` de tu tabla.
# Se le pregunta por 2000 dígitos que no has podido ver; con un 96 % de aciertos tienes
# todos los puntos.

# %% region="mnist-predict"
# BEGIN SOLUTION
best_row = int(np.argmax([row["val_accuracy"] for row in mnist_experiments]))
best_model = mnist_models[best_row]
# END SOLUTION


def mnist_predict(images):
    # BEGIN SOLUTION
    return best_model(images)
    # END SOLUTION


# %% region="targets-mnist" audience="reference"
# en: This reference reaches its own target.
# es: Esta referencia alcanza su propia meta.
assert share_right(mnist_predict, mnist_x_val, mnist_y_val) >= 0.965

# %% [markdown] lang="en"
# ## A layer of your own
#
# Dense layers multiply inputs by weights, never by each other. A layer that does can be
# written with the low-level API, and be used like any other.
#
# **`OwnLayer(units)`**: a subclass of `keras.layers.Layer` that maps `x` `(n, d)` to
# `(x @ w1) * (x @ w2) + b`, `(n, units)`. Its weights are called `w1` and `w2`,
# `(d, units)`, and `b`, `(units,)`, and are trained by whichever model it is in. The
# grader puts it into one, sets its weights, and lets the model take a step.

# %% [markdown] lang="es"
# ## Una capa propia
#
# Las capas densas multiplican las entradas por pesos, nunca entre sí. Una capa que lo
# haga se puede escribir con la API de bajo nivel y usar como cualquier otra.
#
# **`OwnLayer(units)`**: una subclase de `keras.layers.Layer` que lleva `x` `(n, d)` a
# `(x @ w1) * (x @ w2) + b`, `(n, units)`. Sus pesos se llaman `w1` y `w2`,
# `(d, units)`, y `b`, `(units,)`, y los entrena cualquier modelo que la contenga. El
# calificador la mete en uno, fija sus pesos y deja que el modelo dé un paso.


# %% region="own-layer"
class OwnLayer(keras.layers.Layer):
    # BEGIN SOLUTION
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        # en: Known only now, when the first batch has come: the number of inputs.
        # es: Solo ahora, con el primer lote, se sabe cuántas entradas hay.
        size = (input_shape[-1], self.units)
        self.w1 = self.add_weight(shape=size, initializer="glorot_uniform", name="w1")
        self.w2 = self.add_weight(shape=size, initializer="glorot_uniform", name="w2")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros", name="b")

    def call(self, x):
        return tf.matmul(x, self.w1) * tf.matmul(x, self.w2) + self.b

    # END SOLUTION


# %% region="targets-layer" audience="reference"
# en: Do two numbers have the same sign? One such layer, in a model trained by fit, can
# en: tell; a dense one cannot.
# es: ¿Tienen dos números el mismo signo? Una capa así, en un modelo entrenado con fit,
# es: lo sabe; una densa, no.
keras.utils.set_random_seed(SEED)
pairs = np.random.default_rng(SEED).normal(size=(2000, 2)).astype("float32")
same_sign = (pairs.prod(axis=1) > 0).astype("int64")
model = keras.Sequential(
    [keras.Input((2,)), OwnLayer(4), keras.layers.Dense(1, activation="sigmoid")]
)
model.compile(keras.optimizers.Adam(0.03), "binary_crossentropy", metrics=["accuracy"])
fitted = model.fit(pairs, same_sign, batch_size=50, epochs=5, verbose=0)
assert fitted.history["accuracy"][-1] >= 0.95

# %% [markdown] lang="en"
# ## A training loop of your own
#
# What `fit` does can be written by hand, for any model.
#
# **`own_loop(model, x, y, rate, steps)`**: `model` is a Keras model that gives logits;
# `x` `(n, d)` and the integer classes `y` `(n,)` are its training data. Take `steps`
# steps of plain gradient descent with the learning rate `rate`, each with the gradient
# of the mean cross-entropy of all rows. Change the model's own weights, and return the
# list of the losses before each step, `(steps,)`.

# %% [markdown] lang="es"
# ## Un bucle de entrenamiento propio
#
# Lo que hace `fit` se puede escribir a mano, para cualquier modelo.
#
# **`own_loop(model, x, y, rate, steps)`**: `model` es un modelo de Keras que da logits;
# `x` `(n, d)` y las clases enteras `y` `(n,)` son sus datos de entrenamiento. Da
# `steps` pasos de descenso de gradiente simple con la tasa de aprendizaje `rate`, cada
# uno con el gradiente de la entropía cruzada media de todas las filas. Cambia los pesos
# del propio modelo y devuelve la lista de las pérdidas antes de cada paso, `(steps,)`.


# %% region="own-loop"
def own_loop(model, x, y, rate, steps):
    # BEGIN SOLUTION
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = tf.reduce_mean(
                tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits)
            )
        weights = model.trainable_variables
        for weight, slope in zip(weights, tape.gradient(loss, weights), strict=True):
            weight.assign_sub(rate * slope)
        losses.append(float(loss))
    return losses
    # END SOLUTION


# %% [markdown] lang="en"
# ## Hand it in
#
# Restart the kernel, run all the cells, save, and see your grade with `grade submit`
# followed by the name of this file. You may try as often as you like.

# %% [markdown] lang="es"
# ## Entrega
#
# Reinicia el kernel, ejecuta todas las celdas, guarda y mira tu nota con `grade submit`
# seguido del nombre de este archivo. Puedes intentarlo las veces que quieras.
