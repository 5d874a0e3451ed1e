# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] lang="en"
# # Training loops, with PyTorch
#
# Before you let a framework train for you, write the loop yourself: batches, loss,
# gradient, step, and after each epoch a look at data that it was not trained on. First
# on points in a plane, then, with the very same loop, on handwritten digits.
#
# How your notebook is graded:
#
# - It is run from top to bottom, without a network connection. The digits are there.
# - Then your functions are called with data that they have never seen. What your cells
#   print earns nothing, and cannot cost you anything.
# - Data come as numpy arrays; you may return arrays or tensors, on any device. A call
#   may take 30 seconds, and all calls together 120.
# - A cell with an error does not stop the others: what works counts.

# %% [markdown] lang="es"
# # Bucles de entrenamiento, con PyTorch
#
# Antes de dejar que un framework entrene por ti, escribe tú el bucle: lotes, pérdida,
# gradiente, paso y, después de cada época, una mirada a los datos con los que no se
# entrenó. Primero con puntos del plano y después, con el mismo bucle, con dígitos
# manuscritos.
#
# Así se califica tu notebook:
#
# - Se ejecuta de arriba abajo, sin conexión a la red. Los dígitos ya están.
# - Después se llama a tus funciones con datos que nunca han visto. Lo que imprimen tus
#   celdas no da puntos, pero tampoco puede quitártelos.
# - Los datos llegan como arreglos de numpy; puedes devolver arreglos o tensores, en
#   cualquier dispositivo. Una llamada puede durar 30 segundos, y todas juntas 120.
# - Una celda con un error no detiene a las demás: lo que funciona cuenta.

# %% region="setup"
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torchvision import datasets

# en: The same code runs on a GPU where there is one.
# es: El mismo código usa la GPU cuando hay una.
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")

# %% region="constants"
# BEGIN SOLUTION
SEED = 7

POINTS_HIDDEN = (32,)
POINTS_EPOCHS = 40
POINTS_RATE = 0.02
POINTS_BATCH = 32

MNIST_HIDDEN = (160,)
MNIST_EPOCHS = 4
MNIST_RATE = 0.005
MNIST_BATCH = 256
# END SOLUTION

# %% [markdown] lang="en"
# ## One epoch, step by step
#
# The smallest network there is, logistic regression: `x @ w + b` is the logit of class
# 1.
#
# **`logistic_epoch(x, y, w, b, rate, batch)`**: `x` is `(n, 2)`, `y` `(n,)` with
# classes 0 and 1; start at the weights `w` `(2,)` and the number `b`. Go once through
# the rows, in their order, `batch` rows at a time (the last batch may be shorter). For
# each batch: the mean cross-entropy of its rows, then one step of plain gradient
# descent. Return three arrays: the losses before each step `(k,)`, the weights after
# each step `(k, 2)`, the biases after each step `(k,)`. Keep to `float64`.

# %% [markdown] lang="es"
# ## Una época, paso a paso
#
# La red más pequeña que hay, la regresión logística: `x @ w + b` es el logit de la
# clase 1.
#
# **`logistic_epoch(x, y, w, b, rate, batch)`**: `x` es `(n, 2)`; `y`, `(n,)`, con las
# clases 0 y 1; empieza con los pesos `w` `(2,)` y el número `b`. Recorre las filas una
# vez, en su orden, de `batch` en `batch` (el último lote puede ser más corto). Con cada
# lote: la entropía cruzada media de sus filas y, luego, un paso de descenso de
# gradiente sin más. Devuelve tres arreglos: las pérdidas antes de cada paso `(k,)`, los
# pesos después de cada paso `(k, 2)` y los sesgos después de cada paso `(k,)`. Quédate
# en `float64`.


