# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] lang="en"
# # Overfitting, with TensorFlow
#
# A model that is too strong for its data learns the noise as well: it does splendidly
# on what it has seen, and badly on what it has not. Here you cause that in three ways,
# learn to see it in the curves of a training run, and prevent it in five ways.
#
# How your notebook is graded:
#
# - It is run from top to bottom, without a network connection.
# - Then your functions are called with points, data and learning curves drawn afresh,
#   and your settings are tried on new data: what they do is measured. What your cells
#   print earns nothing.
# - Arrays come as numpy `float64`; you may return numpy arrays or tensors.
# - A call may take 20 seconds, and all calls together 240. The grader trains some
#   fifty networks: keep them small and quick, well below a second each.
# - A cell with an error does not stop the others: what works counts.

# %% [markdown] lang="es"
# # Sobreajuste, con TensorFlow
#
# Un modelo demasiado potente para sus datos aprende también el ruido: acierta de
# maravilla en lo que ha visto y falla en lo que no. Aquí vas a provocarlo de tres
# maneras, a reconocerlo en las curvas de un entrenamiento y a evitarlo de cinco.
#
# Así se califica tu notebook:
#
# - Se ejecuta de arriba abajo, sin conexión a la red.
# - Después se llama a tus funciones con puntos, datos y curvas de aprendizaje nuevos, y
#   tus configuraciones se prueban con datos nuevos: se mide lo que hacen. Lo que
#   imprimen tus celdas no da puntos.
# - Los arreglos llegan como `float64` de numpy; puedes devolver arreglos o tensores.
# - Una llamada puede durar 20 segundos, y todas juntas 240. El calificador entrena unas
#   cincuenta redes: que sean pequeñas y rápidas, bastante menos de un segundo cada una.
# - Una celda con un error no detiene a las demás: lo que funciona cuenta.

# %% region="setup"
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf

# en: The same code runs on a GPU where there is one: TensorFlow finds it by itself.
# es: El mismo código usa la GPU cuando hay una: TensorFlow la encuentra por sí solo.
SEED = 7

# %% [markdown] lang="en"
# ## Five points
#
# Five points of a straight line with some noise. A line has two parameters; a
# polynomial `a0 + a1 x + ... + a6 x**6` has seven, two more than there are points.
#
# **`line(x, y)`** and **`curve(x, y)`**: fit the line, and the polynomial of degree 6,
# to the points `x` `(n,)`, `y` `(n,)` by least squares. Return a function that
# predicts: it takes `x` of any length and returns as many numbers.
#
# Many polynomials of degree 6 pass through five points; any of them will do.

# %% [markdown] lang="es"
# ## Cinco puntos
#
# Cinco puntos de una recta, con algo de ruido. Una recta tiene dos parámetros; un
# polinomio `a0 + a1 x + ... + a6 x**6`, siete: dos más que puntos hay.
#
# **`line(x, y)`** y **`curve(x, y)`**: ajusta la recta, y el polinomio de grado 6, a
# los puntos `x` `(n,)`, `y` `(n,)` por mínimos cuadrados. Devuelve una función que
# predice: recibe `x` de cualquier longitud y devuelve otros tantos números.
#
# Por cinco puntos pasan muchos polinomios de grado 6; cualquiera de ellos sirve.

# %% region="points"
rng = np.random.default_rng(SEED)
x_five = np.linspace(-0.9, 0.9, 5)
y_five = 1.5 * x_five + 0.4 * rng.normal(size=5)
x_val = rng.uniform(-1, 1, 20)
y_val = 1.5 * x_val + 0.4 * rng.normal(size=20)


# %% region="models"
# BEGIN SOLUTION
def polynomial(x, y, degree):
    # en: Of all the best parameters, lstsq finds the shortest. Its fast way squares
    # en: the condition of the columns.
    # es: De todos los parámetros óptimos, lstsq encuentra los más cortos. Su vía rápida
    # es: eleva al cuadrado la condición de las columnas.
    powers = np.arange(degree + 1)
    columns = tf.constant(x[:, None] ** powers)
    parameters = tf.linalg.lstsq(columns, tf.constant(y[:, None]), fast=False)[:, 0]
    return lambda new: tf.linalg.matvec(new[:, None] ** powers, parameters)


