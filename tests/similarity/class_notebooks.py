"""Notebooks of a class: an exercise, an unrelated one, a copy in disguise."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence

from grader.similarity import Handed

STARTER = '''\
rows, columns = 40, 30
table = [[0.0 for _ in range(columns)] for _ in range(rows)]

def show(table, title="What you have"):
    """Draw it."""
    for row in table:
        print(" ".join(f"{value:6.2f}" for value in row[:10]))
    print(title, len(table), len(table[0]))

def check(table):
    assert len(table) == 40, "There have to be 40 rows"
    assert all(len(row) == 30 for row in table), "And 30 columns"
    return sum(map(sum, table)) / (rows * columns)
'''

EXERCISE = '''\
class Perceptron:
    """Learns two classes."""

    def __init__(self, inputs, rate=0.05):
        self.weights = [0.0] * inputs
        self.bias = 0.0
        self.rate = rate

    def predict(self, example):
        total = self.bias
        for weight, value in zip(self.weights, example):
            total += weight * value
        return 1 if total > 0 else -1

# Training stops when nothing is wrong any more.
def train(network, examples, labels, epochs=50):
    history = []
    for epoch in range(epochs):
        mistakes = 0
        for example, label in zip(examples, labels):
            if network.predict(example) != label:
                mistakes += 1
                network.bias += network.rate * label
                network.weights = [
                    w + network.rate * label * v
                    for w, v in zip(network.weights, example)
                ]
        history.append(mistakes / len(examples))
        if mistakes == 0:
            print("done after", epoch, "epochs")
            break
    return history

def accuracy(network, examples, labels):
    right = sum(network.predict(e) == t for e, t in zip(examples, labels))
    return right / len(labels)
'''

OTHER = """\
def words(path):
    with open(path, encoding="utf-8") as file:
        text = file.read().lower()
    return [word.strip(".,;:!?") for word in text.split() if word.isalpha()]

counts = {}
for word in words("quijote.txt"):
    counts[word] = counts.get(word, 0) + 1

ranking = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:20]
while len(ranking) < 20:
    ranking.append(("", 0))

matrix = np.zeros((len(ranking), 26), dtype=int)
for index, (word, count) in enumerate(ranking):
    for letter in set(word) & set(string.ascii_lowercase):
        matrix[index, ord(letter) - ord("a")] = count

try:
    plt.imshow(np.log1p(matrix), cmap="magma", aspect="auto")
    plt.colorbar().set_label("log(1 + n)")
except ValueError as error:
    print(f"No picture: {error!r}")
finally:
    plt.savefig("letters.png", dpi=150)
"""

NAMES = {
    **{"Perceptron": "Neurona", "weights": "w_s", "rate": "lr", "bias": "b"},
    **{"network": "modelo", "examples": "X", "labels": "y", "example": "x_i"},
    **{"label": "etiqueta", "history": "errores", "mistakes": "fallos"},
    **{"epoch": "i", "epochs": "veces", "train": "entrenar", "total": "suma"},
    **{"right": "bien", "accuracy": "precision", "value": "v0", "weight": "p"},
}


def renamed(code: str) -> str:
    """A copy with other names, comments and texts, and more empty lines."""
    code = re.sub(r"\b\w+\b", lambda word: NAMES.get(word[0], word[0]), code)
    code = code.replace("done after", "listo").replace("# Training", "# Aquí")
    return "# Práctica\n" + code.replace("\n\n", "\n\n\n    # Otra parte\n\n")


def handed(**notebooks: Sequence[str]) -> list[Handed]:
    """A class: who handed in which code cells."""
    return [
        Handed(
            student, hashlib.sha256(json.dumps(cells).encode()).hexdigest(), (*cells,)
        )
        for student, cells in notebooks.items()
    ]
