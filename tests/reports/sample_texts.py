"""What a lab's checks would say, in both languages, for the sample results."""

from __future__ import annotations

Pair = tuple[str, str]

ASSIGNMENT: Pair = (
    "Lab: classification with neural networks",
    "Laboratorio: clasificación con redes neuronales",
)

POINTS = {
    "runs": 1.0,
    "iris_split": 1.0,
    "iris_accuracy": 4.0,
    "iris_history": 1.0,
    "iris_curves": 1.0,
    "iris_experiments": 1.0,
    "iris_replay": 2.0,
    "overfit_observed": 2.0,
    "overfit_prevented": 2.0,
    "mnist_split": 1.0,
    "mnist_accuracy": 3.0,
    "mnist_history": 1.0,
}

TITLES: dict[str, Pair] = {
    "runs": (
        "The notebook runs from top to bottom",
        "El cuaderno se ejecuta de principio a fin",
    ),
    "iris_split": (
        "The iris validation data is not the training data",
        "Los datos de validación de Iris no son los de entrenamiento",
    ),
    "iris_accuracy": (
        "Your iris network generalises",
        "Tu red de Iris generaliza",
    ),
    "iris_history": (
        "The iris history is complete and ends where the model is",
        "El historial de Iris está completo y acaba donde está el modelo",
    ),
    "iris_curves": (
        "Training and validation curves are drawn",
        "Las curvas de entrenamiento y validación están dibujadas",
    ),
    "iris_experiments": (
        "The experiments cover the networks asked for",
        "Los experimentos cubren las redes pedidas",
    ),
    "iris_replay": (
        "The experiments can be repeated",
        "Los experimentos se pueden repetir",
    ),
    "overfit_observed": ("Overfitting is observed", "Se observa el sobreajuste"),
    "overfit_prevented": ("Overfitting is avoided", "Se evita el sobreajuste"),
    "mnist_split": (
        "The MNIST validation data is not the training data",
        "Los datos de validación de MNIST no son los de entrenamiento",
    ),
    "mnist_accuracy": (
        "Your MNIST network generalises",
        "Tu red de MNIST generaliza",
    ),
    "mnist_history": (
        "The MNIST history is complete and ends where the model is",
        "El historial de MNIST está completo y acaba donde está el modelo",
    ),
}

PASSED: dict[str, Pair] = {
    "runs": ("All 14 cells ran without an error.", "Las 14 celdas acabaron sin error."),
    "iris_split": (
        "120 flowers to train on, 30 to validate on, every class in both.",
        "120 flores para entrenar, 30 para validar, todas las clases en ambas.",
    ),
    "iris_accuracy": (
        "It names 97.1% of 6,000 fresh flowers correctly.",
        "Acierta el 97.1% de 6000 flores nuevas.",
    ),
    "iris_history": (
        "60 epochs; your last validation accuracy, 96.7%, is what we measured.",
        "60 épocas; tu última exactitud de validación, 96.7%, es la que medimos.",
    ),
    "iris_curves": (
        "Loss and accuracy are drawn, each for training and validation.",
        "Pérdida y exactitud están dibujadas, para entrenamiento y validación.",
    ),
    "iris_experiments": (
        "6 experiments, and their parameter counts follow their layers.",
        "6 experimentos, y sus parámetros corresponden a sus capas.",
    ),
    "iris_replay": (
        "The 3 experiments that we repeated came out as you wrote them down.",
        "Los 3 experimentos que repetimos dieron lo que anotaste.",
    ),
    "overfit_observed": (
        "Your network reproduced 100.0% of the changed labels.",
        "Tu red reprodujo el 100.0% de las etiquetas cambiadas.",
    ),
    "overfit_prevented": (
        "Your remedy reproduced 48.1% of the changed labels, and gained 9.2 points.",
        "Tu remedio reprodujo el 48.1% de las etiquetas cambiadas y ganó 9.2 puntos.",
    ),
    "mnist_split": (
        "55,000 digits to train on, 5,000 to validate on.",
        "55 000 dígitos para entrenar, 5000 para validar.",
    ),
    "mnist_accuracy": (
        "It reads 97.6% of 2,000 withheld digits correctly.",
        "Acierta el 97.6% de 2000 dígitos reservados.",
    ),
    "mnist_history": (
        "8 epochs; your last validation accuracy, 97.4%, is what we measured.",
        "8 épocas; tu última exactitud de validación, 97.4%, es la que medimos.",
    ),
}

