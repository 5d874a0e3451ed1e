"""A notebook's loaders serve the grader's copy, in a process of their own."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.datasets import iris, mnist, served
from grader.datasets.disguise import Disguise
from grader.datasets.iris import Flowers
from grader.datasets.mnist import Digits
from grader.inside import digests as digests_module
from grader.inside import imports, loaders

PROJECT = Path(loaders.__file__).parents[2]
PRELUDE = """
import json, sys
import numpy as np
from grader.inside import loaders
notes = []
folder = sys.argv[1]
{before}
loaders.install(folder, notes.append)
report = {{}}
def told(name, *arrays):
    report[name] = [[list(np.shape(a)), int(np.sum(a)), str(np.asarray(a).dtype)]
                    for a in arrays]
{script}
print(json.dumps({{"report": report, "notes": notes}}))
"""


@pytest.fixture(scope="module")
def flowers() -> Flowers:
    return iris.public(disguise())


@pytest.fixture(scope="module")
def digits() -> Digits:
    return mnist.draw(np.random.default_rng(0), disguise=disguise())


@pytest.fixture(scope="module")
def folder(
    tmp_path_factory: pytest.TempPathFactory, flowers: Flowers, digits: Digits
) -> Path:
    """Served data that no public copy equals, so that its use can be told."""
    folder = tmp_path_factory.mktemp("served data")
    served.write(folder, flowers, digits)
    return folder


def disguise() -> Disguise:
    return Disguise.drawn(np.random.default_rng(11))


def run(folder: Path, work: Path, script: str, before: str = "") -> tuple[Any, Any]:
    """Run ``script`` in a fresh interpreter that no network answers."""
    nowhere = "http://127.0.0.1:9"
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(PROJECT),
        "HOME": str(work),
        "http_proxy": nowhere,
        "https_proxy": nowhere,
        "CUDA_VISIBLE_DEVICES": "",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE.format(script=script, before=before), folder],
        cwd=work,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout.splitlines()[-1])
    return answer["report"], answer["notes"]


def summary(*arrays: Any) -> list[Any]:
    return [[list(a.shape), int(a.sum()), str(a.dtype)] for a in arrays]


IRIS = """
from sklearn.datasets import load_iris
bunch = load_iris()
told("bunch", 10 * bunch.data, bunch.target)
x, y = load_iris(return_X_y=True)
report["weighted"] = int(y @ np.rint(10 * x[:, 0]))
frame = load_iris(as_frame=True).frame
told("frame", 10 * frame.to_numpy()[:, :4], frame["target"].to_numpy())
report["names"] = [*bunch.target_names.tolist(), *bunch.feature_names]
report["columns"] = list(frame.columns)
x, y = load_iris(return_X_y=True, as_frame=True)
report["types"] = [type(x).__name__, type(y).__name__]
"""


def test_load_iris_serves_the_copy(
    folder: Path, tmp_path: Path, flowers: Flowers
) -> None:
    """Every option of load_iris gives the served flowers in its own shape."""
    pytest.importorskip("sklearn")
    report, notes = run(folder, tmp_path, IRIS)
    assert report["bunch"] == report["frame"] == summary(10 * flowers.x, flowers.y)
    assert report["weighted"] == int(flowers.y @ np.rint(10 * flowers.x[:, 0]))
    assert report["names"][:3] == ["setosa", "versicolor", "virginica"]
    assert report["names"][3] == "sepal length (cm)"
    assert report["columns"][-1] == "target"
    assert report["types"] == ["DataFrame", "Series"]
    assert notes == ["scikit-learn Iris served offline"]


def test_a_loader_that_was_imported_before_is_served_too(
    folder: Path, tmp_path: Path, flowers: Flowers
) -> None:
    """Installing after the import works: every name that was handed on changes."""
    pytest.importorskip("sklearn")
    before = "import sklearn.datasets as early"
    script = """
