"""The agent: what it makes of a student's values, and that it always answers."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from grader.inside import agent, frames
from grader.inside.agent import Unusable, to_array

NONCE = bytes(16)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, np.array(3)),
        (True, np.array(True)),
        ([0.5, np.float32(0.25)], np.array([0.5, 0.25])),
        ((1, 2), np.array([1, 2])),
        ([[1, 2], [3, 4]], np.array([[1, 2], [3, 4]])),
        (np.array([1.5], np.float16), np.array([1.5])),
        (np.array([1.5], np.longdouble), np.array([1.5])),
        (np.array([1, 2], ">i4"), np.array([1, 2])),
        (np.array([1, 2.5], object), np.array([1, 2.5])),
        ([Fraction(1, 2)], np.array([0.5])),
        ([2**70], np.array([2.0**70])),
        ([], np.zeros(0)),
        (range(3), np.arange(3)),
        (np.ma.masked_array([1, 2], [False, True]), np.array([1, 2])),
        (memoryview(b"ab"), np.array([97, 98], np.uint8)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_numbers_become_arrays(value: Any, expected: Any) -> None:
    """Lists, scalars and arrays of any number type come as arrays that can be sent."""
    found = to_array(value)
    assert np.array_equal(found, expected)
    assert found.dtype.newbyteorder("<") in frames.CODES


class Raises:
    """An object of which nothing can be had."""

    def __array__(self, *args: Any, **options: Any) -> Any:
        raise RuntimeError("no array")


class Property:
    """An attribute that raises when it is looked at."""

    @property
    def numpy(self) -> Any:
        raise KeyError("numpy")


@pytest.mark.parametrize(
    "value",
    [
        *(None, "text", b"text", ["a"], {"a": 1}, {1, 2}, object, len, 1j, [1, None]),
        *([[1], [1, 2]], np.zeros((1,) * 9), np.array(["1"]), Raises(), Property()),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_number_is_unusable(value: Any) -> None:
    """It is refused in words that name its type; None is known by its own name."""
    with pytest.raises(Unusable) as refusal:
        to_array(value)
    named = "None" if value is None else type(value).__name__
    assert named in str(refusal.value)


def test_tables_become_arrays() -> None:
    """Columns of pandas, nullable ones and categories of numbers too, are numbers."""
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"a": [1.5, 2.0], "b": [3, 4]})
    assert to_array(frame).tolist() == [[1.5, 3], [2, 4]]
    assert to_array(frame["b"]).tolist() == [3, 4]
    assert to_array(pandas.Series([1, 2], dtype="Int64")).tolist() == [1, 2]
    assert to_array(pandas.Series([1, 2], dtype="category")).tolist() == [1, 2]
    for bad in (["a", "b"], [1, pandas.NA]):
        with pytest.raises(Unusable):
            to_array(pandas.Series(bad))


TORCH = """
import json, warnings
import numpy as np
import torch
from grader.inside.agent import Unusable, to_array
x = torch.tensor([[1.0, 2.0]], requires_grad=True)
report = {
    "grad": to_array(x * 2).tolist(),
    "bfloat16": to_array(x.bfloat16()).tolist(),
    "half": to_array(x.half()).tolist(),
    "parameter": to_array(torch.nn.Parameter(torch.ones(2))).tolist(),
    "scalar": to_array(torch.tensor(3)).tolist(),
    "bool": to_array(torch.tensor([True])).tolist(),
    "strided": to_array(torch.arange(6).reshape(2, 3).T).tolist(),
    "list": to_array([torch.tensor(1.0, requires_grad=True), 2.0]).tolist(),
    "nested": to_array([[x[0, 0], x[0, 1]], (0, 1)]).tolist(),
    "conj": "", "sparse": "",
}
for name, value in (("conj", torch.tensor([1j]).conj()), ("sparse", x.to_sparse())):
    try:
        to_array(value)
    except Unusable as refusal:
        report[name] = str(refusal)[:6]
