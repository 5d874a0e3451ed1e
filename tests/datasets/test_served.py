"""The files that a sandbox is given."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import numpy as np
import pytest

from grader.datasets import iris, mnist, served
from grader.datasets.disguise import Disguise
from grader.datasets.mnist import Digits


@pytest.fixture(scope="module")
def digits() -> Digits:
    return mnist.draw(np.random.default_rng(0))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, digits: Digits) -> Path:
    folder = tmp_path_factory.mktemp("with spaces") / "served"
    previous = os.umask(0o077)
    try:
        served.write(folder, iris.public(), digits)
    finally:
        os.umask(previous)
    return folder


def test_nothing_but_the_named_files_is_served(folder: Path) -> None:
    """A sandbox is given these files and no others."""
    files = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    raw = {
        f"MNIST/raw/{half}-{kind}-ubyte"
        for half in ("train", "t10k")
        for kind in ("images-idx3", "labels-idx1")
    }
    assert files == {"iris.csv", "mnist.npz"} | raw


def test_any_uid_can_read_it(folder: Path) -> None:
    """Files are 0644 and folders 0755, whatever the grader's umask."""
    for path in (folder, *folder.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o755 if path.is_dir() else 0o644)


def test_keras_arrays_are_the_served_half(folder: Path, digits: Digits) -> None:
    """mnist.npz holds Keras' four arrays and nothing of the exam."""
    with np.load(folder / "mnist.npz", allow_pickle=False) as data:
        assert set(data) == {"x_train", "y_train", "x_test", "y_test"}
        for name in data:
            assert (data[name] == getattr(digits, name)).all()


@pytest.mark.parametrize(("prefix", "half"), [("train", "train"), ("t10k", "test")])
def test_idx_files_are_the_same_digits(
    folder: Path, digits: Digits, prefix: str, half: str
) -> None:
    """The files that torchvision reads have LeCun's header and the same bytes."""
    images = (folder / f"MNIST/raw/{prefix}-images-idx3-ubyte").read_bytes()
    labels = (folder / f"MNIST/raw/{prefix}-labels-idx1-ubyte").read_bytes()
    n = len(getattr(digits, f"y_{half}"))
    assert np.frombuffer(images[:16], ">u4").tolist() == [2051, n, 28, 28]
    assert np.frombuffer(labels[:8], ">u4").tolist() == [2049, n]
    assert images[16:] == getattr(digits, f"x_{half}").tobytes()
    assert labels[8:] == getattr(digits, f"y_{half}").tobytes()


def test_flowers_come_as_a_table(folder: Path) -> None:
    """iris.csv is the project's own file when nothing is disguised."""
    own = Path(iris.__file__).parent / "iris.csv"
    assert (folder / "iris.csv").read_text() == own.read_text()


def test_a_disguised_table_names_classes_consistently(tmp_path: Path) -> None:
    """Species numbered by name or by first appearance are the renamed classes."""
    flowers = iris.public(Disguise.drawn(np.random.default_rng(2)))
    served.write(tmp_path, flowers)
    lines = (tmp_path / "iris.csv").read_text().splitlines()[1:]
    species = [line.rsplit(",", 1)[1] for line in lines]
    by_name = sorted(set(species))
    by_appearance = list(dict.fromkeys(species))
    assert by_name == by_appearance
    assert [by_name.index(name) for name in species] == flowers.y.tolist()


def test_a_lab_without_digits_gets_none(tmp_path: Path) -> None:
    """Without digits only the flowers are written."""
    served.write(tmp_path / "new" / "folder", iris.public())
    assert [p.name for p in (tmp_path / "new" / "folder").iterdir()] == ["iris.csv"]
