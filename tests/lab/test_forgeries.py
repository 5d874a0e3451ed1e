"""Claims without a model behind them earn nothing on the checks that they attack."""

from __future__ import annotations

from pathlib import Path

import pytest
from grading import graded, notebook_of, written

from grader.result import Result

PRETEND = """
import numpy as np
import matplotlib.pyplot as plt
from sklearn.datasets import load_iris
print("accuracy 1.0")
print("All tests passed")
x, y = load_iris(return_X_y=True)
order = np.random.default_rng(0).permutation(150)
train, val = order[:120], order[120:]
iris_split = {"x_train": x[train], "y_train": y[train],
              "x_val": x[val], "y_val": y[val]}
iris_history = {"loss": [1.0, 0.1], "val_loss": [1.0, 0.1],
                "accuracy": [0.9, 1.0], "val_accuracy": [0.9, 1.0]}
for key in iris_history:
    plt.plot(iris_history[key])
plt.show()
"""
CONSTANT = """
def iris_predict(x):
    return np.zeros(len(x), int)
def mnist_predict(images):
    return np.zeros(len(images), int)
def iris_fit(x, y, hidden, epochs, seed):
    return iris_predict
iris_overfit = iris_remedy = lambda x, y, seed: iris_predict
mnist_history = iris_history
iris_experiments = [
    {"hidden": h, "parameters": p, "epochs": 10, "seed": 1,
     "accuracy": 1.0, "val_accuracy": 1.0}
    for h, p in [((), 15), ((4,), 35), ((8,), 67), ((16,), 131), ((8, 8), 139)]
]
"""
LOOK_UP = """
table = {row.tobytes(): label for row, label in zip(x, y)}
def iris_predict(x):
    return np.array([table.get(row.tobytes(), 0) for row in x])
"""
MNIST_LOOK_UP = """
data = np.load("data/mnist.npz")
images = np.concatenate([data["x_train"], data["x_test"]])
labels = np.concatenate([data["y_train"], data["y_test"]])
digits = {image.tobytes(): label for image, label in zip(images, labels)}
def mnist_predict(images):
    return np.array([digits.get(image.tobytes(), 0) for image in images])
"""
MEMORISE = """
def iris_overfit(x, y, seed):
    table = {row.tobytes(): label for row, label in zip(x, y)}
    return lambda x: np.array([table.get(row.tobytes(), 0) for row in x])
def iris_remedy(x, y, seed):
    return lambda x: np.zeros(len(x), int)
"""
TAMPER = """
import sys, builtins
np.allclose = lambda *args, **kwargs: True
builtins.print = lambda *args, **kwargs: None
for name, module in list(sys.modules.items()):
    if name.startswith("_grader_inside"):
        for key in list(vars(module)):
            if callable(vars(module)[key]) and not key.startswith("__"):
                try:
                    setattr(module, key, lambda *args, **kwargs: 1.0)
                except Exception:
                    pass
"""


def scores(result: Result) -> dict[str, float]:
    return {check.id: check.score for check in result.checks}


@pytest.fixture(scope="module")
def pretence(tmp_path_factory: pytest.TempPathFactory) -> Result:
    notebook = notebook_of(PRETEND, CONSTANT)
    return graded(written(notebook, tmp_path_factory.mktemp("pretence")))


def test_a_forged_notebook_keeps_only_what_is_true(pretence: Result) -> None:
    """Typed histories, printed accuracies and constant predictions earn nothing."""
    earned = {name for name, score in scores(pretence).items() if score}
    # It does run, its Iris split is a split, and its parameter counts follow.
    assert earned == {"runs", "iris_split", "iris_experiments"}


def test_invented_experiments_do_not_repeat(pretence: Result) -> None:
    """Claimed accuracies that iris_fit does not reach fail the replay."""
    replay = next(check for check in pretence.checks if check.id == "iris_replay")
    assert replay.status == "failed"
    assert "claims" in replay.message


@pytest.mark.parametrize("seed", ["one", "two"])
def test_looking_examples_up_earns_nothing(seed: str, tmp_path: Path) -> None:
    """Exact tables of everything served know neither fresh flowers nor digits."""
    notebook = notebook_of(PRETEND, CONSTANT, LOOK_UP, MNIST_LOOK_UP)
    found = scores(graded(written(notebook, tmp_path), seed=seed))
    assert found["iris_accuracy"] == found["mnist_accuracy"] == 0


def test_a_constant_is_no_remedy(tmp_path: Path) -> None:
    """A table overfits; a constant does not beat it on fresh flowers."""
    notebook = notebook_of(PRETEND, CONSTANT, MEMORISE)
    found = graded(written(notebook, tmp_path))
    remedy = next(check for check in found.checks if check.id == "overfit_prevented")
    assert remedy.score == 0, remedy.message


def test_tampering_with_the_agent_earns_nothing(tmp_path: Path) -> None:
    """Whatever becomes of our code in a kernel, there is no verdict in there."""
    notebook = notebook_of(PRETEND, CONSTANT, TAMPER)
    found = graded(written(notebook, tmp_path))
    assert sum(scores(found).values()) <= 3