# END SOLUTION


def line(x, y):
    # BEGIN SOLUTION
    return polynomial(x, y, 1)
    # END SOLUTION


def curve(x, y):
    # BEGIN SOLUTION
    return polynomial(x, y, 6)
    # END SOLUTION


# %% [markdown] lang="en"
# **`five_point_errors(x, y, x_val, y_val)`**: fit both models to `x`, `y`. Return a
# dict of their mean squared errors on these points and on the validation points:
# `line_train`, `line_val`, `curve_train`, `curve_val`.

# %% [markdown] lang="es"
# **`five_point_errors(x, y, x_val, y_val)`**: ajusta los dos modelos a `x`, `y`.
# Devuelve un dict con sus errores cuadráticos medios en esos puntos y en los de
# validación: `line_train`, `line_val`, `curve_train`, `curve_val`.


# %% region="errors"
# BEGIN SOLUTION
def mean_square(differences):
    return np.mean(np.asarray(differences) ** 2)


# END SOLUTION


def five_point_errors(x, y, x_val, y_val):
    # BEGIN SOLUTION
    found = {}
    for name, fit in (("line", line), ("curve", curve)):
        predict = fit(x, y)
        found[f"{name}_train"] = mean_square(predict(x).numpy() - y)
        found[f"{name}_val"] = mean_square(predict(x_val).numpy() - y_val)
    return found
    # END SOLUTION


# %% [markdown] lang="en"
# Draw both through the five points, with the validation points in another colour. Which
# one has understood the points?

# %% [markdown] lang="es"
# Dibuja los dos sobre los cinco puntos, con los de validación en otro color. ¿Cuál de
# los dos ha entendido los puntos?

# %% region="draw-points"
# BEGIN SOLUTION
print(five_point_errors(x_five, y_five, x_val, y_val))
grid = np.linspace(-1, 1, 200)
for fit in (line, curve):
    plt.plot(grid, fit(x_five, y_five)(grid), label=fit.__name__)
plt.plot(x_five, y_five, "o", label="training")
plt.plot(x_val, y_val, "x", label="validation")
plt.legend()
plt.show()
# END SOLUTION

# %% [markdown] lang="en"
# ## Data for a network
#
# From now on a point has eight coordinates, and only one direction among them matters.
# Every seed has a direction of its own. A constant answer has an error of about 1, plus
# the noise.

# %% [markdown] lang="es"
# ## Datos para una red
#
# A partir de aquí cada punto tiene ocho coordenadas, y entre ellas solo importa una
# dirección. Cada semilla tiene la suya. Una respuesta constante tiene un error de
# aproximadamente 1, más el ruido.


# %% region="data"
def draw_data(n, noise, seed):
    """Return n training points, 100 to validate, 1000 new ones: x (..., 8), y (...)."""
    rng = np.random.default_rng(seed)
    direction = rng.normal(size=8)
    direction /= np.linalg.norm(direction)
    parts = []
    for size in (n, 100, 1000):
        x = rng.normal(size=(size, 8))
        y = 1.4 * np.tanh(1.5 * (x @ direction))
        parts.append((x, y + noise * rng.normal(size=size)))
    return parts


# %% [markdown] lang="en"
# **`fit_network(x, y, x_val, y_val, setting, seed)`**: train a network on `x` `(n, 8)`,
# `y` `(n,)`, and return two things:
#
# - a function that predicts: from `(m, 8)` to `(m,)`, with dropout switched off;
# - the history, a dict of two lists, `loss` and `val_loss`: the mean squared error on
#   the training and on the validation points after each epoch.
#
# `setting` is a dict that says how:
#
# - `width`: the neurons of a hidden layer (how many layers is up to you);
# - `epochs`: for how long. You say what an epoch is: with so few points, the whole set
#   at once, a single step, will do;
# - `weight_decay`: its strength, 0 for none; `dropout`: the share of neurons that are
#   silenced, 0 for none;
# - `early_stopping`: True or False. If True, training ends when the validation loss has
#   not fallen for a while, and the network *with the lowest validation loss* predicts;
# - `n` and `noise`, too, which do not concern this function.
#
# Everything random comes from `seed`.

