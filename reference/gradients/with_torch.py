# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] lang="en"
# # Gradients of any expression, with PyTorch
#
# A framework does two things for you: it computes with tensors, and it differentiates
# whatever you compute. Here you use both, and then do by hand what it does for you.
#
# How your notebook is graded:
#
# - It is run from top to bottom, without a network connection.
# - Then your functions are called with numbers and expressions drawn afresh, and what
#   they return is compared with the exact answer. What your cells print earns nothing.
# - Arrays come as numpy `float64`; you may return numpy arrays or tensors. Keep to
#   `float64`: single precision costs you seven digits.
# - A cell with an error does not stop the others: what works counts.

# %% [markdown] lang="es"
# # Gradientes de cualquier expresión, con PyTorch
#
# Un framework hace dos cosas por ti: calcula con tensores y deriva todo lo que
# calculas. Aquí usarás las dos, y luego harás a mano lo que él hace por ti.
#
# Así se califica tu notebook:
#
# - Se ejecuta de arriba abajo, sin conexión a la red.
# - Después se llama a tus funciones con números y expresiones nuevas, y lo que
#   devuelven se compara con la respuesta exacta. Lo que imprimen tus celdas no da
#   puntos.
# - Los arreglos llegan como `float64` de numpy; puedes devolver arreglos o tensores.
#   Quédate en `float64`: la precisión simple te cuesta siete cifras.
# - Una celda con un error no detiene a las demás: lo que funciona cuenta.

# %% region="setup"
import numpy as np
import torch

# %% [markdown] lang="en"
# ## Tensors
#
# **`sigmoid(t)`** and **`softmax(t)`**: tensor in, tensor of the same shape out;
# softmax along the last axis. They are asked for their values and, by PyTorch, for
# their slopes, at numbers as large as 1000: `exp` must not overflow on the way, in
# either direction. Write them with `exp` and arithmetic, not with `torch.sigmoid`.

# %% [markdown] lang="es"
# ## Tensores
#
# **`sigmoid(t)`** y **`softmax(t)`**: entra un tensor, sale otro de la misma forma;
# softmax, a lo largo del último eje. Se les piden los valores y, por medio de PyTorch,
# las pendientes, con números de hasta 1000: `exp` no debe desbordarse por el camino, ni
# hacia delante ni hacia atrás. Escríbelas con `exp` y aritmética, sin `torch.sigmoid`.


# %% region="tensors"
def sigmoid(t):
    # BEGIN SOLUTION
    # en: Both signs have an exponent below zero: neither overflows.
    # es: Con los dos signos el exponente es negativo: ninguno se desborda.
    small = torch.exp(-t.abs())
    return torch.where(t >= 0, 1, small) / (1 + small)
    # END SOLUTION


def softmax(t):
    # BEGIN SOLUTION
    powers = torch.exp(t - t.amax(dim=-1, keepdim=True))
    return powers / powers.sum(dim=-1, keepdim=True)
    # END SOLUTION


# %% [markdown] lang="en"
# **`distances(a, b)`**: tensors `(n, d)` and `(m, d)` to the squared Euclidean
# distances `(n, m)` of every row of `a` to every row of `b`, by broadcasting: without a
# loop.

# %% [markdown] lang="es"
# **`distances(a, b)`**: de tensores `(n, d)` y `(m, d)` a las distancias euclídeas al
# cuadrado `(n, m)` de cada fila de `a` a cada fila de `b`, por difusión
# (*broadcasting*): sin bucles.


# %% region="broadcasting"
def distances(a, b):
    # BEGIN SOLUTION
    return ((a[:, None, :] - b[None, :, :]) ** 2).sum(dim=-1)
    # END SOLUTION


# %% [markdown] lang="en"
# ## The gradient of any expression
#
# **`value_and_grad(f, x)`**: `f` is a function of a tensor `(n,)` that returns a tensor
# of one number; `x` a numpy array `(n,)`. Return `f(x)` and its gradient `(n,)`, as a
# tuple. Some of the expressions are such that differences `(f(x + h) - f(x)) / h` fail
# for every `h`: have the expression differentiated.

# %% [markdown] lang="es"
# ## El gradiente de cualquier expresión
#
# **`value_and_grad(f, x)`**: `f` es una función de un tensor `(n,)` que devuelve un
# tensor con un número; `x`, un arreglo de numpy `(n,)`. Devuelve `f(x)` y su gradiente
# `(n,)`, en una tupla. Con algunas expresiones las diferencias `(f(x + h) - f(x)) / h`
# fallan para cualquier `h`: haz que se derive la expresión.


# %% region="value-and-grad"
def value_and_grad(f, x):
    # BEGIN SOLUTION
    t = torch.tensor(x, requires_grad=True)
    value = f(t)
    [gradient] = torch.autograd.grad(value, [t])
    return value, gradient
    # END SOLUTION


