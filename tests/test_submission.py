"""What a notebook is by the time that it is run (refusals: cli/test_bad_input.py)."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from commands import handed_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import BadInput
from grader.frameworks import imported_framework, imported_modules
from grader.submission import (
    Submission,
    read_submission,
)

BOTH = ("torch", "keras")


def code(source: Any, **more: Any) -> dict[str, Any]:
    cell = {"cell_type": "code", "metadata": {}, "source": source}
    return {**cell, "outputs": [], "execution_count": None, **more}


def write(folder: Path, *cells: Any, name: str = "Ana.ipynb", **metadata: Any) -> Path:
    path = folder / name
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata}
    path.write_text(json.dumps({**notebook, "cells": cells}), encoding="utf-8")
    return path


def read(folder: Path, *cells: Any, **metadata: Any) -> Submission:
    return read_submission(write(folder, *cells, **metadata))


def test_a_submission_is_its_code(tmp_path: Path) -> None:
    """Outputs, ids and text make no other submission; code does."""
    plain = read(tmp_path, code("x = 1"))
    shown = read(
        tmp_path,
        {"cell_type": "markdown", "metadata": {}, "source": "# Lab"},
        code("x = 1", id="abc", execution_count=7, outputs=[stream("1")]),
    )
    other = read(tmp_path, code("x = 2"))
    assert plain.id == shown.id
    assert plain.id != other.id
    assert plain.id.startswith("sha256:")


def stream(text: str) -> dict[str, str]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def test_outputs_and_attachments_are_dropped(tmp_path: Path) -> None:
    """What a notebook printed before, and what is pasted into it, is not kept."""
    text = {"cell_type": "markdown", "metadata": {}, "source": "![a](attachment:../a)"}
    text["attachments"] = {"../a": {"image/png": "AAAA"}}
    found = read(tmp_path, text, code("1", outputs=[stream("fake accuracy 1.0")]))
    first, second = found.notebook.cells
    assert "attachments" not in first
    assert (second.outputs, second.execution_count) == ([], None)


def test_cells_get_ids_of_ours(tmp_path: Path) -> None:
    """Missing, repeated and hostile ids are all replaced."""
    cells = [code("1", id="a"), code("2", id="a"), code("3"), code("4", id="../x y")]
    found = read(tmp_path, *cells)
    assert [cell.id for cell in found.notebook.cells] == [
        f"cell-{index}" for index in range(4)
    ]


@pytest.mark.parametrize("minor", [0, 1, 2, 4, 5])
def test_every_minor_version_is_read(tmp_path: Path, minor: int) -> None:
    """Colab writes 4.0, classic Jupyter 4.2, JupyterLab 4.5."""
    path = tmp_path / "old.ipynb"
    cells = [code(["x = 1\n", "y = 2"])]
    notebook = {"nbformat": 4, "nbformat_minor": minor, "metadata": {}}
    path.write_text(json.dumps({**notebook, "cells": cells}))
    assert read_submission(path).code == "x = 1\ny = 2"


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    """Some editors on Windows put one there."""
    path = write(tmp_path, code("x = 'ñ'"))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_submission(path).code == "x = 'ñ'"


def test_a_lone_surrogate_becomes_what_can_be_sent(tmp_path: Path) -> None:
    """Half a character has no encoding: no kernel could be sent it."""
    found = read(tmp_path, code("x = '\ud83d'"))
    found.code.encode()


def test_names_are_cleaned(tmp_path: Path) -> None:
    """A file's name and a student's are strangers' words."""
    path = write(tmp_path, code("1"), name="a\x1b[31mb\u202e.ipynb")
    found = read_submission(path)
    assert (found.name, found.student) == ("ab.ipynb", "ab")
    assert read_submission(path, "José").student == "José"
    assert len(read_submission(path, "x" * 999).student) == 200


@pytest.mark.parametrize("grader", [None, [], "text", {"assignment": 3}, {}])
def test_metadata_of_another_kind_declares_nothing(tmp_path: Path, grader: Any) -> None:
    """What is not a dict of words is as if it were not there."""
    assert read(tmp_path, code("1"), grader=grader).declared == {}


def test_a_starter_says_what_it_is(tmp_path: Path) -> None:
    """Assignment, framework and language come from the metadata."""
    said = {"assignment": "lab", "framework": "keras", "language": "es", "x": "y"}
    found = read(tmp_path, code("import torch"), grader=said)
    assert found.declared == {
        k: said[k] for k in ("assignment", "framework", "language")
    }
    assert found.framework(BOTH) == "keras"
    with pytest.raises(BadInput, match="declares the framework"):
        found.framework(("torch",))


@pytest.mark.parametrize(
    ("source", "framework"),
    [
        ("import torch", "torch"),
        ("import numpy as np, torch", "torch"),
        ("    from torch import nn", "torch"),
        ("import torch.nn as nn\ndef f(:", "torch"),
        ("%matplotlib inline\n!pip install x\nimport keras", "keras"),
        ("from tensorflow import keras", "keras"),
        ("import tensorflow as tf\ntf.keras.Sequential()", "keras"),
        ("import numpy", None),
        ("# import torch", None),
        ("important = 1", None),
        ("", None),
    ],
)
def test_the_framework_is_what_is_imported(source: str, framework: str | None) -> None:
    """Lines are read, so code that does not parse counts too."""
    assert imported_framework(source, BOTH) == framework


TAPE = "with tf.GradientTape() as tape: pass\n"