# %% [markdown] lang="es"
# **`fit_network(x, y, x_val, y_val, setting, seed)`**: entrena una red con `x`
# `(n, 8)`, `y` `(n,)` y devuelve dos cosas:
#
# - una función que predice: de `(m, 8)` a `(m,)`, con el dropout desactivado;
# - el historial, un dict con dos listas, `loss` y `val_loss`: el error cuadrático medio
#   en los puntos de entrenamiento y en los de validación después de cada época.
#
# `setting` es un dict que dice cómo:
#
# - `width`: las neuronas de cada capa oculta (cuántas capas, lo decides tú);
# - `epochs`: durante cuánto tiempo. Qué es una época lo decides tú: con tan pocos
#   puntos puede ser un solo paso con todos a la vez;
# - `weight_decay`: la intensidad del decaimiento de pesos, 0 si no hay; `dropout`: la
#   proporción de neuronas que se silencian, 0 si no hay;
# - `early_stopping`: True o False. Si es True, el entrenamiento acaba cuando la pérdida
#   de validación lleva un rato sin bajar, y predice la red *con la menor pérdida de
#   validación*;
# - también `n` y `noise`, que a esta función no le incumben.
#
# Todo lo aleatorio sale de `seed`.

# %% region="network"
# BEGIN SOLUTION
RATE = 0.08
PATIENCE = 15


def tensor(array):
    return tf.constant(array, tf.float32)


def initial_weights(inputs, width, seed):
    rng = np.random.default_rng(seed)
    shapes = (inputs, width), (width,), (width, 1), (1,)
    bounds = np.repeat([inputs**-0.5, width**-0.5], 2)
    return [tensor(rng.uniform(-b, b, s)) for b, s in zip(bounds, shapes, strict=True)]


def outputs(weights, rows, kept=1.0):
    w1, b1, w2, b2 = weights
    return (kept * tf.tanh(rows @ w1 + b1) @ w2 + b2)[:, 0]


def mean_squared_error(weights, points, kept=1.0):
    rows, targets = points
    return tf.reduce_mean((outputs(weights, rows, kept) - targets) ** 2)


# en: One graph for each shape of weights and data, whatever the other settings are:
# en: numbers that change come as tensors.
# es: Un grafo por cada forma de los pesos y los datos, sean cuales sean los demás
# es: valores: los números que cambian llegan como tensores.
@tf.function
def step(state, points, dropout, decay, seed, epoch):
    weights, means, squares = state
    hidden = tf.shape(points[0])[0], tf.shape(weights[0])[1]
    drawn = tf.random.stateless_uniform(hidden, tf.stack([seed, epoch]))
    kept = tf.cast(drawn >= dropout, tf.float32) / (1 - dropout)
    with tf.GradientTape() as tape:
        tape.watch(weights)
        loss = mean_squared_error(weights, points, kept)
    gradients = tape.gradient(loss, weights)

    # en: Adam, with the weight decay apart from it (AdamW).
    # es: Adam, con el decaimiento de pesos aparte (AdamW).
    means = [0.9 * m + 0.1 * g for m, g in zip(means, gradients, strict=True)]
    squares = [0.99 * s + 0.01 * g**2 for s, g in zip(squares, gradients, strict=True)]
    time = tf.cast(epoch, tf.float32)
    weights = [
        w - RATE * (m / (1 - 0.9**time) / (tf.sqrt(s / (1 - 0.99**time)) + 1e-7))
        for w, m, s in zip(weights, means, squares, strict=True)
    ]
    weights = [(1 - RATE * decay) * w for w in weights]
    return weights, means, squares


