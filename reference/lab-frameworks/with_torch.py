# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] lang="en"
# # Frameworks lab: Iris and MNIST with PyTorch
#
# You will solve two classification problems with fully connected networks: first three
# kinds of iris, told apart by four measurements; then the ten handwritten digits. Each
# section says what to do, and which **name** your code must leave behind.
#
# How your notebook is graded:
#
# - It is run from top to bottom, without a network connection. The data sets are there.
# - Then your functions are called with data that they have never seen. What your cells
#   print is yours to read: it earns nothing, and it cannot cost you anything.
# - A function gets raw data as numpy arrays: irises as `float64` of shape `(n, 4)` in
#   centimetres, classes as `int64` of shape `(n,)`, images as `uint8` of shape
#   `(n, 28, 28)`, 0 to 255. It may return numpy arrays or tensors, on any device.
# - A call may take 30 seconds, and all calls together 120.
# - A cell with an error does not stop the others: what works counts.
#
# Organise the cells as you like and add your own; only the names matter.

# %% [markdown] lang="es"
# # Laboratorio de frameworks: Iris y MNIST con PyTorch
#
# Vas a resolver dos problemas de clasificación con redes completamente conectadas:
# primero, tres especies de iris a partir de cuatro medidas; después, los diez dígitos
# manuscritos. Cada sección te dice qué hacer y qué **nombre** debe dejar definido tu
# código.
#
# Así se califica tu notebook:
#
# - Se ejecuta de arriba abajo, sin conexión a la red. Los conjuntos de datos ya están.
# - Después se llama a tus funciones con datos que nunca han visto. Lo que imprimen tus
#   celdas es para ti: no da puntos, pero tampoco puede quitártelos.
# - Cada función recibe datos sin procesar, como arreglos de numpy: los iris, `float64`
#   de forma `(n, 4)` en centímetros; las clases, `int64` de forma `(n,)`; las imágenes,
#   `uint8` de forma `(n, 28, 28)`, de 0 a 255. Puede devolver arreglos de numpy o
#   tensores, en cualquier dispositivo.
# - Una llamada puede durar 30 segundos, y todas juntas 120.
# - Una celda con un error no detiene a las demás: lo que funciona cuenta.
#
# Organiza las celdas a tu gusto y añade las tuyas: solo importan los nombres.

# %% region="setup"
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from torch import nn
from torch.nn import functional
from torchvision import datasets

# en: The same code runs on a GPU where there is one.
# es: El mismo código usa la GPU cuando hay una.
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")

# %% [markdown] lang="en"
# ## Your choices
#
# Keep what you will want to change in one place: seed, layer sizes, epochs, learning
# rates, batch sizes.

# %% [markdown] lang="es"
# ## Tus decisiones
#
# Reúne en un solo lugar lo que vas a querer cambiar: la semilla, los tamaños de las
# capas, las épocas, las tasas de aprendizaje, los tamaños de lote.

# %% region="constants"
# BEGIN SOLUTION
SEED = 7

IRIS_HIDDEN = (16,)
IRIS_EPOCHS = 100
IRIS_RATE = 0.02
IRIS_BATCH = 32
IRIS_DECAY = 0.1

MNIST_HIDDEN = (512,)
MNIST_EPOCHS = 8
MNIST_RATE = 0.004
MNIST_BATCH = 256
MNIST_DECAY = 0.1
# END SOLUTION

# %% [markdown] lang="en"
# # Part 1: Iris
#
# ## Get the data, and look at it
#
# 150 flowers, 50 of each kind: sepal length, sepal width, petal length and petal width,
# in centimetres. How many are there of each kind? What do a few rows look like? Which
# kinds will be hard to tell apart? A scatter plot of two of the measurements shows it.

# %% [markdown] lang="es"
# # Parte 1: Iris
#
# ## Obtén los datos y míralos
#
# 150 flores, 50 de cada especie: largo y ancho del sépalo, largo y ancho del pétalo, en
# centímetros. ¿Cuántas hay de cada especie? ¿Cómo son unas cuantas filas? ¿Qué especies
# costará distinguir? Un diagrama de dispersión con dos de las medidas te lo enseña.

# %% region="iris-get"
iris = load_iris()
iris_x, iris_y = iris.data, iris.target

