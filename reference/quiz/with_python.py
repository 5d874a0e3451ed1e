# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] lang="en"
# # Quiz: frameworks and overfitting
#
# Ten questions on the lesson. Answer with the names of options, in quotes, or with a
# number:
#
# - one answer: `quiz["color"] = "red"`
# - all that apply, in braces: `quiz["colors"] = {"red", "blue"}`
# - a number: `quiz["sum"] = 12`
#
# `grade submit` explains every answer that is wrong. You may try as often as you like.

# %% [markdown] lang="es"
# # Cuestionario: frameworks y sobreajuste
#
# Diez preguntas sobre la lección. Responde con los nombres de las opciones, entre
# comillas, o con un número:
#
# - una respuesta: `quiz["color"] = "red"`
# - todas las que correspondan, entre llaves: `quiz["colors"] = {"red", "blue"}`
# - un número: `quiz["sum"] = 12`
#
# `grade submit` explica cada respuesta equivocada. Puedes intentarlo las veces que
# quieras.

# %% region="begin"
quiz = {}

# %% [markdown] lang="en" shuffle="question-1"
# **What does a framework have to do, so that a network can be trained with it?** All
# that apply, what numpy does already included, as `quiz["duties"]`.
#
# - `tensors`: compute with tensors
# - `gradients`: compute gradients of any expression
# - `labels`: find the labels of the data
# - `devices`: run on a GPU
# - `accuracy`: promise a certain accuracy

# %% [markdown] lang="es" shuffle="question-1"
# **¿Qué tiene que hacer un framework para que se pueda entrenar una red con él?** Todas
# las que correspondan, también lo que ya hace numpy, en `quiz["duties"]`.
#
# - `tensors`: operar con tensores
# - `gradients`: calcular gradientes de cualquier expresión
# - `labels`: encontrar las etiquetas de los datos
# - `devices`: calcular en una GPU
# - `accuracy`: prometer cierta exactitud

# %% region="duties" shuffle="question-1"
# BEGIN SOLUTION
quiz["duties"] = {"tensors", "gradients", "devices"}
# END SOLUTION

# %% [markdown] lang="en" shuffle="question-2"
# **Why does a GPU make training fast?** One answer, as `quiz["parallel"]`.
#
# - `many_at_once`: it does very many of the same small computations at once
# - `higher_precision`: it computes more precisely
# - `more_data`: it provides more training data
# - `no_gradients`: it needs no gradients

# %% [markdown] lang="es" shuffle="question-2"
# **¿Por qué una GPU acelera el entrenamiento?** Una respuesta, en `quiz["parallel"]`.
#
# - `many_at_once`: hace a la vez muchísimos cálculos pequeños e iguales
# - `higher_precision`: calcula con más precisión
# - `more_data`: aporta más datos de entrenamiento
# - `no_gradients`: no necesita gradientes

# %% region="parallel" shuffle="question-2"
# BEGIN SOLUTION
quiz["parallel"] = "many_at_once"
# END SOLUTION

# %% [markdown] lang="en" shuffle="question-3"
# **What is a computational graph?** One answer, as `quiz["graph"]`.
#
# - `how_computed`: how an output follows from parameters and inputs, operation by
#   operation
# - `picture_of_data`: a picture of the training data
# - `learning_curve`: the loss over the epochs
# - `layers_only`: the list of a network's layers, and nothing else

# %% [markdown] lang="es" shuffle="question-3"
# **¿Qué es un grafo computacional?** Una respuesta, en `quiz["graph"]`.
#
# - `how_computed`: cómo se obtiene una salida a partir de parámetros y entradas,
#   operación por operación
# - `picture_of_data`: un dibujo de los datos de entrenamiento
# - `learning_curve`: la pérdida a lo largo de las épocas
# - `layers_only`: la lista de capas de una red, y nada más

# %% region="graph" shuffle="question-3"
# BEGIN SOLUTION
quiz["graph"] = "how_computed"
# END SOLUTION

# %% [markdown] lang="en" shuffle="question-4"
# **f = (a · b + c)². What is its derivative by a, at a = 2, b = 3, c = 1?** A number,
# as `quiz["chain"]`.

# %% [markdown] lang="es" shuffle="question-4"
# **f = (a · b + c)². ¿Cuánto vale su derivada respecto a a, en a = 2, b = 3, c = 1?**
# Un número, en `quiz["chain"]`.

# %% region="chain" shuffle="question-4"
# BEGIN SOLUTION
quiz["chain"] = 2 * (2 * 3 + 1) * 3
# END SOLUTION

# %% [markdown] lang="en" shuffle="question-5"
# **Which of these belong to a low-level API?** All that apply, as `quiz["low_level"]`.
#
# - `gradient_tape`: TensorFlow's `GradientTape`
# - `backward_and_step`: `loss.backward()` and then `optimizer.step()`, in PyTorch
# - `model_fit`: Keras' `model.fit(x, y)`
# - `trainer`: Lightning's `Trainer`

