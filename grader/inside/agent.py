"""Answers the grader's probes from inside the kernel, one at a time.

A probe is a message of frames: a ``probe`` text (JSON) and the arrays that it names.
The answer is a ``facts`` text (JSON, with a ``status``) and arrays. Nothing here is
trusted by the grader: a student who rewrites this module has only written other data.

    status     ok           the arrays are there
               missing      no such name
               raised       the student's function raised; ``error`` has name, message
               interrupted  it ran out of its time
               unusable     it returned something that is no array of numbers
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import signal
import socket
from collections.abc import Callable, Generator, Iterator
from typing import Any

import numpy as np

from . import digests, frames

MAX_REQUEST = 1 << 30
MAX_SENT = frames.MAX_ANSWER - (4 << 20)
MAX_TEXT = 2_000
MAX_KEYS = 64
MAX_ITEMS = 10_000
MAX_DEPTH = 6


Interruptible = Callable[[], contextlib.AbstractContextManager[None]]


class Missing(Exception):  # noqa: N818  # the name says it
    """The notebook does not define this name."""


class Unusable(Exception):  # noqa: N818  # the name says it
    """A value that cannot be sent as an array of numbers."""


def serve(
    channel: socket.socket,
    namespace: dict[str, Any],
    recorder: Any,
    facts: Callable[[], dict[str, Any]],
) -> None:
    """Answer probes until the grader closes its end."""
    with _deaf() as interruptible:
        while True:
            try:
                request = list(_receive(channel))
            except (EOFError, OSError):
                return
            head = request[0]
            arrays = {frame.name: frame.value for frame in request[1:]}
            probe = json.loads(str(head.value))
            answer = _answer(probe, arrays, namespace, recorder, facts, interruptible)
            channel.sendall(_encoded(head, *answer))


def _encoded(
    head: frames.Frame, answer: dict[str, Any], values: dict[str, Any]
) -> bytes:
    """The bytes of an answer; of a refusal where it cannot be sent."""
    try:
        size = sum(array.nbytes for array in values.values())
        if size > MAX_SENT:
            raise Unusable(f"{size >> 20} MB, more than {MAX_SENT >> 20}")
        named = [("facts", json.dumps(answer, allow_nan=False)), *values.items()]
        return frames.message(head.request, head.nonce, named)
    except Exception as error:
        refusal = {"status": "unusable", "found": _describe(error)["message"]}
        return frames.message(
            head.request, head.nonce, [("facts", json.dumps(refusal))]
        )


def _answer(
    probe: dict[str, Any],
    arrays: dict[str, Any],
    namespace: dict[str, Any],
    recorder: Any,
    facts: Callable[[], dict[str, Any]],
    interruptible: Interruptible,
) -> tuple[dict[str, Any], dict[str, Any]]:
    kind = probe["probe"]
    try:
        with interruptible(), _quiet():
            if kind == "figures":
                return _figures(recorder)
            if kind == "facts":
                return {"status": "ok", **facts()}, {}
            if kind == "apply":
                return _apply(probe, arrays, namespace)
            value = _named(probe["name"], namespace)
            if kind == "fetch":
                return _fetch(value)
            if kind == "digests":
                return _digests(value, probe["rows"], probe["labels"])
            return {"status": "ok"}, _call(value, probe, arrays, namespace)
    except KeyboardInterrupt:
        return {"status": "interrupted"}, {}
    except Missing as name:
        return {"status": "missing", "found": str(name)[:MAX_TEXT]}, {}
    except Unusable as refusal:
        return {"status": "unusable", "found": str(refusal)[:MAX_TEXT]}, {}
    except BaseException as error:
        # SystemExit included: a student's function may do anything, and the next
        # probe has to be answered all the same.
        return {"status": "raised", "error": _describe(error)}, {}


def _call(
    function: Any,
    probe: dict[str, Any],
    arrays: dict[str, Any],
    namespace: dict[str, Any],
) -> Any:
    """Call ``function(*arguments)``, or what that returns, on each batch."""
    if probe["fit"]:
        function = function(*_arguments(probe, arrays, namespace))
    batches = [arrays[name].copy() for name in probe["batches"]]
    return {str(i): to_array(function(batch)) for i, batch in enumerate(batches)}


def _apply(
    probe: dict[str, Any], arrays: dict[str, Any], namespace: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a function returns: parts of a tuple or dict apart, words as facts."""
    callee = probe["callee"]
    function = (
        _named(callee, namespace)
        if isinstance(callee, str)
        else _made(callee, namespace)
    )
    returned, words, values = function(*_arguments(probe, arrays, namespace)), {}, {}
    for key, part in _parts(returned).items():
        if isinstance(part, str):
            words[key] = part[:MAX_TEXT]
        else:
            values[key] = to_array(part)
    return {"status": "ok", "type": type(returned).__name__, "words": words}, values


