"""What a sandbox is given: files that the loaders of a notebook read.

    iris.csv              a header, centimetres, the species
    mnist.npz             Keras' arrays
    MNIST/raw/*-ubyte     the files that torchvision reads

Only the served half of ``Digits`` is written; the exam stays on the host.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from grader.datasets.iris import FEATURES, SPECIES, Flowers
from grader.datasets.mnist import Digits


def write(folder: Path, flowers: Flowers, digits: Digits | None = None) -> None:
    """Write the served data into ``folder``, readable by any uid."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_flowers(folder / "iris.csv", flowers)
    if digits is not None:
        _write_digits(folder, digits)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _write_flowers(path: Path, flowers: Flowers) -> None:
    lines = [",".join((*FEATURES, "species"))]
    for values, label in zip(flowers.x.tolist(), flowers.y.tolist(), strict=True):
        lines.append(",".join((*(repr(value) for value in values), SPECIES[label])))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_digits(folder: Path, digits: Digits) -> None:
    np.savez(
        folder / "mnist.npz",
        x_train=digits.x_train,
        y_train=digits.y_train,
        x_test=digits.x_test,
        y_test=digits.y_test,
    )
    raw = folder / "MNIST" / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    _write_idx(raw / "train-images-idx3-ubyte", digits.x_train)
    _write_idx(raw / "train-labels-idx1-ubyte", digits.y_train)
    _write_idx(raw / "t10k-images-idx3-ubyte", digits.x_test)
    _write_idx(raw / "t10k-labels-idx1-ubyte", digits.y_test)


def _write_idx(path: Path, array: NDArray[np.uint8]) -> None:
    """LeCun's format: 0, 0, type 8 (unsigned byte), ndim, big-endian sizes, bytes."""
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
    with path.open("wb") as file:
        file.write(header)
        file.write(np.ascontiguousarray(array).data)
