"""Notebooks written for Colab or for Keras 2 run as they were meant."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import grader

ROOT = Path(grader.__file__).parents[1]
INSTALL = """
import sys
from grader.inside import compat
notes = []
compat.install(notes.append)
"""


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", INSTALL + code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        env={"PATH": "/usr/bin:/bin", "TF_CPP_MIN_LOG_LEVEL": "2"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_colab_is_there_once_it_is_imported_and_does_nothing() -> None:
    """Asking where we are says: not Colab; importing it works all the same."""
    found = run(
        "print('google.colab' in sys.modules)\n"
        "from google.colab import drive, files\n"
        "import google.colab.drive\n"
        "drive.mount('/content/drive')\n"
        "print(files.upload(), notes)\n"
    )
    assert found.splitlines() == [
        "False",
        "{} ['google.colab was replaced by one that does nothing']",
    ]


def test_other_packages_named_google_are_left_alone() -> None:
    """A real google namespace, such as protobuf's, is still found."""
    assert run("import google.protobuf\nprint(google.protobuf.__name__)") == (
        "google.protobuf"
    )


@pytest.mark.frameworks
def test_keras_takes_positional_metrics() -> None:
    """compile(optimizer, loss, ['acc']) records 'acc'; loss weights stay weights."""
    found = run(
        "import keras, numpy as np\n"
        "m = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])\n"
        "m.compile('sgd', 'mse', ['mae'])\n"
        "h = m.fit(np.ones((4, 2)), np.ones(4), verbose=0)\n"
        "print(sorted(h.history), len(notes))\n"
        "m.compile('sgd', 'mse', [1.0])\n"
        "print(len(notes))\n"
    )
    assert found.splitlines()[-2:] == ["['loss', 'mae'] 1", "1"]