x, y = early.load_iris(return_X_y=True)
report["weighted"] = int(y @ np.rint(10 * x[:, 0]))
told("mnist", *early.fetch_openml(data_id=554, as_frame=False, return_X_y=True)[:1])
"""
    report, notes = run(folder, tmp_path, script, before)
    assert report["weighted"] == int(flowers.y @ np.rint(10 * flowers.x[:, 0]))
    assert report["mnist"][0][0] == [70_000, 784]
    assert len(notes) == 2


OPENML = """
from sklearn.datasets import fetch_openml
x, y = fetch_openml("mnist_784", version=1, return_X_y=True, as_frame=False)
told("arrays", x, y.astype(int))
report["target"] = type(y[0]).__name__
x, y = fetch_openml("MNIST_784", return_X_y=True, as_frame=False, parser="liac-arff")
report["liac"] = str(x.dtype)
del x
bunch = fetch_openml(name="mnist_784", version=1)
report["frame"] = [list(bunch.data.shape), list(bunch.frame.shape),
    bunch.data.columns[0], bunch.data.columns[-1], bunch.target.name,
    list(bunch.target.cat.categories), str(bunch.data.dtypes.iloc[0])]
told("series", bunch.target.astype(int).to_numpy())
try:
    fetch_openml("adult", version=2, n_retries=1, delay=0.01)
except OSError as error:
    report["other"] = type(error).__name__
"""


def test_openml_serves_mnist(folder: Path, tmp_path: Path, digits: Digits) -> None:
    """By name, as arrays and as frames; other data sets stay OpenML's."""
    pytest.importorskip("sklearn")
    pytest.importorskip("pandas")
    report, notes = run(folder, tmp_path, OPENML)
    x = np.concatenate([digits.x_train, digits.x_test]).reshape(-1, 784)
    y = np.concatenate([digits.y_train, digits.y_test]).astype(np.int64)
    assert report["arrays"] == summary(x.astype(np.int64), y)
    assert report["target"] == "str"
    assert report["liac"] == "float64"
    names = [str(digit) for digit in range(10)]
    expected = [[70_000, 784], [70_000, 785], "pixel1", "pixel784", "class", names]
    assert report["frame"] == [*expected, "int64"]
    assert report["series"] == summary(y)
    assert "other" in report
    assert notes == ["scikit-learn fetch_openml MNIST served offline"]


TORCH = """
import os
import torchvision
from torchvision.datasets import MNIST, FashionMNIST
class Mine(MNIST):
    pass
for root in ("./data", "/nowhere/at all"):
    train = MNIST(root, train=True, download=True)
    test = torchvision.datasets.MNIST(root=root, train=False)
    told(root, train.data.numpy(), train.targets.numpy(), test.data.numpy(),
         test.targets.numpy())
transform = torchvision.transforms.ToTensor()
image, label = Mine("x", train=False, transform=transform)[3]
report["item"] = [list(image.shape), label]
report["made"] = os.path.exists("/nowhere")
try:
    FashionMNIST("./data", download=False)
except RuntimeError as error:
    report["fashion"] = str(error)
"""


@pytest.mark.frameworks
def test_torchvision_serves_mnist_at_any_root(
    folder: Path, tmp_path: Path, digits: Digits
) -> None:
    """Any root, downloaded or not, subclassed or not; FashionMNIST is not MNIST."""
    pytest.importorskip("torchvision")
    report, notes = run(folder, tmp_path, TORCH)
    expected = summary(
        digits.x_train,
        digits.y_train.astype(np.int64),
        digits.x_test,
        digits.y_test.astype(np.int64),
    )
    assert report["./data"] == report["/nowhere/at all"] == expected
    assert report["item"] == [[1, 28, 28], int(digits.y_test[3])]
    assert not report["made"]
    assert "Dataset not found" in report["fashion"]
    assert notes == ["torchvision MNIST served offline"]


KERAS = """
import keras
from keras.datasets import mnist
(a, b), (c, d) = mnist.load_data()
told("keras", a, b, c, d)
(a, b), (c, d) = keras.datasets.mnist.load_data(path="/elsewhere/mnist.npz")
told("path", a, b, c, d)
import tensorflow as tf
(a, b), (c, d) = tf.keras.datasets.mnist.load_data("mnist.npz")
told("tf", a, b, c, d)
from tensorflow.keras.datasets import mnist as again
from tensorflow.keras.datasets.mnist import load_data
(a, b), (c, d) = again.load_data()
told("from", a, b, c, d)
report["same"] = load_data is again.load_data
report["other"] = keras.datasets.fashion_mnist.load_data.__module__
"""