# %% region="try-it"
# en: (x1 - 3)^2 + (x2 + 2)^2 at (1, 1): 13, with the gradient (-4, 6).
# es: (x1 - 3)^2 + (x2 + 2)^2 en (1, 1): 13, con gradiente (-4, 6).
value_and_grad(lambda t: (t[0] - 3) ** 2 + (t[1] + 2) ** 2, np.ones(2))

# %% [markdown] lang="en"
# ## More than one output
#
# **`jacobian(f, x)`**: now `f` returns a tensor `(k,)`. The Jacobian is `(k, n)`; row i
# is the gradient of output i.
#
# **`vjp(f, x, v)`**: the vector `v` `(k,)` times that Jacobian, `(n,)`, in one pass
# backwards. This is what backpropagation computes, layer by layer; it never needs the
# whole Jacobian.

# %% [markdown] lang="es"
# ## Más de una salida
#
# **`jacobian(f, x)`**: ahora `f` devuelve un tensor `(k,)`. El jacobiano es `(k, n)`;
# la fila i es el gradiente de la salida i.
#
# **`vjp(f, x, v)`**: el vector `v` `(k,)` por ese jacobiano, `(n,)`, en una sola pasada
# hacia atrás. Es lo que calcula la retropropagación, capa por capa; nunca necesita el
# jacobiano completo.


# %% region="jacobian"
def jacobian(f, x):
    # BEGIN SOLUTION
    return torch.func.jacrev(f)(torch.tensor(x))
    # END SOLUTION


# %% region="vjp"
def vjp(f, x, v):
    # BEGIN SOLUTION
    t = torch.tensor(x, requires_grad=True)
    [pulled] = torch.autograd.grad(f(t), [t], torch.tensor(v))
    return pulled
    # END SOLUTION


# %% [markdown] lang="en"
# ## Gradients are added up
#
# PyTorch adds a new gradient to the one that is already there. That is useful, and a
# trap.
#
# **`linear_steps(x, y, w, b, rate)`**: a linear regression, `x @ w + b`, with the mean
# squared error as its loss. `x` is `(k, n, d)`, `y` `(k, n)`: k batches of n rows.
# Starting at `w` `(d,)` and the number `b`, take one step of gradient descent for each
# batch. Return the weights `(k, d)` and the biases `(k,)` after each step.

# %% [markdown] lang="es"
# ## Los gradientes se acumulan
#
# PyTorch suma cada gradiente nuevo al que ya había. Es útil, y es una trampa.
#
# **`linear_steps(x, y, w, b, rate)`**: una regresión lineal, `x @ w + b`, con el error
# cuadrático medio como pérdida. `x` es `(k, n, d)` e `y`, `(k, n)`: k lotes de n filas.
# A partir de `w` `(d,)` y del número `b`, da un paso de descenso de gradiente por lote.
# Devuelve los pesos `(k, d)` y los sesgos `(k,)` después de cada paso.


