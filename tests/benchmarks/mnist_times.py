"""How long until a network reads 97, 98 and 98.4 % of MNIST's digits right?

    python tests/benchmarks/mnist_times.py [--only NAME]... [--epochs N] [--seeds N]

Each reference of the lab, beside the usual way in torch (a ``DataLoader`` over images
that ``ToTensor`` converts one by one) and in Keras (512-512 with dropout). All are
notebooks, graded in one run, one after the other, with all cores. A time is the share
of the training cell's seconds up to the first epoch whose validation accuracy is that
high; epochs take equally long. Whether that is the third or the fourth epoch is a
matter of the seed: each notebook is run with several, and medians are shown. ``exam``
is the accuracy on the withheld digits.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import math
import tempfile
from pathlib import Path
from statistics import median

import nbformat
import nbformat.v4 as v4
import table
from nbformat import NotebookNode
from sandboxes import tell_machine

from grader.assignment import find_assignment
from grader.literate import reference_notebook
from grader.pipeline import Conditions, grade
from grader.result import CheckResult, Curves, Result
from grader.sandbox import choose
from grader.sandbox.interpreter import Interpreter, interrogate
from grader.streams import Seed
from grader.submission import read_submission

LAB = "lab-frameworks"
ROOT = Path(__file__).parents[2]
SHARES = (0.97, 0.98, 0.984)
FRAMEWORKS = ("torch", "tensorflow", "keras", "lightning")
TRAINING = "mnist_history = "
EPOCHS = 20
EXAM = "mnist times"

TORCH_DATA = """
import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms
torch.manual_seed(SEED)
to_tensor = transforms.ToTensor()
train = datasets.MNIST("data", train=True, download=True, transform=to_tensor)
test = datasets.MNIST("data", train=False, download=True, transform=to_tensor)
mnist_split = {"x_train": train.data.numpy(), "y_train": train.targets.numpy(),
               "x_val": test.data.numpy(), "y_val": test.targets.numpy()}
"""
TORCH_TRAINING = """
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 10))
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
loss_fn = nn.CrossEntropyLoss()
mnist_history = {"loss": [], "val_loss": [], "accuracy": [], "val_accuracy": []}
for epoch in range(EPOCHS):
    for prefix, data in (("", train), ("val_", test)):
        training = data is train
        net.train(training)
        total, right = 0.0, 0
        with torch.set_grad_enabled(training):
            for x, y in DataLoader(data, batch_size=64, shuffle=training):
                logits = net(x)
                loss = loss_fn(logits, y)
                if training:
                    optimizer.zero_grad()
                    loss.backward()
                    optimizer.step()
                total += loss.item() * len(y)
                right += (logits.argmax(1) == y).sum().item()
        mnist_history[prefix + "loss"].append(total / len(data))
        mnist_history[prefix + "accuracy"].append(right / len(data))
"""
TORCH_PREDICT = """
def mnist_predict(images):
    net.eval()
    with torch.no_grad():
        return net(torch.tensor(images) / 255)