measure = tf.function(mean_squared_error)
# END SOLUTION


def fit_network(x, y, x_val, y_val, setting, seed):
    # BEGIN SOLUTION
    weights = initial_weights(x.shape[1], setting["width"], seed)
    zeros = [tf.zeros_like(weight) for weight in weights]
    state = (weights, zeros, zeros)
    train, validation = (tensor(x), tensor(y)), (tensor(x_val), tensor(y_val))
    dropout, decay = tensor(setting["dropout"]), tensor(setting["weight_decay"])
    history = {"loss": [], "val_loss": []}
    passed = []
    for epoch in range(1, setting["epochs"] + 1):
        state = step(state, train, dropout, decay, *tf.constant([seed, epoch]))
        passed.append(state[0])
        history["loss"].append(float(measure(state[0], train)))
        history["val_loss"].append(float(measure(state[0], validation)))
        best = int(np.argmin(history["val_loss"]))
        if setting["early_stopping"] and epoch > best + PATIENCE:
            break
    final = passed[best if setting["early_stopping"] else -1]

    def predict(new):
        return outputs(final, tensor(new)).numpy()

    return predict, history
    # END SOLUTION


# %% [markdown] lang="en"
# **The gap** is the error on new points less the error on the training points. This is
# how the grader will measure your settings, with data of its own.

# %% [markdown] lang="es"
# **La brecha** es el error en puntos nuevos menos el error en los de entrenamiento. Así
# medirá el calificador tus configuraciones, con sus propios datos.


# %% region="measured"
def measured(setting, seed):
    """Return the mean squared errors on the training points and on new ones."""
    (x, y), (x_val, y_val), (x_new, y_new) = draw_data(
        setting["n"], setting["noise"], seed
    )
    predict, _ = fit_network(x, y, x_val, y_val, setting, seed)
    return np.mean((predict(x) - y) ** 2), np.mean((predict(x_new) - y_new) ** 2)


# %% [markdown] lang="en"
# ## Three causes
#
# **`causes`**: a dict of four settings, each a dict with these seven fields and no
# others: `n`, `noise`, `width`, `epochs`, `weight_decay`, `dropout`, `early_stopping`.
#
# - `balanced`: a network that learns well: on new points an error of at most 0.2 beyond
#   the noise (its square, to be exact), and a small gap. No weight decay, no dropout,
#   no early stopping;
# - `few_data`: as `balanced`, with a smaller `n` and no other change;
# - `strong_model`: as `balanced`, with more `width` or `epochs`, or both;
# - `noise`: as `balanced`, with more `noise`.
#
# Each cause alone should make the gap at least 1.8 times as large. `n` may be from 5 to
# 1000, `noise` from 0.05 to 2.

# %% [markdown] lang="es"
# ## Tres causas
#
# **`causes`**: un dict con cuatro configuraciones; cada una es un dict con estos siete
# campos y ningún otro: `n`, `noise`, `width`, `epochs`, `weight_decay`, `dropout`,
# `early_stopping`.
#
# - `balanced`: una red que aprende bien: en puntos nuevos, un error de 0,2 como mucho
#   más allá del ruido (de su cuadrado, para ser exactos), y una brecha pequeña. Sin
#   decaimiento de pesos, dropout ni parada temprana;
# - `few_data`: como `balanced`, con un `n` menor y ningún otro cambio;
# - `strong_model`: como `balanced`, con más `width` o más `epochs`, o ambos;
# - `noise`: como `balanced`, con más `noise`.
#
# Cada causa, por sí sola, debe hacer la brecha al menos 1,8 veces mayor. `n` puede ir
# de 5 a 1000, y `noise`, de 0,05 a 2.