def _parts(value: Any) -> dict[str, Any]:
    """A dict by its keys, a tuple or a ragged list by its places; all else is "0"."""
    if isinstance(value, dict):
        return {str(key)[:200]: value[key] for key in list(value)[:MAX_KEYS]}
    if isinstance(value, tuple) or (isinstance(value, list) and not _is_array(value)):
        return {str(i): part for i, part in enumerate(value[:MAX_KEYS])}
    return {"0": value}


def _is_array(value: list[Any]) -> bool:
    try:
        to_array(value)
    except Unusable:
        return False
    return True


def _named(name: str, namespace: dict[str, Any]) -> Any:
    if name not in namespace:
        raise Missing(name)
    return namespace[name]


def _made(item: dict[str, Any], namespace: dict[str, Any]) -> Any:
    """The function ``f`` that the grader's own source defines.

    It sees the modules and the notebook's names that the source was sent with.
    """
    scope = {name: _named(name, namespace) for name in item["names"]}
    for name, module in item["modules"].items():
        scope[name] = importlib.import_module(module)
    exec(item["function"], scope)  # noqa: S102  # the grader's text, in the kernel
    return scope["f"]


def _arguments(
    probe: dict[str, Any], arrays: dict[str, Any], namespace: dict[str, Any]
) -> list[Any]:
    return [_argument(item, arrays, namespace) for item in probe["arguments"]]


def _argument(
    item: dict[str, Any], arrays: dict[str, Any], namespace: dict[str, Any]
) -> Any:
    if "array" in item:
        return arrays[item["array"]].copy()
    if "function" in item:
        return _made(item, namespace)
    value = item["value"]
    return tuple(value) if isinstance(value, list) else value