LOST: dict[str, Pair] = {
    "runs": (
        "1 of 14 cells stopped with an error.",
        "1 de 14 celdas se detuvo con un error.",
    ),
    "iris_accuracy": (
        "It names 86.3% of 6,000 fresh flowers correctly; 94.0% earns all points.",
        "Acierta el 86.3% de 6000 flores nuevas; con 94.0% son todos los puntos.",
    ),
    "overfit_prevented": (
        "Your remedy still reproduced 96.3% of the changed labels.",
        "Tu remedio aún reprodujo el 96.3% de las etiquetas cambiadas.",
    ),
    "mnist_accuracy": (
        "It reads 95.9% of 2,000 withheld digits correctly; 97.0% earns all points.",
        "Acierta el 95.9% de 2000 dígitos; con 97.0% son todos los puntos.",
    ),
    "mnist_history": (
        "Your history ends at 99.1%; the model that you left behind reaches 95.8%.",
        "Tu historial acaba en 99.1%; el modelo que dejaste alcanza 95.8%.",
    ),
}

HINTS: dict[str, tuple[Pair, ...]] = {
    "overfit_prevented": (
        (
            "Look at the epoch where the validation loss stops falling.",
            "Mira en qué época la pérdida de validación deja de bajar.",
        ),
        (
            "Stop there, or make the network smaller, or add weight decay.",
            "Detente ahí, o haz la red más pequeña, o añade regularización.",
        ),
        (
            "Weight decay of 0.1 with AdamW and 16 hidden units is enough here.",
            "Con weight decay 0.1 en AdamW y 16 unidades ocultas basta.",
        ),
    ),
    "iris_accuracy": (
        (
            "Do the inputs have mean 0 and standard deviation 1, at prediction too?",
            "¿Tienen las entradas media 0 y desviación 1, también al predecir?",
        ),
        (
            "Train until the validation loss stops falling; 50 epochs may be few.",
            "Entrena hasta que la pérdida de validación deje de bajar.",
        ),
    ),
    "mnist_accuracy": (
        (
            "Try one hidden layer of 128 or more.",
            "Prueba una capa oculta de 128 o más.",
        ),
    ),
    "mnist_history": (
        ("Did you train again after plotting?", "¿Entrenaste de nuevo tras dibujar?"),
    ),
}

NEEDS: Pair = (
    "Not judged, because this comes first: {title}",
    "No se juzgó, porque antes hace falta: {title}",
)
NOT_DEFINED: Pair = (
    "The notebook defines no {name}.",
    "El cuaderno no define {name}.",
)
SHARED: Pair = (
    "One flower is in both halves: the data set holds one twice. No points lost.",
    "Una flor está en ambas mitades: el conjunto la tiene repetida. No resta puntos.",
)
SERVED: Pair = (
    "torchvision's MNIST was served from the grader's copy; there is no network.",
    "MNIST de torchvision se sirvió de la copia del evaluador; no hay red.",
)
FLAG: Pair = (
    "A literal of 48 kB in cell 5: data may be embedded in the notebook.",
    "Un literal de 48 kB en la celda 5: puede haber datos incrustados en el cuaderno.",
)
BROKEN: Pair = (
    "The grader could not ask the notebook this question: the disk is full.",
    "El evaluador no pudo hacer esta pregunta al cuaderno: el disco está lleno.",
)
UNREADABLE: Pair = (
    "The file is not a notebook: it is a PDF. Export it as .ipynb.",
    "El archivo no es un cuaderno: es un PDF. Expórtalo como .ipynb.",
)
PLOTS: dict[str, Pair] = {
    "loss": ("Loss", "Pérdida"),
    "accuracy": ("Accuracy", "Exactitud"),
    "epoch": ("epoch", "época"),
    "train": ("training", "entrenamiento"),
    "validation": ("validation", "validación"),
    "measured": ("measured end", "final medido"),
    "claimed": ("claimed end", "final declarado"),
    "flowers": ("Accuracy on fresh flowers", "Exactitud con flores nuevas"),
    "digits": ("Accuracy on withheld digits", "Exactitud con dígitos reservados"),
}