@pytest.mark.parametrize(
    ("source", "framework"),
    [
        ("import lightning as L\nimport torch\nfrom torch import nn", "lightning"),
        ("import torch\nfrom lightning.pytorch import Trainer", "lightning"),
        ("import torch\nimport pytorch_lightning as pl", "lightning"),
        ("import lightning as L\nfrom keras.datasets import mnist", "lightning"),
        ("from torch import nn\nimport torchmetrics", "torch"),
        ("import tensorflow as tf\n" + TAPE, "tensorflow"),
        (f"import tensorflow as tf\n{TAPE}tf.keras.datasets.mnist", "tensorflow"),
        (f"import keras, tensorflow as tf\n{TAPE}keras.datasets.mnist", "tensorflow"),
        (f"import tensorflow as tf\n{TAPE}tf.keras.optimizers.Adam()", "tensorflow"),
        (f"import tensorflow as tf\n{TAPE}tf.keras.Sequential()", "keras"),
        (f"from tensorflow import keras\n{TAPE}keras.layers.Dense(3)", "keras"),
        (f"from tensorflow.keras import utils, layers\n{TAPE}", "keras"),
        (f"from tensorflow.keras.models import Model\n{TAPE}", "keras"),
        ("import tensorflow as tf\ntf.keras.datasets.mnist", "keras"),
        ("import tensorflow as tf\ntf.Variable(1.0)", "tensorflow"),
        ("import torch, tensorflow as tf\ntf.keras.datasets.mnist", "keras"),
        ("from torch import nn\nimport tensorflow as tf\ntf.keras.datasets", "torch"),
    ],
)
def test_frameworks_that_sit_on_others(source: str, framework: str) -> None:
    """Lightning imports torch, and Keras may be there for its data sets alone."""
    supported = ("torch", "keras", "tensorflow", "lightning")
    assert imported_framework(source, supported) == framework


def test_a_tape_is_keras_where_nothing_else_is_taught() -> None:
    """What the assignment does not have cannot be what a notebook is written in."""
    source = f"import tensorflow as tf\n{TAPE}tf.keras.datasets.mnist"
    assert imported_framework(source, BOTH) == "keras"
    assert imported_framework(source, ("torch", "tensorflow")) == "tensorflow"


def test_without_any_framework_it_says_which_there_are(tmp_path: Path) -> None:
    """The hint names what could be imported."""
    with pytest.raises(BadInput) as refusal:
        read(tmp_path, code("x = 1")).framework(BOTH)
    assert "torch, keras" in str(refusal.value.hint)


@pytest.mark.parametrize(
    "language", [{}, {"language_info": {"name": "python", "version": "2.7"}}]
)
def test_python_is_python(tmp_path: Path, language: dict[str, Any]) -> None:
    """A notebook that names no language is Python, of the version that is here."""
    assert read(tmp_path, code("1"), **language).code == "1"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["cells", "source", "metadata"]), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(json_values, json_values, json_values)
def test_any_json_is_read_or_refused(
    tmp_path: Path, cells: Any, metadata: Any, source: Any
) -> None:
    """No file makes the grader fail: it is a submission or bad input."""
    path = tmp_path / "any.ipynb"
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata}
    for content in (cells, [code(source), *(cells if isinstance(cells, list) else [])]):
        path.write_text(json.dumps({**notebook, "cells": content}))
        with contextlib.suppress(BadInput):
            read_submission(path)


@pytest.mark.parametrize(
    ("cell", "modules"),
    [
        ("import torch, numpy as np", {"torch", "numpy"}),
        ("from torch.utils import data", {"torch", "torch.utils"}),
        ("def late():\n    import a.b.c", {"a", "a.b", "a.b.c"}),
        ("%matplotlib inline\n!pip install x\nimport torch", {"torch"}),
        ("x = 1\n    %time import torch", set()),
        ("import torch\nx = (", {"torch"}),
        ('"""\nimport torch\n"""', set()),
        ("from . import torch\nfrom .torch import nn", set()),
        ("import torch\n" + "(" * 5000, {"torch"}),
    ],
)
def test_the_modules_that_a_cell_imports(cell: str, modules: set[str]) -> None:
    """They are read from its syntax, or from its lines where it has none."""
    assert imported_modules(cell) == modules


def test_the_imports_of_a_notebook(tmp_path: Path) -> None:
    """Those of all its cells, and what these import when it is first used."""
    cells = ("import torch", "from torch import nn\nx = (", "import numpy as np")
    plain = read_submission(handed_in(tmp_path, *cells))
    assert plain.imports == {"torch", "numpy"}
    step = "step = torch.optim.Adam(net.parameters())"
    training = read_submission(handed_in(tmp_path, *cells, step))
    assert training.imports == {"torch", "torch.optim", "numpy"}
    old = read_submission(handed_in(tmp_path, "import tensorflow as tf", "tf.keras"))
    assert old.imports == {"tensorflow", "keras"}


@pytest.mark.parametrize(
    "metadata",
    [
        [],
        {"kernelspec": "x"},
        {"kernelspec": {}, "authors": "ana"},
        {"language_info": [], "title": {"a": 1}},
    ],
)
def test_metadata_that_nobody_needs_cannot_be_wrong(
    tmp_path: Path, metadata: Any
) -> None:
    """Whatever an editor wrote there, the cells are graded; declarations are kept."""
    path = tmp_path / "ana.ipynb"
    cell = {**code("x = 1"), "metadata": {"collapsed": "yes", "tags": "a"}}
    path.write_text(
        json.dumps(
            {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": [cell]}
        )
    )
    assert read_submission(path).notebook.metadata == {}