# %% region="causes"
# BEGIN SOLUTION
balanced = {
    **{"n": 200, "noise": 0.3, "width": 2, "epochs": 50},
    **{"weight_decay": 0.0, "dropout": 0.0, "early_stopping": False},
}
causes = {
    "balanced": balanced,
    "few_data": {**balanced, "n": 20},
    "strong_model": {**balanced, "width": 64, "epochs": 100},
    "noise": {**balanced, "noise": 1.0},
}
# END SOLUTION

# %% [markdown] lang="en"
# Look at the errors of each, and at the gap, with a seed or two.

# %% [markdown] lang="es"
# Mira los errores de cada una, y la brecha, con una o dos semillas.


# %% region="show-causes"
# BEGIN SOLUTION
def show_gaps(settings):
    gaps = {}
    for name, setting in settings.items():
        training, new = measured(setting, SEED)
        gaps[name] = gap = new - training
        print(f"{name:15} training {training:.3f}  new {new:.3f}  gap {gap:.3f}")
    return gaps


causes_gaps = show_gaps(causes)
# END SOLUTION

# %% [markdown] lang="en"
# ## Detect it
#
# Training and validation loss fall at first. If the validation loss then turns and
# rises while the training loss still falls, the network has begun to learn the noise:
# that is where training should have ended.
#
# **`diagnose(train_loss, val_loss)`**: two arrays `(epochs,)`, the losses after each
# epoch, in units of what a constant answer gets. Return a verdict and an epoch, as in
# `return "good", 17`:
#
# - `"underfit"`: the training loss ends high, above 0.5, and the validation loss close
#   to it;
# - `"good"`: both end low, below 0.25, close together, the validation loss at its
#   lowest;
# - `"overfit"`: the training loss ends low, and the validation loss at least 40 % above
#   its lowest value;
# - the epoch, counted from 1, after which training should end: where the validation
#   loss is lowest, or hardly above it.
#
# The curves are 20 to 200 epochs long, some smooth, most noisy, by some 3 %. Now and
# then one single epoch is far too low or far too high, by luck: judge the course, not
# one value.

# %% [markdown] lang="es"
# ## Detéctalo
#
# Al principio bajan la pérdida de entrenamiento y la de validación. Si después la de
# validación gira y sube mientras la de entrenamiento sigue bajando, la red ha empezado
# a aprender el ruido: ahí tendría que haber acabado el entrenamiento.
#
# **`diagnose(train_loss, val_loss)`**: dos arreglos `(epochs,)`, las pérdidas después
# de cada época, en unidades de lo que obtiene una respuesta constante. Devuelve un
# veredicto y una época, como en `return "good", 17`:
#
# - `"underfit"` (subajuste): la pérdida de entrenamiento acaba alta, por encima de 0,5,
#   y la de validación, cerca de ella;
# - `"good"` (bien): ambas acaban bajas, por debajo de 0,25, y cerca una de otra, la de
#   validación en su mínimo;
# - `"overfit"` (sobreajuste): la pérdida de entrenamiento acaba baja, y la de
#   validación, al menos un 40 % por encima de su mínimo;
# - la época, contada desde 1, tras la que debe acabar el entrenamiento: donde la
#   pérdida de validación es mínima o casi.
#
# Las curvas tienen de 20 a 200 épocas; algunas son suaves y la mayoría tienen un ruido
# de un 3 %. De vez en cuando una sola época sale, por azar, demasiado baja o demasiado
# alta: juzga la trayectoria, no un valor.