# %% region="iris-look"
# BEGIN SOLUTION
print(iris_x[:5], np.bincount(iris_y))
for kind, name in enumerate(iris.target_names):
    plt.scatter(*iris_x[iris_y == kind, 2:].T, label=name)
plt.xlabel("petal length (cm)")
plt.ylabel("petal width (cm)")
plt.legend()
plt.show()
# END SOLUTION

# %% [markdown] lang="en"
# ## Split
#
# Set some flowers aside: the network must not see them while it learns. Beware, the
# file is sorted by kind: shuffle, and let every kind be in the validation set.
#
# **`iris_split`**: a dict with `x_train`, `y_train`, `x_val`, `y_val`, numpy arrays
# with the flowers that you train and validate on, still in centimetres, and their
# classes as integers 0, 1, 2. The grader looks whether the two sets share flowers and
# whether each kind is in the validation set.

# %% [markdown] lang="es"
# ## Divide
#
# Aparta algunas flores: la red no debe verlas mientras aprende. Ojo, el archivo viene
# ordenado por especie: baraja, y procura que todas estén en el conjunto de validación.
#
# **`iris_split`**: un dict con `x_train`, `y_train`, `x_val`, `y_val`, arreglos de
# numpy con las flores con las que entrenas y validas, todavía en centímetros, y sus
# clases como enteros 0, 1, 2. El calificador comprueba que los dos conjuntos no
# compartan flores y que en el de validación estén todas las especies.

# %% region="iris-split"
# BEGIN SOLUTION
x_train, x_val, y_train, y_val = train_test_split(
    iris_x, iris_y, test_size=0.2, stratify=iris_y, random_state=SEED
)
iris_split = {"x_train": x_train, "y_train": y_train, "x_val": x_val, "y_val": y_val}
# END SOLUTION

# %% [markdown] lang="en"
# ## Normalise and encode
#
# Networks learn best from numbers near zero. Learn mean and spread from the training
# flowers alone, and use *those* for every flower from then on: a flower's answer must
# not depend on which others happen to be in the batch with it. The cross-entropy of
# PyTorch takes the classes as integers, so they need no other encoding.

# %% [markdown] lang="es"
# ## Normaliza y codifica
#
# Las redes aprenden mejor con números cercanos a cero. Calcula la media y la desviación
# solo con las flores de entrenamiento y usa *esas* para cualquier flor que venga: la
# respuesta para una flor no debe depender de cuáles la acompañan en el lote. La
# entropía cruzada de PyTorch recibe las clases como enteros, así que no hace falta
# codificarlas.


# %% region="normalise"
# BEGIN SOLUTION
def standardiser(x_train):
    mean, spread = x_train.mean(axis=0), x_train.std(axis=0)

    def standardise(x):
        return torch.tensor((x - mean) / spread, dtype=torch.float32, device=DEVICE)

    return standardise


def labels(y):
    return torch.tensor(y, dtype=torch.int64, device=DEVICE)


# END SOLUTION


# %% [markdown] lang="en"
# ## Define the network
#
# A fully connected network with any hidden layers: `()` is one single layer, from the
# inputs straight to the classes; `(16,)` has 16 neurons in between; `(32, 32)` has two
# hidden layers. Leave the softmax out: PyTorch's cross-entropy wants logits.

# %% [markdown] lang="es"
# ## Define la red
#
# Una red completamente conectada con las capas ocultas que se le pidan: `()` es una
# sola capa, de las entradas directo a las clases; `(16,)` tiene 16 neuronas en medio;
# `(32, 32)` tiene dos capas ocultas. No pongas softmax al final: la entropía cruzada de
# PyTorch espera logits.


# %% region="network"
# BEGIN SOLUTION
def dense_network(inputs, hidden, classes):
    layers = []
    for width, next_width in pairwise((inputs, *hidden, classes)):
        layers += [nn.Linear(width, next_width), nn.ReLU()]
    return nn.Sequential(*layers[:-1]).to(DEVICE)


# END SOLUTION


# %% [markdown] lang="en"
# ## Train
#
# One epoch is one full pass over the training data, in shuffled batches. After each,
# measure loss and accuracy on the training and on the validation data, with the network
# in evaluation mode: these are the learning curves.