@pytest.mark.frameworks
@pytest.mark.parametrize("first", ["", "import tensorflow", "import keras.datasets"])
def test_keras_serves_mnist_by_every_path(
    folder: Path, tmp_path: Path, digits: Digits, first: str
) -> None:
    """keras, tf.keras and tensorflow.keras, imported before or after, give the copy."""
    pytest.importorskip("tensorflow")
    report, notes = run(folder, tmp_path, KERAS, first)
    served_half = (digits.x_train, digits.y_train, digits.x_test, digits.y_test)
    for way in ("keras", "path", "tf", "from"):
        assert report[way] == summary(*served_half)
    assert report["same"]
    assert report["other"].endswith("fashion_mnist")
    assert notes == ["Keras MNIST served offline"]


def test_installing_costs_next_to_nothing(folder: Path, tmp_path: Path) -> None:
    """No framework is imported, and a second install only changes its folder."""
    script = """
loaders.install(folder, notes.append)
names = ("sklearn", "torch", "torchvision", "keras", "tensorflow", "pandas")
report["imported"] = [name for name in names if name in sys.modules]
report["finders"] = sum(type(f).__name__ == "_Finder" for f in sys.meta_path)
"""
    report, notes = run(folder, tmp_path, script)
    assert report == {"imported": [], "finders": 1}
    assert notes == []


OLD = """
import pathlib
for name in ("torchvision", "torchvision/datasets", "keras", "keras/datasets"):
    pathlib.Path("old", name).mkdir(parents=True)
    pathlib.Path("old", name, "__init__.py").touch()
pathlib.Path("old/torchvision/datasets/mnist.py").write_text("class Old: pass")
pathlib.Path("old/keras/datasets/mnist.py").write_text("broken = True")
sys.path.insert(0, "old")
import torchvision.datasets.mnist, keras.datasets.mnist
report["old"] = [torchvision.datasets.mnist.Old.__name__, keras.datasets.mnist.broken]
try:
    import tf_keras.src.datasets.mnist
except ModuleNotFoundError as error:
    report["missing"] = error.name
"""


def test_what_is_too_old_or_missing_is_left_alone(folder: Path, tmp_path: Path) -> None:
    """A library without the patched names imports as ever, a missing one is missing."""
    report, notes = run(folder, tmp_path, OLD)
    assert report == {"old": ["Old", True], "missing": "tf_keras"}
    assert notes == []


def test_without_digits_a_loader_is_its_own_again(tmp_path: Path) -> None:
    """Where no digits are served, OpenML is asked, and its error is the student's."""
    pytest.importorskip("sklearn")
    served.write(tmp_path / "served", iris.public())
    script = """
from sklearn.datasets import fetch_openml
try:
    fetch_openml("mnist_784", n_retries=1, delay=0.01)
except OSError as error:
    report["error"] = type(error).__name__
"""
    report, notes = run(tmp_path / "served", tmp_path, script)
    assert "error" in report
    assert notes == []


def test_plain_paths_find_the_copy(folder: Path, tmp_path: Path) -> None:
    """data/mnist.npz and data/iris.csv are there, beside what students put there."""
    loaders.place(str(folder), str(tmp_path))
    data = tmp_path / "data"
    assert (data / "iris.csv").read_text() == (folder / "iris.csv").read_text()
    assert (data / "mnist.npz").stat().st_size > 50_000_000
    (data / "mine.txt").write_text("a file of the student's own")
    loaders.place(str(folder), str(tmp_path))


def test_a_students_own_file_stays(folder: Path, tmp_path: Path) -> None:
    """An attached data/iris.csv is not replaced, nor a file named data."""
    own = tmp_path / "data" / "iris.csv"
    own.parent.mkdir()
    own.write_text("mine")
    loaders.place(str(folder), str(tmp_path))
    assert own.read_text() == "mine"
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "data").write_text("mine")
    loaders.place(str(folder), str(tmp_path / "sub"))
    assert (tmp_path / "sub" / "data").read_text() == "mine"


@pytest.mark.parametrize("module", [loaders, imports, digests_module])
def test_an_older_python_can_read_it(module: Any) -> None:
    """The syntax is that of Python 3.9: notebooks may run in another environment."""
    source = Path(module.__file__).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 9))