# %% [markdown] lang="es" shuffle="question-5"
# **¿Cuáles son propias de una API de bajo nivel?** Todas las que correspondan, en
# `quiz["low_level"]`.
#
# - `gradient_tape`: `GradientTape`, en TensorFlow
# - `backward_and_step`: `loss.backward()` y después `optimizer.step()`, en PyTorch
# - `model_fit`: `model.fit(x, y)`, en Keras
# - `trainer`: `Trainer`, en Lightning

# %% region="low-level" shuffle="question-5"
# BEGIN SOLUTION
quiz["low_level"] = {"gradient_tape", "backward_and_step"}
# END SOLUTION

# %% [markdown] lang="en" shuffle="question-6"
# **Keras is to TensorFlow what ... is to PyTorch.** One answer, as
# `quiz["counterpart"]`.
#
# - `lightning`: PyTorch Lightning
# - `torchvision`: torchvision
# - `autograd`: torch.autograd
# - `numpy`: numpy

# %% [markdown] lang="es" shuffle="question-6"
# **Keras es a TensorFlow lo que ... es a PyTorch.** Una respuesta, en
# `quiz["counterpart"]`.
#
# - `lightning`: PyTorch Lightning
# - `torchvision`: torchvision
# - `autograd`: torch.autograd
# - `numpy`: numpy

# %% region="counterpart" shuffle="question-6"
# BEGIN SOLUTION
quiz["counterpart"] = "lightning"
# END SOLUTION

# %% [markdown] lang="en" shuffle="question-7"
# **The training loss falls on and on; the validation loss fell too, and has been rising
# for many epochs. What is this?** One answer, as `quiz["curves"]`.
#
# - `overfitting`: overfitting
# - `underfitting`: underfitting
# - `good_fit`: a good fit
# - `divergence`: training that diverges

# %% [markdown] lang="es" shuffle="question-7"
# **La pérdida de entrenamiento no deja de bajar; la de validación también bajaba, pero
# lleva muchas épocas subiendo. ¿Qué es esto?** Una respuesta, en `quiz["curves"]`.
#
# - `overfitting`: sobreajuste
# - `underfitting`: subajuste
# - `good_fit`: un buen ajuste
# - `divergence`: un entrenamiento que diverge

# %% region="curves" shuffle="question-7"
# BEGIN SOLUTION
quiz["curves"] = "overfitting"
# END SOLUTION

# %% [markdown] lang="en" shuffle="question-8"
# **At which epoch should this training have stopped?** Count from 1; a number, as
# `quiz["stop"]`.
#
# | epoch | 1 | 2 | 3 | 4 | 5 | 6 |
# |---|---|---|---|---|---|---|
# | training loss | 0.90 | 0.61 | 0.43 | 0.31 | 0.22 | 0.15 |
# | validation loss | 0.92 | 0.68 | 0.51 | 0.44 | 0.49 | 0.57 |

# %% [markdown] lang="es" shuffle="question-8"
# **¿En qué época debió detenerse este entrenamiento?** Cuenta desde 1; un número, en
# `quiz["stop"]`.
#
# | época | 1 | 2 | 3 | 4 | 5 | 6 |
# |---|---|---|---|---|---|---|
# | pérdida de entrenamiento | 0.90 | 0.61 | 0.43 | 0.31 | 0.22 | 0.15 |
# | pérdida de validación | 0.92 | 0.68 | 0.51 | 0.44 | 0.49 | 0.57 |

# %% region="stop" shuffle="question-8"
# BEGIN SOLUTION
quiz["stop"] = 4
# END SOLUTION

# %% [markdown] lang="en" shuffle="question-9"
# **What helps against overfitting?** All that apply, as `quiz["remedies"]`.
#
# - `more_data`: more training data
# - `smaller_network`: a smaller network
# - `regularisation`: regularisation, such as dropout or weight decay
# - `more_epochs`: more epochs
# - `larger_network`: a larger network

# %% [markdown] lang="es" shuffle="question-9"
# **¿Qué ayuda contra el sobreajuste?** Todas las que correspondan, en
# `quiz["remedies"]`.
#
# - `more_data`: más datos de entrenamiento
# - `smaller_network`: una red más pequeña
# - `regularisation`: regularización, como dropout o decaimiento de pesos
# - `more_epochs`: más épocas
# - `larger_network`: una red más grande

# %% region="remedies" shuffle="question-9"
# BEGIN SOLUTION
quiz["remedies"] = {"more_data", "smaller_network", "regularisation"}
# END SOLUTION

# %% [markdown] lang="en" shuffle="question-10"
# **A model has the bias 0.3 (not squared), the variance 0.25, and the noise of the data
# has the variance 0.04. What is its expected squared error?** A number, as
# `quiz["error"]`.

# %% [markdown] lang="es" shuffle="question-10"
# **Un modelo tiene un sesgo de 0.3 (sin elevar al cuadrado) y una varianza de 0.25; el
# ruido de los datos tiene una varianza de 0.04. ¿Cuál es su error cuadrático
# esperado?** Un número, en `quiz["error"]`.

# %% region="error" shuffle="question-10"
# BEGIN SOLUTION
quiz["error"] = 0.3**2 + 0.25 + 0.04
# END SOLUTION