# %% [markdown] lang="es"
# ## Entrena
#
# Una época es una pasada completa por los datos de entrenamiento, en lotes barajados.
# Después de cada una, mide la pérdida y la exactitud con los datos de entrenamiento y
# con los de validación, con la red en modo de evaluación: son las curvas de
# aprendizaje.


# %% region="train"
# BEGIN SOLUTION
@torch.no_grad()
def scores(network, x):
    network.eval()
    return network(x)


def loss_and_accuracy(network, x, y):
    logits = scores(network, x)
    right = (logits.argmax(dim=1) == y).sum().item()
    return functional.cross_entropy(logits, y).item(), right / len(y)


def unchanged(x):
    return x


def train(
    network, training, validation, epochs, rate, batch, decay=0.0, augment=unchanged
):
    x, y = training
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=decay)
    # en: Along a cosine, the rate falls to zero.
    # es: La tasa baja a cero como un coseno.
    steps = epochs * -(-len(x) // batch)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    history = {"loss": [], "val_loss": [], "accuracy": [], "val_accuracy": []}
    for _ in range(epochs):
        network.train()
        for rows in torch.randperm(len(x), device=DEVICE).split(batch):
            optimizer.zero_grad()
            functional.cross_entropy(network(augment(x[rows])), y[rows]).backward()
            optimizer.step()
            schedule.step()
        if validation is not None:
            for prefix, data in (("", training), ("val_", validation)):
                loss, accuracy = loss_and_accuracy(network, *data)
                history[f"{prefix}loss"].append(loss)
                history[f"{prefix}accuracy"].append(accuracy)
    return history


# END SOLUTION


# %% [markdown] lang="en"
# Now train your network for Iris.
#
# **`iris_history`**: a dict of four lists of the same length, `loss`, `val_loss`,
# `accuracy` and `val_accuracy`, with one number for each epoch; accuracies from 0 to 1.
# It is the history of the very network that `iris_predict` uses: the grader measures
# that network on `iris_split`, and compares. The loss is only looked at, never graded.

# %% [markdown] lang="es"
# Ahora entrena tu red para Iris.
#
# **`iris_history`**: un dict con cuatro listas de la misma longitud, `loss`,
# `val_loss`, `accuracy` y `val_accuracy`, con un número por época; las exactitudes van
# de 0 a 1. Es la historia de la misma red que usa `iris_predict`: el calificador mide
# esa red en `iris_split` y compara. La pérdida solo se mira, nunca se califica.

# %% region="iris-train"
# BEGIN SOLUTION
torch.manual_seed(SEED)
standardise_iris = standardiser(x_train)
iris_network = dense_network(4, IRIS_HIDDEN, 3)
iris_history = train(
    iris_network,
    (standardise_iris(x_train), labels(y_train)),
    (standardise_iris(x_val), labels(y_val)),
    epochs=IRIS_EPOCHS,
    rate=IRIS_RATE,
    batch=IRIS_BATCH,
    decay=IRIS_DECAY,
)
print(f"validation accuracy: {iris_history['val_accuracy'][-1]:.1%}")
# END SOLUTION

# %% [markdown] lang="en"
# **`iris_predict(x)`**: raw centimetres, `(n, 4)`, to scores `(n, 3)`, or to classes
# `(n,)`. The grader asks it about 6,000 fresh flowers, drawn from the Gaussians that
# fit each kind; 92.5 % right earns every point. It asks about all of them at once, one
# by one, and one kind at a time, and the answers have to agree.

# %% [markdown] lang="es"
# **`iris_predict(x)`**: de centímetros sin procesar, `(n, 4)`, a puntuaciones `(n, 3)`
# o a clases `(n,)`. El calificador le pregunta por 6000 flores nuevas, sacadas de las
# gaussianas que describen cada especie; con un 92.5 % de aciertos tienes todos los
# puntos. Pregunta por todas a la vez, una por una y especie por especie, y las
# respuestas tienen que coincidir.


# %% region="iris-predict"
def iris_predict(x):
    # BEGIN SOLUTION
    return scores(iris_network, standardise_iris(x)).cpu().numpy()
    # END SOLUTION


# %% [markdown] lang="en"
# ## Visualise
#
# Draw the learning curves: one plot with training and validation loss, another with
# training and validation accuracy. The grader reads the lines off your figures, so plot
# the very numbers of `iris_history`.

# %% [markdown] lang="es"
# ## Visualiza
#
# Dibuja las curvas de aprendizaje: una gráfica con la pérdida de entrenamiento y la de
# validación, otra con las dos exactitudes. El calificador lee las líneas de tus
# figuras, así que dibuja los mismos números de `iris_history`.


# %% region="iris-curves"
# BEGIN SOLUTION
def plot_history(history, title):
    figure, panels = plt.subplots(1, 2, figsize=(10, 4))
    epochs = range(1, len(history["loss"]) + 1)
    for panel, name in zip(panels, ("loss", "accuracy"), strict=True):
        panel.plot(epochs, history[name], label="training")
        panel.plot(epochs, history[f"val_{name}"], label="validation")
        panel.set(xlabel="epoch", ylabel=name)
        panel.legend()
    figure.suptitle(title)
    plt.show()


plot_history(iris_history, "Iris")
# END SOLUTION

# %% [markdown] lang="en"
# ## Experiment
#
# Which network suits these flowers? To compare fairly, wrap everything in a function.
#
# **`iris_fit(x, y, hidden, epochs, seed)`**: trains a fresh network with these hidden
# sizes (a tuple of integers) on raw centimetres `x` and integer classes `y`, for that
# many full passes, and returns its predict function: raw centimetres to scores
# `(n, 3)`. The same `seed` must give the same network; another seed, another one.

# %% [markdown] lang="es"
# ## Experimenta
#
# ¿Qué red les va mejor a estas flores? Para comparar con justicia, mete todo en una
# función.
#
# **`iris_fit(x, y, hidden, epochs, seed)`**: entrena una red nueva con esos tamaños de
# capas ocultas (una tupla de enteros) con centímetros sin procesar `x` y clases enteras
# `y`, durante ese número de pasadas completas, y devuelve su función de predicción: de
# centímetros sin procesar a puntuaciones `(n, 3)`. La misma semilla (`seed`) debe dar
# la misma red; otra semilla, otra red.


# %% region="iris-fit"
def iris_fit(x, y, hidden, epochs, seed):
    # BEGIN SOLUTION
    torch.manual_seed(seed)
    standardise = standardiser(x)
    network = dense_network(4, hidden, 3)
    data = (standardise(x), labels(y))
    train(network, data, None, epochs, IRIS_RATE, IRIS_BATCH, IRIS_DECAY)
    return lambda flowers: scores(network, standardise(flowers)).cpu().numpy()
    # END SOLUTION


# %% [markdown] lang="en"
# **`iris_experiments`**: a list of dicts, one for each network, with
#
# - `hidden`: its hidden sizes, as given to `iris_fit`;
# - `parameters`: how many numbers it learns, weights and biases;
# - `epochs` and `seed`: as given to `iris_fit`;
# - `accuracy` and `val_accuracy`: from 0 to 1, of the network that `iris_fit` trained
#   on the training flowers of `iris_split`, measured on its training and validation
#   flowers.
#
# Try one layer of 3 neurons, `()`; two layers with a small, a medium and a large hidden
# one, such as `(4,)`, `(16,)` and `(64,)`; and more layers, such as `(32, 32)`. The
# grader trains three of your rows again with `iris_fit` and expects what you report.

# %% [markdown] lang="es"
# **`iris_experiments`**: una lista de dicts, uno por red, con
#
# - `hidden`: los tamaños de sus capas ocultas, como se los diste a `iris_fit`;
# - `parameters`: cuántos números aprende, entre pesos y sesgos;
# - `epochs` y `seed`: como se los diste a `iris_fit`;
# - `accuracy` y `val_accuracy`: de 0 a 1, de la red que `iris_fit` entrenó con las
#   flores de entrenamiento de `iris_split`, medidas en las de entrenamiento y en las de
#   validación.
#
# Prueba una sola capa de 3 neuronas, `()`; dos capas, con una oculta pequeña, una
# mediana y una grande, como `(4,)`, `(16,)` y `(64,)`; y más capas, como `(32, 32)`. El
# calificador vuelve a entrenar tres de tus filas con `iris_fit` y espera lo que dices.


# %% region="iris-experiments"
# BEGIN SOLUTION
def share_right(predict, x, y):
    return float((predict(x).argmax(axis=1) == y).mean())


def experiment(hidden):
    predict = iris_fit(x_train, y_train, hidden, IRIS_EPOCHS, SEED)
    weights = dense_network(4, hidden, 3).parameters()
    return {
        "hidden": hidden,
        "parameters": sum(weight.numel() for weight in weights),
        "epochs": IRIS_EPOCHS,
        "seed": SEED,
        "accuracy": share_right(predict, x_train, y_train),
        "val_accuracy": share_right(predict, x_val, y_val),
    }


iris_experiments = [experiment(h) for h in ((), (4,), (16,), (64,), (32, 32))]
for row in iris_experiments:
    print(row)
# END SOLUTION

# %% [markdown] lang="en"
# ## Overfit, and remedy it
#
# Clean irises hardly show overfitting. Few flowers with wrong labels do: a network that
# is too powerful learns the wrong labels by heart, and pays for it on fresh flowers.
# `noisy_flowers` draws such a set: 30 fresh flowers of each kind, and of these 90
# labels 27 changed to another kind. `try_out` shows what a model makes of them.

# %% [markdown] lang="es"
# ## Sobreajusta y ponle remedio
#
# Con iris limpios el sobreajuste apenas se ve. Con pocas flores y etiquetas
# equivocadas, sí: una red demasiado potente se aprende de memoria las etiquetas falsas,
# y lo paga con las flores nuevas. `noisy_flowers` saca un conjunto así: 30 flores
# nuevas de cada especie y, de esas 90 etiquetas, 27 cambiadas por otra especie.
# `try_out` te muestra qué hace un modelo con ellas.


# %% region="noisy-flowers"
def noisy_flowers(n_per_class, changed, seed):
    # en: Draws from the Gaussian of each kind. Returns flowers, labels, true classes.
    # es: Saca de la gaussiana de cada especie. Da flores, etiquetas y clases reales.
    rng = np.random.default_rng(seed)
    all_x, all_y = load_iris(return_X_y=True)
    x = []
    for kind in range(3):
        flowers = all_x[all_y == kind]
        mean, covariance = flowers.mean(axis=0), np.cov(flowers.T)
        drawn = rng.multivariate_normal(mean, covariance, 2 * n_per_class)
        x.append(drawn[(drawn > 0).all(axis=1)][:n_per_class])
    truth = np.repeat(np.arange(3), n_per_class)
    y = truth.copy()
    rows = rng.choice(len(y), changed, replace=False)
    y[rows] = (y[rows] + rng.integers(1, 3, changed)) % 3
    return np.concatenate(x), y, truth


def classes(answer):
    # en: Scores (n, 3) or classes (n,), as classes in numpy.
    # es: Puntuaciones (n, 3) o clases (n,), como clases en numpy.
    answer = torch.as_tensor(answer).detach().cpu().numpy()
    return answer.argmax(axis=1) if answer.ndim == 2 else answer


def try_out(fit):
    # en: Medians of 3 draws: changed labels reproduced, accuracy on fresh flowers.
    # es: Medianas de 3 sorteos: etiquetas cambiadas que repite, exactitud con nuevas.
    fresh, _, truth_of_fresh = noisy_flowers(2000, 0, seed=99)
    outcomes = []
    for seed in range(3):
        x, y, truth = noisy_flowers(30, 27, seed)
        predict = fit(x, y, seed)
        learnt_by_heart = (classes(predict(x)) == y)[y != truth].mean()
        right = (classes(predict(fresh)) == truth_of_fresh).mean()
        outcomes.append((learnt_by_heart, right))
    return np.median(outcomes, axis=0)


# %% [markdown] lang="en"
# **`iris_overfit(x, y, seed)`**: gets such flowers (raw centimetres, integer classes),
# trains a network that overfits them, and returns its predict function. Network and
# epochs are yours. It has to reproduce at least 90 % of the changed labels.

# %% [markdown] lang="es"
# **`iris_overfit(x, y, seed)`**: recibe flores así (centímetros sin procesar, clases
# enteras), entrena una red que las sobreajusta y devuelve su función de predicción. La
# red y las épocas son cosa tuya. Tiene que repetir al menos el 90 % de las etiquetas
# cambiadas.


# %% region="iris-overfit"
def iris_overfit(x, y, seed):
    # BEGIN SOLUTION
    # en: Far more weights than flowers, no decay, whole-set steps: all is learnt.
    # es: Muchos más pesos que flores, sin penalización y en bloque: se aprende todo.
    torch.manual_seed(seed)
    standardise = standardiser(x)
    network = dense_network(4, (128, 128, 128), 3)
    data = (standardise(x), labels(y))
    train(network, data, None, epochs=300, rate=0.01, batch=len(x))
    return lambda flowers: scores(network, standardise(flowers)).cpu().numpy()
    # END SOLUTION


# %% [markdown] lang="en"
# **`iris_remedy(x, y, seed)`**: the same, with your remedy: a smaller network, weight
# decay, dropout, stopping early, or what else you find. It must reproduce at most 85 %
# of the changed labels, and be right more often than `iris_overfit` on fresh flowers.
# The grader takes the medians of 3 draws. Compare both with `try_out`.

# %% [markdown] lang="es"
# **`iris_remedy(x, y, seed)`**: lo mismo, con tu remedio: una red más pequeña,
# penalización de los pesos, dropout, parar antes de tiempo o lo que se te ocurra. Debe
# repetir como mucho el 85 % de las etiquetas cambiadas y acertar más que `iris_overfit`
# con flores nuevas. El calificador toma las medianas de 3 sorteos. Compara los dos con
# `try_out`.


# %% region="iris-remedy"
def iris_remedy(x, y, seed):
    # BEGIN SOLUTION
    # en: Fewer weights that decay, and an early stop.
    # es: Menos pesos, con penalización, y una parada temprana.
    torch.manual_seed(seed)
    standardise = standardiser(x)
    network = dense_network(4, (8,), 3)
    data = (standardise(x), labels(y))
    train(network, data, None, epochs=60, rate=0.02, batch=32, decay=1.0)
    return lambda flowers: scores(network, standardise(flowers)).cpu().numpy()
    # END SOLUTION


# %% region="iris-compare"
# BEGIN SOLUTION
by_heart, overfit_right = try_out(iris_overfit)
copied, remedy_right = try_out(iris_remedy)
print(f"overfit: {by_heart:.0%} learnt by heart, {overfit_right:.1%} right on fresh")
print(f"remedy: {copied:.0%} learnt by heart, {remedy_right:.1%} right on fresh")
# END SOLUTION

# %% region="iris-targets" audience="reference"
# en: This reference reaches its own targets.
# es: Esta referencia alcanza sus propias metas.
fresh_x, fresh_y, _ = noisy_flowers(2000, 0, seed=SEED)
assert share_right(iris_predict, fresh_x, fresh_y) >= 0.95
assert by_heart >= 0.9
assert copied <= 0.7
assert remedy_right > overfit_right

# %% [markdown] lang="en"
# # Part 2: MNIST
#
# The same steps, with 70,000 handwritten digits of 28 by 28 pixels.
#
# ## Get the data, and look at it
#
# 60,000 digits come for training, 10,000 more for validation. Look at some.

# %% [markdown] lang="es"
# # Parte 2: MNIST
#
# Los mismos pasos, con 70 000 dígitos manuscritos de 28 por 28 píxeles.
#
# ## Obtén los datos y míralos
#
# Vienen 60 000 dígitos para entrenar y otros 10 000 para validar. Mira unos cuantos.

# %% region="mnist-get"
mnist_train = datasets.MNIST(root="data", train=True, download=True)
mnist_test = datasets.MNIST(root="data", train=False, download=True)

# %% region="mnist-look"
# BEGIN SOLUTION
_, panels = plt.subplots(1, 8, figsize=(10, 2))
for panel, (image, digit) in zip(panels, mnist_train, strict=False):
    panel.imshow(image, cmap="gray_r")
    panel.set(title=digit, xticks=[], yticks=[])
plt.show()
# END SOLUTION

# %% [markdown] lang="en"
# ## Split
#
# **`mnist_split`**: as `iris_split`, with `uint8` images of shape `(n, 28, 28)` and the
# digits as integers.

# %% [markdown] lang="es"
# ## Divide
#
# **`mnist_split`**: como `iris_split`, con imágenes `uint8` de forma `(n, 28, 28)` y
# los dígitos como enteros.

# %% region="mnist-split"
# BEGIN SOLUTION
mnist_split = {
    "x_train": mnist_train.data.numpy(),
    "y_train": mnist_train.targets.numpy(),
    "x_val": mnist_test.data.numpy(),
    "y_val": mnist_test.targets.numpy(),
}
# END SOLUTION

# %% [markdown] lang="en"
# ## Normalise, define, train
#
# Grey levels go from 0 to 255, and a fully connected network wants a row of numbers. A
# hidden layer of 256 neurons and a few epochs are enough for what is asked here.
# Training is quicker when all the images are one tensor, moved to the device once.
#
# **`mnist_history`**: as `iris_history`, for the network that `mnist_predict` uses.

# %% [markdown] lang="es"
# ## Normaliza, define, entrena
#
# Los niveles de gris van de 0 a 255, y una red completamente conectada espera una fila
# de números. Una capa oculta de 256 neuronas y unas pocas épocas bastan para lo que se
# pide. El entrenamiento es más rápido si todas las imágenes forman un solo tensor que
# llevas al dispositivo una vez.
#
# **`mnist_history`**: como `iris_history`, para la red que usa `mnist_predict`.


# %% region="mnist-train"
# BEGIN SOLUTION
def flat_pixels(images):
    return torch.tensor(images, device=DEVICE).flatten(start_dim=1).float() / 255


def shifted(rows):
    # en: Every digit of a batch, one pixel to the same side; the edges are empty.
    # es: Todos los dígitos del lote, un píxel hacia el mismo lado; el borde está vacío.
    return rows.roll((0, -1, 1, -28, 28)[torch.randint(5, ())], dims=1)


torch.manual_seed(SEED)
mnist_network = dense_network(28 * 28, MNIST_HIDDEN, 10)
mnist_history = train(
    mnist_network,
    (flat_pixels(mnist_split["x_train"]), labels(mnist_split["y_train"])),
    (flat_pixels(mnist_split["x_val"]), labels(mnist_split["y_val"])),
    epochs=MNIST_EPOCHS,
    rate=MNIST_RATE,
    batch=MNIST_BATCH,
    decay=MNIST_DECAY,
    augment=shifted,
)
print(f"validation accuracy: {mnist_history['val_accuracy'][-1]:.1%}")
# END SOLUTION

# %% [markdown] lang="en"
# **`mnist_predict(images)`**: raw `uint8` images, `(n, 28, 28)`, to scores `(n, 10)`,
# or to classes `(n,)`. The grader asks it about 2,000 digits that were kept from you;
# 95 % right earns every point.

# %% [markdown] lang="es"
# **`mnist_predict(images)`**: de imágenes `uint8` sin procesar, `(n, 28, 28)`, a
# puntuaciones `(n, 10)` o a clases `(n,)`. El calificador le pregunta por 2000 dígitos
# que no has podido ver; con un 95 % de aciertos tienes todos los puntos.


# %% region="mnist-predict"
def mnist_predict(images):
    # BEGIN SOLUTION
    return scores(mnist_network, flat_pixels(images)).cpu().numpy()
    # END SOLUTION


# %% [markdown] lang="en"
# ## Visualise
#
# The learning curves again. Does this network overfit?

# %% [markdown] lang="es"
# ## Visualiza
#
# Otra vez las curvas de aprendizaje. ¿Se sobreajusta esta red?

# %% region="mnist-curves"
# BEGIN SOLUTION
plot_history(mnist_history, "MNIST")
# END SOLUTION

# %% region="mnist-targets" audience="reference"
# en: It learnt. Disguised pixels have no neighbours: there, shifts are mere noise.
# es: Ha aprendido. Los píxeles disfrazados no tienen vecinos: ahí, mover es solo ruido.
assert share_right(mnist_predict, mnist_split["x_val"], mnist_split["y_val"]) >= 0.96

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