"""
KERAS_DATA = """
import keras
from keras import layers
keras.utils.set_random_seed(SEED)
(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
mnist_split = {"x_train": x_train, "y_train": y_train,
               "x_val": x_test, "y_val": y_test}
def flat(images):
    return images.reshape(len(images), 784).astype("float32") / 255
"""
KERAS_TRAINING = """
net = keras.Sequential([
    keras.Input((784,)),
    layers.Dense(512, activation="relu"), layers.Dropout(0.2),
    layers.Dense(512, activation="relu"), layers.Dropout(0.2),
    layers.Dense(10, activation="softmax"),
])
net.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
one_hot = keras.utils.to_categorical
mnist_history = net.fit(
    flat(x_train), one_hot(y_train), batch_size=128, epochs=EPOCHS, verbose=0,
    validation_data=(flat(x_test), one_hot(y_test)),
)
"""
KERAS_PREDICT = """
def mnist_predict(images):
    return net.predict(flat(images), verbose=0)
"""
USUAL = {
    "torch": (TORCH_DATA, TORCH_TRAINING, TORCH_PREDICT),
    "keras": (KERAS_DATA, KERAS_TRAINING, KERAS_PREDICT),
}


def usual(framework: str, epochs: int, seed: int) -> NotebookNode:
    """A notebook as tutorials have it, with the names that the lab asks for."""
    words = {"EPOCHS": str(epochs), "SEED": str(seed)}
    cells = [*USUAL[framework]]
    for word, value in words.items():
        cells = [cell.replace(word, value) for cell in cells]
    notebook: NotebookNode = v4.new_notebook(cells=[*map(v4.new_code_cell, cells)])
    notebook.metadata["grader"] = {"assignment": LAB, "framework": framework}
    return notebook


def reference(framework: str, seed: int) -> NotebookNode:
    script = ROOT / "reference" / LAB / f"with_{framework}.py"
    return reference_notebook(script, LAB, framework, "en", seed=seed)


async def graded(notebook: NotebookNode, python: Interpreter) -> Result:
    """Its result; a sandbox of its own has imported what the notebook imports."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "notebook.ipynb"
        nbformat.write(notebook, path)
        submission = read_submission(path)
    with contextlib.closing(choose("auto")[0]) as sandbox:
        conditions = Conditions(Seed(EXAM), sandbox, python, "en")
        return await grade(submission, find_assignment(LAB), conditions)


def times(notebook: NotebookNode, result: Result) -> tuple[float, list[float]]:
    """The exam's accuracy, and the seconds to each share; NaN where never reached."""
    checks = {check.id: check for check in result.checks}
    accuracies = _validation_accuracies(checks["mnist_history"])
    [place] = [i for i, c in enumerate(notebook.cells) if TRAINING in c.source]
    [run] = [cell for cell in result.execution.cells if cell.index == place]
    found = []
    for share in SHARES:
        epochs = [
            i + 1 for i, a in enumerate(accuracies) if a is not None and a >= share
        ]
        first = epochs[0] if epochs else math.nan
        found.append(run.seconds * first / len(accuracies))
    exam = checks["mnist_accuracy"].measured["accuracy"]
    return math.nan if exam is None else exam, found


def _validation_accuracies(check: CheckResult) -> tuple[float | None, ...]:
    assert check.plots, check.message  # no times for a network that did not learn
    curves = check.plots[0]
    assert isinstance(curves, Curves)
    return curves.series[1].values


async def medians(
    name: str, options: argparse.Namespace, python: Interpreter
) -> tuple[float, list[float]]:
    """Exam and seconds, medians over seeds; what is never reached takes longest."""
    kind, _, framework = name.partition(" ")
    found = []
    for seed in range(1, options.seeds + 1):
        notebook = (
            usual(framework, options.epochs, seed)
            if kind == "usual"
            else reference(framework, seed)
        )
        exam, seconds = times(notebook, await graded(notebook, python))
        found.append([exam, *(math.inf if math.isnan(s) else s for s in seconds)])
    exam, *middle = (median(column) for column in zip(*found, strict=True))
    return exam, [math.nan if math.isinf(one) else one for one in middle]


async def compare(
    names: list[str], options: argparse.Namespace, python: Interpreter
) -> None:
    """A line for each notebook, and ratios to the usual way of its kind."""
    rows: list[tuple[table.Cell, ...]] = []
    slow: dict[str, list[float]] = {}
    for name in names:
        kind, _, framework = name.partition(" ")
        exam, seconds = await medians(name, options, python)
        if kind == "usual":
            slow[framework] = seconds
        base = slow.get("keras" if framework in ("keras", "tensorflow") else "torch")
        ratios = (
            [_times(a, b) for a, b in zip(base, seconds, strict=True)]
            if base and kind == "reference"
            else [""] * len(SHARES)
        )
        rows.append((name, f"{exam:.1%}", *seconds, *ratios))
    shares = [f"{share:.1%}" for share in SHARES]
    titles = ("notebook", "exam", *(f"s to {share}" for share in shares))
    table.show((*titles, *(f"usual/this {share}" for share in shares)), rows)


def _times(slow: float, fast: float) -> str:
    """How many times slower; nothing where one of them never got there."""
    return table.ratio(slow, fast) if math.isfinite(slow / fast) else ""


def main() -> None:
    names = [*(f"usual {f}" for f in USUAL), *(f"reference {f}" for f in FRAMEWORKS)]
    parser = argparse.ArgumentParser(description="Seconds to an accuracy on MNIST.")
    parser.add_argument("--only", action="append", choices=names, metavar="NAME")
    parser.add_argument("--epochs", type=int, default=EPOCHS, metavar="N")
    parser.add_argument("--seeds", type=int, default=3, metavar="N")
    options = parser.parse_args()
    python = interrogate()
    tell_machine(python)
    table.heading("seconds to a validation accuracy on MNIST")
    asyncio.run(compare(options.only or names, options, python))


if __name__ == "__main__":
    main()