# %% region="diagnose"
# BEGIN SOLUTION
def smooth(values, reach=2):
    # en: The median of five: a single value cannot move it.
    # es: La mediana de cinco: un solo valor no puede moverla.
    padded = np.pad(values, reach, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
    return np.median(windows, axis=1)


# END SOLUTION


def diagnose(train_loss, val_loss):
    # BEGIN SOLUTION
    train, val = smooth(train_loss), smooth(val_loss)
    epoch = int(np.argmin(val)) + 1
    if train[-1] > 0.4:
        return "underfit", epoch
    return "overfit" if val[-1] > 1.25 * val.min() else "good", epoch
    # END SOLUTION


# %% [markdown] lang="en"
# Train with your strong model, draw the two curves of its history, and diagnose them.

# %% [markdown] lang="es"
# Entrena con tu modelo demasiado potente, dibuja las dos curvas de su historial y
# diagnostícalas.

# %% region="curves"
# BEGIN SOLUTION
setting = causes["strong_model"]
train_points, val_points, _ = draw_data(setting["n"], setting["noise"], SEED)
_, history = fit_network(*train_points, *val_points, setting, SEED)
verdict, epoch = diagnose(np.array(history["loss"]), np.array(history["val_loss"]))
for name, values in history.items():
    plt.plot(range(1, len(values) + 1), values, label=name)
plt.axvline(epoch, color="gray", linestyle=":", label=f"{verdict}, stop at {epoch}")
plt.xlabel("epoch")
plt.legend()
plt.show()
# END SOLUTION

# %% [markdown] lang="en"
# ## Prevent it
#
# **`remedies`**: a dict of six settings, with the same fields.
#
# - `overfit`: a network that overfits plainly, its training error at most half of its
#   error on new points; no weight decay, no dropout, no early stopping;
# - `more_data`: as `overfit`, with more `n` and no other change;
# - `smaller_model`: with less `width`;
# - `weight_decay`, `dropout`: with more of the field of that name;
# - `early_stopping`: with `early_stopping` True.
#
# Each remedy alone should bring the gap to 90 % or less, and new points must not be
# predicted worse for it (10 % are forgiven).

# %% [markdown] lang="es"
# ## Evítalo
#
# **`remedies`**: un dict con seis configuraciones, con los mismos campos.
#
# - `overfit`: una red claramente sobreajustada, cuyo error de entrenamiento sea como
#   mucho la mitad de su error en puntos nuevos; sin decaimiento de pesos, dropout ni
#   parada temprana;
# - `more_data`: como `overfit`, con más `n` y ningún otro cambio;
# - `smaller_model`: con menos `width`;
# - `weight_decay`, `dropout`: con más del campo del mismo nombre;
# - `early_stopping`: con `early_stopping` en True.
#
# Cada remedio, por sí solo, debe dejar la brecha en el 90 % o menos, sin que los puntos
# nuevos se predigan peor (se perdona un 10 %).

# %% region="remedies"
# BEGIN SOLUTION
overfit = {**balanced, "n": 40, "noise": 0.5, "width": 32}
remedies = {
    "overfit": overfit,
    "more_data": {**overfit, "n": 500},
    "smaller_model": {**overfit, "width": 1},
    "weight_decay": {**overfit, "weight_decay": 4.0},
    "dropout": {**overfit, "dropout": 0.6},
    "early_stopping": {**overfit, "early_stopping": True},
}
# END SOLUTION

# %% region="show-remedies"
# BEGIN SOLUTION
remedies_gaps = show_gaps(remedies)
# END SOLUTION

# %% [markdown] lang="en"
# ## Bias and variance
#
# Train the same model on many training sets of the same kind, and look at what the
# models say about one point. The distance of their mean from the truth is the **bias**:
# what the model cannot express. How far they scatter around their mean is the
# **variance**: what each learnt of its own noise. The expected squared error on a new
# point is the sum: bias² + variance + the noise's own variance.
#
# **`decompose(predictions, truth, noise)`**: `predictions` `(models, points)`, the
# `truth` `(points,)` without noise, and the standard deviation `noise`. Return three
# numbers, bias², variance and the noise's variance, in the mean over the points. The
# variance is the mean square of the distances from the mean model.

# %% [markdown] lang="es"
# ## Sesgo y varianza
#
# Entrena el mismo modelo con muchos conjuntos de datos del mismo tipo y mira lo que
# dicen los modelos sobre un punto. La distancia de su media a la verdad es el
# **sesgo**: lo que el modelo no puede expresar. Cuánto se dispersan en torno a su media
# es la **varianza**: lo que cada uno aprendió de su propio ruido. El error cuadrático
# esperado en un punto nuevo es la suma: sesgo² + varianza + la varianza del ruido.
#
# **`decompose(predictions, truth, noise)`**: `predictions` `(models, points)`, la
# verdad `truth` `(points,)`, sin ruido, y la desviación típica `noise`. Devuelve tres
# números, el sesgo², la varianza y la varianza del ruido, promediados sobre los puntos.
# La varianza es la media de los cuadrados de las distancias al modelo medio.


# %% region="decompose"
def decompose(predictions, truth, noise):
    # BEGIN SOLUTION
    mean_model = predictions.mean(axis=0)
    bias2 = mean_square(mean_model - truth)
    variance = mean_square(predictions - mean_model)
    return bias2, variance, noise**2
    # END SOLUTION


# %% [markdown] lang="en"
# **`bias_variance(degrees, x, y, grid, truth, noise)`**: for each of the `degrees`
# `(k,)`, integers, fit a polynomial of that degree to each training set: row i of `x`
# and of `y`, both `(sets, n)`. Their predictions at `grid` `(points,)`, where the truth
# is `truth`, have a bias, a variance and an expected error. Return three arrays `(k,)`:
# bias², variance, and the error, which is the sum of all three parts.

# %% [markdown] lang="es"
# **`bias_variance(degrees, x, y, grid, truth, noise)`**: para cada uno de los grados
# `degrees` `(k,)`, enteros, ajusta un polinomio de ese grado a cada conjunto de datos:
# la fila i de `x` y la de `y`, ambos `(sets, n)`. Sus predicciones en `grid`
# `(points,)`, donde la verdad es `truth`, tienen un sesgo, una varianza y un error
# esperado. Devuelve tres arreglos `(k,)`: el sesgo², la varianza y el error, que es la
# suma de las tres partes.


# %% region="bias-variance"
def bias_variance(degrees, x, y, grid, truth, noise):
    # BEGIN SOLUTION
    rows = []
    for degree in degrees:
        fitted = [polynomial(*one, int(degree)) for one in zip(x, y, strict=True)]
        predictions = np.stack([predict(grid).numpy() for predict in fitted])
        bias2, variance, noise2 = decompose(predictions, truth, noise)
        rows.append((bias2, variance, bias2 + variance + noise2))
    return tuple(np.array(rows).T)
    # END SOLUTION


# %% [markdown] lang="en"
# Draw many training sets of a wave with noise, and plot the three over the degree.
# Where is the error smallest? What happens to its left, what to its right?

# %% [markdown] lang="es"
# Genera muchos conjuntos de datos de una onda con ruido y dibuja las tres curvas según
# el grado. ¿Dónde es mínimo el error? ¿Qué pasa a su izquierda y qué a su derecha?

# %% region="show-bias-variance"
# BEGIN SOLUTION
degrees = np.arange(9)
x_sets = np.linspace(-1, 1, 20) + rng.uniform(-0.05, 0.05, (60, 20))
y_sets = np.sin(np.pi * x_sets) + 0.4 * rng.normal(size=x_sets.shape)
grid = np.linspace(-0.9, 0.9, 31)
found = bias_variance(degrees, x_sets, y_sets, grid, np.sin(np.pi * grid), 0.4)
for name, values in zip(("bias²", "variance", "error"), found, strict=True):
    plt.semilogy(degrees, values, label=name)
plt.xlabel("degree")
plt.legend()
plt.show()
# END SOLUTION

# %% region="targets" audience="reference"
# en: This reference reaches its own targets.
# es: Esta referencia alcanza sus propias metas.
errors = five_point_errors(x_five, y_five, x_val, y_val)
assert errors["curve_train"] < 1e-20 < errors["line_train"]
assert verdict == "overfit"
assert 0 < np.argmin(found[2]) < 8
balanced_gap, *others = causes_gaps.values()
assert min(others) > 1.5 * balanced_gap
overfit_gap, *others = remedies_gaps.values()
assert max(others) < 0.9 * overfit_gap

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