# %% region="linear-steps"
def linear_steps(x, y, w, b, rate):
    # BEGIN SOLUTION
    weights = torch.tensor(w, requires_grad=True)
    bias = torch.tensor(b, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([weights, bias], lr=rate)
    passed = []
    for rows, targets in zip(torch.tensor(x), torch.tensor(y), strict=True):
        optimizer.zero_grad()
        ((rows @ weights + bias - targets) ** 2).mean().backward()
        optimizer.step()
        passed.append((weights.detach().clone(), bias.detach().clone()))
    all_weights, all_biases = zip(*passed, strict=True)
    return torch.stack(all_weights), torch.stack(all_biases)
    # END SOLUTION


# %% [markdown] lang="en"
# **`accumulated_gradient(x, y, w, b, parts)`**: the gradient of the same loss over all
# rows of `x` `(n, d)`, `y` `(n,)`, as when they do not fit into memory at once: cut the
# rows into `parts` parts with `np.array_split` (their sizes may differ by one), call
# `backward` on each, and let PyTorch add up. Return the gradients by `w` `(d,)` and by
# `b`; they are those of the whole.

# %% [markdown] lang="es"
# **`accumulated_gradient(x, y, w, b, parts)`**: el gradiente de la misma pérdida sobre
# todas las filas de `x` `(n, d)`, `y` `(n,)`, como cuando no caben juntas en la
# memoria: corta las filas en `parts` partes con `np.array_split` (los tamaños pueden
# diferir en uno), llama a `backward` con cada una y deja que PyTorch sume. Devuelve los
# gradientes respecto a `w` `(d,)` y a `b`; son los del conjunto.


# %% region="accumulated"
def accumulated_gradient(x, y, w, b, parts):
    # BEGIN SOLUTION
    weights = torch.tensor(w, requires_grad=True)
    bias = torch.tensor(b, dtype=torch.float64, requires_grad=True)
    for rows in np.array_split(np.arange(len(x)), parts):
        errors = torch.tensor(x[rows]) @ weights + bias - torch.tensor(y[rows])
        ((errors**2).sum() / len(x)).backward()
    return weights.grad, bias.grad
    # END SOLUTION


# %% [markdown] lang="en"
# ## Gradient descent
#
# **`gradient_descent(f, x, rate, steps)`**: start at `x` `(n,)` and take `steps` steps
# against the gradient of `f`. Return every point, the start included:
# `(steps + 1, n)`.

# %% [markdown] lang="es"
# ## Descenso de gradiente
#
# **`gradient_descent(f, x, rate, steps)`**: empieza en `x` `(n,)` y da `steps` pasos en
# contra del gradiente de `f`. Devuelve todos los puntos, también el inicial:
# `(steps + 1, n)`.


# %% region="descent"
def gradient_descent(f, x, rate, steps):
    # BEGIN SOLUTION
    points = [x]
    for _ in range(steps):
        _, gradient = value_and_grad(f, points[-1])
        points.append(points[-1] - rate * gradient.numpy())
    return np.stack(points)
    # END SOLUTION


# %% [markdown] lang="en"
# ## A backward pass of your own
#
# The sign of a number has slope zero nearly everywhere: nothing could be learnt through
# it. Networks with binary activations pretend otherwise.
#
# **`binarise(t)`**: forward, the sign of each number. Backward, the gradient passes
# unchanged where `|t| <= 1`, and is zero elsewhere. Write it as a
# `torch.autograd.Function` with its own `forward` and `backward`.

# %% [markdown] lang="es"
# ## Un paso hacia atrás propio
#
# El signo de un número tiene pendiente cero casi en todas partes: a través de él no se
# podría aprender nada. Las redes con activaciones binarias fingen lo contrario.
#
# **`binarise(t)`**: hacia delante, el signo de cada número. Hacia atrás, el gradiente
# pasa intacto donde `|t| <= 1` y es cero en lo demás. Escríbela como
# `torch.autograd.Function`, con su propio `forward` y su propio `backward`.


# %% region="custom-backward"
# BEGIN SOLUTION
class Binarise(torch.autograd.Function):
    @staticmethod
    def forward(ctx, t):
        ctx.save_for_backward(t)
        return torch.sign(t)

    @staticmethod
    def backward(ctx, upstream):
        (t,) = ctx.saved_tensors
        return upstream * (t.abs() <= 1)


# END SOLUTION


def binarise(t):
    # BEGIN SOLUTION
    return Binarise.apply(t)
    # END SOLUTION


# %% [markdown] lang="en"
# ## By hand
#
# **`network_gradients(x, y, w1, b1, w2, b2)`**: a network of two layers,
# `tanh(x @ w1 + b1) @ w2 + b2`, gives the logits of each row of `x` `(n, d)`; `y` has
# the classes, integers `(n,)`; the loss is the mean cross-entropy. Return the loss and
# its gradients by `w1`, `b1`, `w2`, `b2`, in this order. Do it with arithmetic alone,
# from the loss back to the first layer; then compare with what PyTorch says.

# %% [markdown] lang="es"
# ## A mano
#
# **`network_gradients(x, y, w1, b1, w2, b2)`**: una red de dos capas,
# `tanh(x @ w1 + b1) @ w2 + b2`, da los logits de cada fila de `x` `(n, d)`; `y` tiene
# las clases, enteros `(n,)`; la pérdida es la entropía cruzada media. Devuelve la
# pérdida y sus gradientes respecto a `w1`, `b1`, `w2`, `b2`, en este orden. Hazlo solo
# con aritmética, desde la pérdida hasta la primera capa; después compáralo con lo que
# dice PyTorch.


# %% region="network"
def network_gradients(x, y, w1, b1, w2, b2):
    # BEGIN SOLUTION
    hidden = np.tanh(x @ w1 + b1)
    logits = hidden @ w2 + b2
    shifted = logits - logits.max(axis=1, keepdims=True)
    probabilities = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    truth = np.eye(logits.shape[1])[y]
    loss = -np.log((probabilities * truth).sum(axis=1)).mean()

    d_logits = (probabilities - truth) / len(x)
    d_hidden = d_logits @ w2.T
    d_sums = d_hidden * (1 - hidden**2)
    return (
        *(loss, x.T @ d_sums, d_sums.sum(axis=0)),
        *(hidden.T @ d_logits, d_logits.sum(axis=0)),
    )
    # END SOLUTION


# %% region="targets" audience="reference"
# en: What was done by hand agrees with autograd.
# es: Lo hecho a mano coincide con autograd.
rng = np.random.default_rng(7)
x, y = rng.normal(size=(8, 3)), rng.integers(4, size=8)
parameters = [rng.normal(size=shape) for shape in ((3, 5), (5,), (5, 4), (4,))]
w1, b1, w2, b2 = (torch.tensor(p, requires_grad=True) for p in parameters)
logits = torch.tanh(torch.tensor(x) @ w1 + b1) @ w2 + b2
loss = torch.nn.functional.cross_entropy(logits, torch.tensor(y))
by_autograd = torch.autograd.grad(loss, [w1, b1, w2, b2])
by_hand = network_gradients(x, y, *parameters)
assert np.allclose(by_hand[0], loss.item())
for one, other in zip(by_hand[1:], by_autograd, strict=True):
    assert np.allclose(one, other.numpy())

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