print(json.dumps(report))
"""


@pytest.mark.frameworks
def test_tensors_of_torch_become_arrays() -> None:
    """With gradients, in half precision, strided or in lists: all are numbers."""
    found = run_script(TORCH, "torch")
    assert found == {
        "grad": [[2, 4]],
        "bfloat16": [[1, 2]],
        "half": [[1, 2]],
        "parameter": [1, 1],
        "scalar": 3,
        "bool": [True],
        "strided": [[0, 3], [1, 4], [2, 5]],
        "list": [1, 2],
        "nested": [[1, 2], [0, 1]],
        "conj": "Tensor",
        "sparse": "Tensor",
    }


TENSORFLOW = """
import json
import tensorflow as tf
import keras
from grader.inside.agent import to_array
x = tf.constant([[1.0, 2.0]])
model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
history = keras.callbacks.History()
history.history = {"loss": [1.0, 0.5]}
from grader.inside.agent import _fetch
facts, arrays = _fetch(history)
print(json.dumps({
    "eager": to_array(x * 2).tolist(),
    "variable": to_array(tf.Variable([1.0])).tolist(),
    "bfloat16": to_array(tf.cast(x, tf.bfloat16)).tolist(),
    "half": to_array(tf.cast(x, tf.float16)).tolist(),
    "keras variable": list(to_array(model.weights[0]).shape),
    "called": list(to_array(model(x)).shape),
    "predicted": list(to_array(model.predict(x, verbose=0)).shape),
    "list": to_array([tf.constant(1.0), 2.0]).tolist(),
    "history": arrays["loss"].tolist(),
}))
"""


@pytest.mark.frameworks
def test_tensors_of_tensorflow_become_arrays() -> None:
    """Eager tensors, variables and what Keras models return are numbers."""
    assert run_script(TENSORFLOW, "tensorflow") == {
        "eager": [[2, 4]],
        "variable": [1],
        "bfloat16": [[1, 2]],
        "half": [[1, 2]],
        "keras variable": [2, 1],
        "called": [1, 1],
        "predicted": [1, 1],
        "list": [1, 2],
        "history": [1, 0.5],
    }


def run_script(script: str, package: str) -> Any:
    """What a script prints as JSON, in a process of its own: no framework in ours."""
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


class Nothing:
    """A recorder that has seen no figure."""

    axes: Sequence[Any] = ()


def serve(
    *probes: dict[str, Any],
    namespace: dict[str, Any],
    after_each: Callable[[], None] = lambda: None,
) -> list[dict[str, Any]]:
    """The facts that the agent answers to each probe, then the grader hangs up."""
    ours, theirs = socket.socketpair()
    facts: list[dict[str, Any]] = []

    def ask() -> None:
        with ours, ours.makefile("rb") as stream:
            for number, probe in enumerate(probes):
                named: list[tuple[str, frames.Value]]
                named = [("probe", json.dumps(probe)), ("x", np.arange(3.0))]
                ours.sendall(frames.message(number, NONCE, named))
                answer = read_message(stream)
                assert {frame.request for frame in answer} == {number}
                assert isinstance(answer[0].value, str)
                facts.append(json.loads(answer[0].value))
                after_each()

    asking = threading.Thread(target=ask)
    asking.start()
    with theirs:
        agent.serve(theirs, namespace, Nothing(), lambda: {"device": "cpu"})
    asking.join()
    return facts


def read_message(stream: Any) -> list[frames.Frame]:
    found: list[frames.Frame] = []
    while not found or not found[-1].last:
        decoder = frames.decoding(1 << 20)
        need = next(decoder)
        with contextlib.suppress(StopIteration):
            while True:
                try:
                    need = decoder.send(stream.read(need))
                except StopIteration as stop:
                    found.append(stop.value)
                    raise
    return found


def call(name: str) -> dict[str, Any]:
    return {
        "probe": "call",
        "name": name,
        "fit": False,
        "arguments": [],
        "batches": ["x"],
    }


def test_every_question_has_an_answer() -> None:
    """A function may raise anything at all: the next one is asked like the first."""

    def raising(error: BaseException) -> Any:
        def function(x: Any) -> Any:
            raise error

        return function

    namespace = {
        "exits": raising(SystemExit(2)),
        "ends": raising(GeneratorExit()),
        "stops": raising(StopIteration()),
        "interrupts": raising(KeyboardInterrupt()),
        "memory": raising(MemoryError()),
        "works": lambda x: x,
    }
    found = serve(*map(call, (*namespace, "missing")), namespace=namespace)
    assert [answer["status"] for answer in found] == [
        *("raised", "raised", "raised", "interrupted", "raised", "ok", "missing")
    ]


SQUARE = {"function": "def f(x):\n    return m.square(x)", "modules": {"m": "numpy"}}


def apply(callee: Any, *arguments: Any) -> dict[str, Any]:
    return {"probe": "apply", "callee": callee, "arguments": [*arguments]}


def test_a_function_is_given_as_an_argument() -> None:
    """What is sent as source comes as a function, with the modules that it names."""
    seen = []

    def takes(f: Any, x: Any, n: int) -> Any:
        seen.append((f(x).tolist(), n))
        return x

    question = apply("takes", {**SQUARE, "names": []}, {"array": "x"}, {"value": 3})
    (facts,) = serve(question, namespace={"takes": takes})
    assert facts["status"] == "ok"
    assert seen == [([0, 1, 4], 3)]


def test_a_function_of_ours_calls_one_of_the_notebook() -> None:
    """By the names that it was sent with; one that is not there is missing."""
    source = "def f(x):\n    return double(x)"
    ours = {"function": source, "modules": {}, "names": ["double"]}
    question = apply(ours, {"array": "x"})
    (found,) = serve(question, namespace={"double": lambda x: 2 * x})
    assert found["status"] == "ok"
    (found,) = serve(question, namespace={})
    assert found == {"status": "missing", "found": "double"}


@pytest.mark.parametrize(
    ("returned", "names", "words"),
    [
        (1.5, ["0"], {}),
        ([1, 2, 3], ["0"], {}),
        ((1, np.zeros(3)), ["0", "1"], {}),
        ([np.zeros(2), np.zeros(3)], ["0", "1"], {}),
        ({"w": [1.0], "b": 2}, ["w", "b"], {}),
        (("overfit", 12), ["1"], {"0": "overfit"}),
        ("good", [], {"0": "good"}),
        ((), [], {}),
    ],
    ids=str,
)
def test_what_is_returned_comes_in_parts(
    returned: Any, names: list[str], words: dict[str, str]
) -> None:
    """Numbers as arrays, words as words, each under its key or place."""
    facts, arrays = agent._apply(apply("gives"), {}, {"gives": lambda: returned})
    assert list(arrays) == names
    assert facts["words"] == words


def test_what_is_returned_has_to_be_numbers_or_words() -> None:
    """An object that is neither is unusable, and says what it is."""
    (facts,) = serve(apply("gives"), namespace={"gives": lambda: (1, object())})
    assert facts["status"] == "unusable"
    assert "object" in facts["found"]


def test_an_interrupt_between_questions_is_not_heard() -> None:
    """One that comes late hits neither an answer nor the next question."""

    def interrupt() -> None:
        os.kill(os.getpid(), signal.SIGINT)

    def interrupted(x: Any) -> Any:
        interrupt()

    before = signal.getsignal(signal.SIGINT)
    namespace = {"works": lambda x: x, "interrupted": interrupted}
    questions = [call("works"), call("interrupted"), call("works")]
    found = serve(*questions, namespace=namespace, after_each=interrupt)
    assert [answer["status"] for answer in found] == ["ok", "interrupted", "ok"]
    assert signal.getsignal(signal.SIGINT) is before


def test_what_is_printed_goes_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output and error of a function that is asked are not ours."""

    def prints(x: Any) -> Any:
        sys.stdout.write("hello")
        sys.stderr.write("hello")
        assert not sys.stdout.isatty()
        sys.stdout.flush()
        return x

    assert serve(call("prints"), namespace={"prints": prints})[0]["status"] == "ok"
    assert capsys.readouterr() == ("", "")


def test_facts_of_the_kernel_are_told() -> None:
    """The kernel may say what it used; nothing is taken from the notebook for it."""
    (facts,) = serve({"probe": "facts"}, namespace={})
    assert facts == {"status": "ok", "device": "cpu"}