# %% region="loop"
def logistic_epoch(x, y, w, b, rate, batch):
    # BEGIN SOLUTION
    weights = torch.tensor(w, requires_grad=True)
    bias = torch.tensor(b, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([weights, bias], lr=rate)
    passed = []
    rows = zip(torch.tensor(x).split(batch), torch.tensor(y).split(batch), strict=True)
    for inputs, classes in rows:
        optimizer.zero_grad()
        logits = inputs @ weights + bias
        loss = functional.binary_cross_entropy_with_logits(logits, classes.double())
        loss.backward()
        optimizer.step()
        passed.append((loss.detach(), weights.detach().clone(), bias.detach().clone()))
    return tuple(torch.stack(values) for values in zip(*passed, strict=True))
    # END SOLUTION


# %% [markdown] lang="en"
# ## Points in a plane
#
# Four clouds, two classes, and one label in twenty is wrong: nobody gets all of them
# right. No straight line parts the two classes.

# %% [markdown] lang="es"
# ## Puntos del plano
#
# Cuatro nubes, dos clases, y una etiqueta de cada veinte está mal: nadie las acierta
# todas. Ninguna recta separa las dos clases.


# %% region="points-get"
def draw_points(n, seed):
    rng = np.random.default_rng(seed)
    centres = np.array([(-1.5, -1.0), (1.5, 1.2), (-1.2, 1.6), (1.4, -1.4)])
    cloud = np.sort(rng.integers(4, size=n))
    x = centres[cloud] + rng.normal(0, 0.6, (n, 2))
    y = np.where(rng.random(n) < 0.05, cloud < 2, cloud >= 2)
    return x.round(3), y.astype(int)


points_x, points_y = draw_points(400, seed=5)

# %% region="points-look"
# BEGIN SOLUTION
plt.scatter(*points_x.T, c=points_y, cmap="coolwarm", s=12)
plt.show()
# END SOLUTION

# %% [markdown] lang="en"
# **`points_split`**: a dict with `x_train`, `y_train`, `x_val`, `y_val`: these points,
# as they were drawn, at least 40 of them for validation. Beware, they are sorted by
# cloud.

# %% [markdown] lang="es"
# **`points_split`**: un dict con `x_train`, `y_train`, `x_val`, `y_val`: estos puntos,
# tal como se generaron, con 40 o más para validar. Ojo, están ordenados por nube.

# %% region="points-split"
# BEGIN SOLUTION
order = np.random.default_rng(SEED).permutation(len(points_x))
for_training, for_validation = order[:300], order[300:]
points_split = {
    "x_train": points_x[for_training],
    "y_train": points_y[for_training],
    "x_val": points_x[for_validation],
    "y_val": points_y[for_validation],
}
# END SOLUTION

# %% [markdown] lang="en"
# ## The loop
#
# Write a network and a loop that you can use twice. An epoch is a pass over all
# training rows in shuffled batches. After each, measure loss and accuracy on the
# training and on the validation data, without gradients and with the network in
# evaluation mode.

# %% [markdown] lang="es"
# ## El bucle
#
# Escribe una red y un bucle que puedas usar dos veces. Una época es una pasada por
# todas las filas de entrenamiento, en lotes barajados. Después de cada una, mide la
# pérdida y la exactitud con los datos de entrenamiento y con los de validación, sin
# gradientes y con la red en modo de evaluación.


# %% region="train"
# BEGIN SOLUTION
def dense_network(inputs, hidden, classes):
    layers = []
    for width, next_width in pairwise((inputs, *hidden, classes)):
        layers += [nn.Linear(width, next_width), nn.ReLU()]
    return nn.Sequential(*layers[:-1]).to(DEVICE)


@torch.no_grad()
def loss_and_accuracy(network, x, y):
    network.eval()
    logits = network(x)
    right = (logits.argmax(dim=1) == y).double().mean()
    return functional.cross_entropy(logits, y).item(), right.item()


def train(network, training, validation, epochs, rate, batch):
    x, y = training
    optimizer = torch.optim.Adam(network.parameters(), lr=rate)
    # en: The learning rate falls to zero: the last steps settle what the first found.
    # es: La tasa de aprendizaje baja a cero: al final se asienta lo que se halló antes.
    steps = epochs * -(-len(x) // batch)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    history = {"loss": [], "val_loss": [], "accuracy": [], "val_accuracy": []}
    for _ in range(epochs):
        network.train()
        for rows in torch.randperm(len(x), device=DEVICE).split(batch):
            optimizer.zero_grad()
            functional.cross_entropy(network(x[rows]), y[rows]).backward()
            optimizer.step()
            schedule.step()
        for prefix, data in (("", training), ("val_", validation)):
            loss, accuracy = loss_and_accuracy(network, *data)
            history[f"{prefix}loss"].append(loss)
            history[f"{prefix}accuracy"].append(accuracy)
    return history


# END SOLUTION

# %% [markdown] lang="en"
# **`points_history`**: a dict of four lists of the same length, `loss`, `val_loss`,
# `accuracy`, `val_accuracy`, one number for each epoch, accuracies from 0 to 1; of the
# very network that `points_predict` uses.

# %% [markdown] lang="es"
# **`points_history`**: un dict con cuatro listas de la misma longitud, `loss`,
# `val_loss`, `accuracy`, `val_accuracy`, con un número por época y las exactitudes de 0
# a 1; de la misma red que usa `points_predict`.


# %% region="points-train"
# BEGIN SOLUTION
def on_device(x, y):
    inputs = torch.tensor(x, dtype=torch.float32, device=DEVICE)
    return inputs, torch.tensor(y, device=DEVICE)


torch.manual_seed(SEED)
points_network = dense_network(2, POINTS_HIDDEN, 2)
points_history = train(
    points_network,
    on_device(points_split["x_train"], points_split["y_train"]),
    on_device(points_split["x_val"], points_split["y_val"]),
    epochs=POINTS_EPOCHS,
    rate=POINTS_RATE,
    batch=POINTS_BATCH,
)
print(f"validation accuracy: {points_history['val_accuracy'][-1]:.1%}")
# END SOLUTION

# %% [markdown] lang="en"
# **`points_predict(x)`**: points `(n, 2)` to scores `(n, 2)` or classes `(n,)`. The
# grader asks it about 5,000 fresh points, all at once, one by one and a class at a
# time. Full points need 96 % of what is possible.

# %% [markdown] lang="es"
# **`points_predict(x)`**: de puntos `(n, 2)` a puntuaciones `(n, 2)` o clases `(n,)`.
# El calificador le pregunta por 5000 puntos nuevos, todos a la vez, uno por uno y clase
# por clase. Para todos los puntos hace falta el 96 % de lo que es posible.


# %% region="points-predict"
def points_predict(x):
    # BEGIN SOLUTION
    points_network.eval()
    with torch.no_grad():
        inputs = torch.tensor(x, dtype=torch.float32, device=DEVICE)
        return points_network(inputs).cpu().numpy()
    # END SOLUTION


# %% [markdown] lang="en"
# Draw the learning curves: training and validation loss in one plot, both accuracies in
# another. The grader reads the lines off your figures: draw the very numbers of the
# history.

# %% [markdown] lang="es"
# Dibuja las curvas de aprendizaje: la pérdida de entrenamiento y la de validación en
# una gráfica, las dos exactitudes en otra. El calificador lee las líneas de tus
# figuras: dibuja los mismos números de la historia.


# %% region="points-curves"
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


plot_history(points_history, "points")
# END SOLUTION

# %% [markdown] lang="en"
# ## The same loop on MNIST
#
# 60,000 digits for training, 10,000 for validation; images of 28 by 28 grey levels from
# 0 to 255, which a fully connected network wants as one row of small numbers. Training
# is quickest when all the images are one tensor on the device.
#
# **`mnist_split`**: as `points_split`, with `uint8` images `(n, 28, 28)`, at least
# 1,000 of them for validation.
#
# **`mnist_history`** and **`mnist_predict(images)`**: as above; raw `uint8` images to
# scores `(n, 10)` or classes. The grader asks about 2,000 digits that were kept from
# you; 95 % right earns every point.

# %% [markdown] lang="es"
# ## El mismo bucle con MNIST
#
# 60 000 dígitos para entrenar y 10 000 para validar; imágenes de 28 por 28 niveles de
# gris, de 0 a 255, que una red completamente conectada prefiere como una fila de
# números pequeños. Lo más rápido es que todas las imágenes formen un solo tensor en el
# dispositivo.
#
# **`mnist_split`**: como `points_split`, con imágenes `uint8` `(n, 28, 28)`, 1000 o más
# para validar.
#
# **`mnist_history`** y **`mnist_predict(images)`**: como antes; de imágenes `uint8` sin
# procesar a puntuaciones `(n, 10)` o clases. El calificador pregunta por 2000 dígitos
# que no has podido ver; con un 95 % de aciertos tienes todos los puntos.

# %% region="mnist-get"
mnist_train = datasets.MNIST(root="data", train=True, download=True)
mnist_test = datasets.MNIST(root="data", train=False, download=True)

# %% region="mnist-split"
# BEGIN SOLUTION
mnist_split = {
    "x_train": mnist_train.data.numpy(),
    "y_train": mnist_train.targets.numpy(),
    "x_val": mnist_test.data.numpy(),
    "y_val": mnist_test.targets.numpy(),
}
# END SOLUTION


# %% region="mnist-train"
# BEGIN SOLUTION
def flat_pixels(images):
    return torch.tensor(images, device=DEVICE).flatten(start_dim=1).float() / 255


def digits(part):
    labels = torch.tensor(mnist_split[f"y_{part}"], device=DEVICE)
    return flat_pixels(mnist_split[f"x_{part}"]), labels


torch.manual_seed(SEED)
mnist_network = dense_network(28 * 28, MNIST_HIDDEN, 10)
mnist_history = train(
    mnist_network,
    digits("train"),
    digits("val"),
    epochs=MNIST_EPOCHS,
    rate=MNIST_RATE,
    batch=MNIST_BATCH,
)
print(f"validation accuracy: {mnist_history['val_accuracy'][-1]:.1%}")
# END SOLUTION


# %% region="mnist-predict"
def mnist_predict(images):
    # BEGIN SOLUTION
    mnist_network.eval()
    with torch.no_grad():
        return mnist_network(flat_pixels(images)).cpu().numpy()
    # END SOLUTION


# %% region="mnist-curves"
# BEGIN SOLUTION
plot_history(mnist_history, "MNIST")
# END SOLUTION

# %% region="targets" audience="reference"
# en: This reference reaches its own targets.
# es: Esta referencia alcanza sus propias metas.
fresh_x, fresh_y = draw_points(4000, seed=SEED + 1)
assert (points_predict(fresh_x).argmax(axis=1) == fresh_y).mean() >= 0.9
assert mnist_history["val_accuracy"][-1] >= 0.965

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