def _fetch(value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    value = _unwrap_history(value)
    if isinstance(value, dict):
        arrays, refused = {}, {}
        for key in list(value)[:MAX_KEYS]:
            try:
                arrays[str(key)[:200]] = to_array(value[key])
            except Unusable as refusal:
                refused[str(key)[:200]] = str(refusal)[:MAX_TEXT]
        return {"status": "ok", "type": "dict", "refused": refused}, arrays
    if isinstance(value, (list, tuple)) and any(isinstance(v, dict) for v in value):
        budget = [MAX_ITEMS]
        return {"status": "ok", "type": "list", "value": _plain(value, 0, budget)}, {}
    return {"status": "ok", "type": type(value).__name__}, {"value": to_array(value)}


def _digests(
    value: Any, rows: dict[str, float], labels: list[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    if not isinstance(value, dict):
        raise Unusable(f"{type(value).__name__}, not a dict")
    described: dict[str, dict[str, Any]] = {}
    arrays: dict[str, Any] = {}
    for key in [*rows, *labels]:
        if key not in value:
            continue
        array = to_array(value[key])
        described[key] = {"shape": list(array.shape), "dtype": str(array.dtype)}
        if key in rows and array.ndim >= 1 and len(array):
            described[key]["low"] = _finite(np.min(array))
            described[key]["high"] = _finite(np.max(array))
            arrays[key] = digests.row_digests(array, rows[key])
        elif key in labels:
            arrays[key] = array
    return {"status": "ok", "fields": described}, arrays


def _finite(number: Any) -> float | None:
    return float(number) if np.isfinite(number) else None


def _figures(recorder: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    described, arrays = [], {}
    for i, axes in enumerate(recorder.axes):
        for j, line in enumerate(axes["lines"]):
            arrays[f"{i}/{j}/x"] = line["x"]
            arrays[f"{i}/{j}/y"] = line["y"]
        labels = [line["label"] for line in axes["lines"]]
        described.append({**axes, "lines": labels})
    return {"status": "ok", "axes": described}, arrays


def to_array(value: Any) -> Any:
    """A numpy array of numbers from what any framework returns; else ``Unusable``."""
    if value is None:
        raise Unusable("None")
    try:
        array = np.asarray(_as_numpy(value))
    except Exception as error:
        found = f"{type(value).__name__} ({type(error).__name__}: {error})"
        raise Unusable(found) from None
    if array.dtype.newbyteorder("<") not in frames.CODES:
        array = _as_floats(array)
    if array.dtype.newbyteorder("<") not in frames.CODES:
        raise Unusable(f"{type(value).__name__} of {array.dtype}")
    if array.ndim > frames.MAX_NDIM:
        raise Unusable(f"{type(value).__name__} of {array.ndim} dimensions")
    return array


def _as_floats(array: Any) -> Any:
    """Half and long floats, bfloat16, objects that are numbers; else what it was."""
    if array.dtype.kind not in "fOV":
        return array
    try:
        if any(item is None for item in array.flat):
            return array  # numpy would make NaN of it
        return array.astype(np.float64)
    except Exception:
        return array


def _as_numpy(value: Any) -> Any:
    for method in ("detach", "cpu"):
        if callable(getattr(value, method, None)):
            value = getattr(value, method)()
    if callable(getattr(value, "numpy", None)):
        if "bfloat16" in str(getattr(value, "dtype", "")):
            value = value.float() if hasattr(value, "float") else value
        return value.numpy()
    if isinstance(value, (list, tuple)) and len(value) <= MAX_ITEMS:
        return [_as_numpy(item) for item in value]
    return value


def _unwrap_history(value: Any) -> Any:
    """Keras' ``History`` object holds the dict that is asked for."""
    inner = getattr(value, "history", None)
    return inner if not isinstance(value, dict) and isinstance(inner, dict) else value


def _plain(value: Any, depth: int, budget: list[int]) -> Any:
    """Nested lists and dicts of numbers and short strings, bounded."""
    budget[0] -= 1
    if depth > MAX_DEPTH or budget[0] < 0:
        raise Unusable("a value nested too deeply or too long")
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    if isinstance(value, str):
        return value[:MAX_TEXT]
    if isinstance(value, dict):
        items = list(value.items())
        return {str(k)[:200]: _plain(v, depth + 1, budget) for k, v in items}
    if isinstance(value, (list, tuple)):
        return [_plain(item, depth + 1, budget) for item in value]
    return _plain(to_array(value).tolist(), depth + 1, budget)


def _describe(error: BaseException) -> dict[str, str]:
    try:
        message = str(error)
    except Exception:
        message = ""
    return {"name": type(error).__name__[:200], "message": message[:MAX_TEXT]}


def _receive(channel: socket.socket) -> Iterator[frames.Frame]:
    """The frames of one message; ``EOFError`` when the grader has hung up."""
    last = False
    while not last:
        decoder: Generator[int, bytes, frames.Frame] = frames.decoding(MAX_REQUEST)
        need = next(decoder)
        try:
            while True:
                need = decoder.send(_read_exactly(channel, need))
        except StopIteration as stop:
            last = stop.value.last
            yield stop.value


def _read_exactly(channel: socket.socket, count: int) -> bytes:
    buffer = bytearray(count)
    view = memoryview(buffer)
    while view:
        got = channel.recv_into(view)
        if not got:
            raise EOFError
        view = view[got:]
    return bytes(buffer)


@contextlib.contextmanager
def _deaf() -> Iterator[Interruptible]:
    """Ignore interrupts, but in the blocks that are marked as interruptible.

    An interrupt that comes late must hit neither half an answer nor the next probe.
    """
    listening = [False]

    def interrupted(signum: int, frame: Any) -> None:
        if listening[0]:
            raise KeyboardInterrupt

    @contextlib.contextmanager
    def interruptible() -> Iterator[None]:
        signal.signal(signal.SIGINT, interrupted)  # the student may have changed it
        listening[0] = True
        try:
            yield
        finally:
            listening[0] = False

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield interruptible
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """What a student's function prints while it is probed goes nowhere."""

    class Nowhere(io.TextIOBase):
        def write(self, text: str) -> int:
            return len(text)

        def isatty(self) -> bool:
            return False

    with contextlib.redirect_stdout(Nowhere()), contextlib.redirect_stderr(Nowhere()):
        yield
