"""The notebooks of the benchmarks, and a small assignment that grades them."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import nbformat.v4 as v4
from nbformat import NotebookNode

from grader.assignment import Assignment, find_assignment

FLOWERS, NOTHING = "bench-flowers", "bench-nothing"

TOML = """\
frameworks = ["torch", "keras"]

[title]
en = "Benchmark"

[thresholds.accuracy]
baseline = 0.70
target = 0.88

[seconds.default]
cell = 120
cells = 240
"""

FLOWERS_EXAM = """\
from grader.datasets import iris


def draw(seed, material, settings):
    flowers = iris.fresh(seed.stream("flowers"), per_class=2_000)
    return flowers, settings.thresholds["accuracy"]


async def examine(examiner, truth):
    await examiner.call("species", "iris_predict", truth[0].x)
"""

FLOWERS_CHECKS = """\
from grader.answers import class_batches
from grader.checks import Outcome, check
from grader.measures.accuracy import accuracy
from grader.measures.credit import credit_between
from grader.messages import say


@check("Fresh flowers are classified", points=4)
def classified(evidence, truth):
    flowers, needed = truth
    sizes = [len(flowers.y)]
    (species,) = class_batches(evidence["species"], "iris_predict", sizes, 3)
    measured = accuracy(species, flowers.y)
    credit = credit_between(measured, needed.baseline, needed.target)
    return Outcome(credit, say("{share} are right.", share=measured))
"""

NOTHING_EXAM = """\
def draw(seed, material, settings):
    return None


async def examine(examiner, truth):
    await examiner.fetch("x", "x")
"""

NOTHING_CHECKS = """\
from grader.checks import Outcome, check
from grader.messages import say


@check("There is an x", points=1)
def there(evidence, truth):
    return Outcome(float(evidence["x"].ok), say("x was asked for."))
"""

DATA = """\
import numpy as np
from sklearn.datasets import load_iris

x, y = load_iris(return_X_y=True)
mean, sd = x.mean(axis=0), x.std(axis=0)
inputs = ((x - mean) / sd).astype("float32")
"""

TORCH = """\
import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
step = torch.optim.Adam(net.parameters(), lr=0.05)
xs, ys = torch.tensor(inputs), torch.tensor(y)
for epoch in range(60):
    step.zero_grad()
    nn.functional.cross_entropy(net(xs), ys).backward()
    step.step()
"""

TORCH_PREDICT = """\
def iris_predict(x):
    rows = torch.tensor(((x - mean) / sd).astype("float32"))
    with torch.no_grad():
        return net(rows).argmax(dim=1).numpy()
"""

KERAS = """\
import keras

keras.utils.set_random_seed(0)
net = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(16, "relu"),
                        keras.layers.Dense(3, "softmax")])
net.compile(keras.optimizers.Adam(0.05), "sparse_categorical_crossentropy",
            metrics=["accuracy"])
net.fit(inputs, y, epochs=10, verbose=0)
"""

KERAS_PREDICT = """\
def iris_predict(x):
    rows = ((x - mean) / sd).astype("float32")
    return net.predict(rows, batch_size=1_000, verbose=0).argmax(axis=1)
"""


@dataclass(frozen=True)
class Lesson:
    """A notebook as a student hands it in, and which assignment it answers."""

    name: str
    framework: str
    assignment: str
    cells: tuple[str, ...]

    def notebook(self) -> NotebookNode:
        made: NotebookNode = v4.new_notebook(
            cells=[v4.new_code_cell(cell) for cell in self.cells]
        )
        made.metadata["grader"] = {
            "assignment": self.assignment,
            "framework": self.framework,
        }
        return made


EMPTY = Lesson("empty", "torch", NOTHING, ("x = 1",))
TORCH_IRIS = Lesson("torch Iris", "torch", FLOWERS, (DATA, TORCH, TORCH_PREDICT))
KERAS_IRIS = Lesson("Keras Iris", "keras", FLOWERS, (DATA, KERAS, KERAS_PREDICT))
LESSONS = (EMPTY, TORCH_IRIS, KERAS_IRIS)


@dataclass(frozen=True)
class Classroom:
    """A folder with the assignments, and with the notebooks as files."""

    folder: Path

    @property
    def assignments(self) -> Path:
        return self.folder / "assignments"

    def assignment(self, lesson: Lesson) -> Assignment:
        return find_assignment(lesson.assignment, self.assignments)

    def file(self, lesson: Lesson) -> Path:
        return self.folder / f"{lesson.name.replace(' ', '-')}.ipynb"


@contextlib.contextmanager
def classroom() -> Iterator[Classroom]:
    """Everything written to a temporary folder, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="grade-bench-") as folder:
        room = Classroom(Path(folder))
        _write(room.assignments / FLOWERS, FLOWERS_EXAM, FLOWERS_CHECKS)
        _write(room.assignments / NOTHING, NOTHING_EXAM, NOTHING_CHECKS)
        for lesson in LESSONS:
            nbformat.write(lesson.notebook(), room.file(lesson))
        yield room


def _write(folder: Path, exam: str, checks: str) -> None:
    folder.mkdir(parents=True)
    (folder / "assignment.toml").write_text(TOML, encoding="utf-8")
    (folder / "exam.py").write_text(exam, encoding="utf-8")
    (folder / "checks.py").write_text(checks, encoding="utf-8")
