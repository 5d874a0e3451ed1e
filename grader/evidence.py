"""Evidence: what a finished kernel answers when it is asked, decoded with distrust.

``Examiner`` puts probes to a kernel over a socket of its own, one at a time, and keeps
every answer under the name that the assignment gave it. An answer is data, never a
verdict; what does not parse, comes late, or is too large is absent, and says why.
"""

from __future__ import annotations

import asyncio
import json
import math
import secrets
import socket
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from grader.execution import Execution, Progress
from grader.inside import frames
from grader.messages import say
from grader.text import clean

Array = NDArray[Any]
Status = Literal["ok", "missing", "raised", "interrupted", "unusable", "absent"]

ANSWER_BYTES = frames.MAX_ANSWER
TOTAL_BYTES = 256 << 20
# Small things that grow when they are decoded: a frame, a JSON value.
ANSWER_FRAMES = 16_384
FACTS_BYTES = 2 << 20
GREATEST = 1 << 63
GRACE_SECONDS = 5.0
INTERRUPTS = 2


@dataclass(frozen=True)
class Function:
    """A function that the kernel makes: ``source`` defines it under the name ``f``.

    ``modules``: name in the source -> module that it stands for; ``names`` are those of
    the notebook that the source may use. Whatever is sent, a student may read.
    """

    source: str
    modules: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()

    def sent(self) -> dict[str, Any]:
        return {
            "function": self.source,
            "modules": dict(self.modules),
            "names": [*self.names],
        }


Argument = Array | int | float | str | tuple[int, ...] | Function


@dataclass(frozen=True)
class Answer:
    """The answer to one probe.

    status      ok, or why there is nothing: missing (no such name), raised (the
                student's function raised), interrupted (out of time), unusable (no
                numbers), absent (no kernel, or an answer that does not parse)
    arrays      name -> array, in the order sent
    facts       JSON values, strings cleaned
    error       name and message of what was raised, or what was found instead
    """

    status: Status
    arrays: Mapping[str, Array] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        return self.status == "ok"

    def batches(self) -> list[Array]:
        """The arrays of a call, one for each batch it was asked about."""
        return [self.arrays[str(i)] for i in range(len(self.arrays))]


NOT_ASKED = Answer("absent")


@dataclass(frozen=True)
class Evidence:
    """How the notebook ran, and all answers by the names that the exam gave them."""

    execution: Execution
    answers: Mapping[str, Answer]

    def __getitem__(self, key: str) -> Answer:
        """The answer, ``absent`` where the question was never put."""
        return self.answers.get(key, NOT_ASKED)


class Unreadable(Exception):  # noqa: N818  # the name says it
    """The channel can no longer be understood: everything after is absent."""


class Examiner:
    """Asks one kernel; ``interrupt`` stops a function that takes too long.

    ``call_seconds`` bounds one probe and ``total_seconds`` all of them together: the
    time that a student's own functions may take. ``framework`` is the notebook's.
    """

    def __init__(
        self,
        channel: socket.socket,
        interrupt: Callable[[], Awaitable[None]],
        call_seconds: float,
        total_seconds: float,
        progress: Progress = lambda message: None,
        framework: str = "",
    ) -> None:
        self.framework = framework
        self._channel = channel
        self._interrupt = interrupt
        self._call_seconds = call_seconds
        self._left_seconds = total_seconds
        self._left_bytes = TOTAL_BYTES
        self._progress = progress
        self._request = 0
        self._broken = ""
        self.answers: dict[str, Answer] = {}

    async def call(self, key: str, function: str, *batches: Array) -> Answer:
        """``function(batch)`` for each batch; the outputs in order."""
        return await self._on_batches(key, function, None, batches)

    async def fit(
        self,
        key: str,
        function: str,
        arguments: Sequence[Argument],
        batches: Sequence[Array],
    ) -> Answer:
        """``predict = function(*arguments)``; then ``predict(batch)`` for each."""
        return await self._on_batches(key, function, arguments, batches)

    async def apply(
        self, key: str, function: str | Function, *arguments: Argument
    ) -> Answer:
        """What ``function(*arguments)`` returns.

        Arrays by the keys of a dict, or "0", "1", ... for the parts of a tuple; strings
        under ``facts["words"]``, by the same keys.
        """
        named = isinstance(function, str)
        self._progress(say("asking {function}", function=function if named else key))
        items, arrays = _sent(arguments)
        callee = function if isinstance(function, str) else function.sent()
        probe = {"probe": "apply", "callee": callee, "arguments": items}
        return await self._ask(key, probe, arrays)

    async def fetch(self, key: str, variable: str) -> Answer:
        """A variable: arrays of a dict by its keys, one array, or a list of dicts."""
        return await self._ask(key, {"probe": "fetch", "name": variable})

    async def digests(
        self, key: str, variable: str, rows: Mapping[str, float], labels: Sequence[str]
    ) -> Answer:
        """Row digests (n, 16) of a dict's fields, at these scales; labels as is."""
        probe = {"probe": "digests", "name": variable}
        return await self._ask(key, {**probe, "rows": dict(rows), "labels": [*labels]})

    async def figures(self, key: str) -> Answer:
        """The lines and words of every axes that the notebook drew."""
        return await self._ask(key, {"probe": "figures"})

    async def facts(self) -> Answer:
        """What the kernel says of itself: for information, never for points."""
        return await self._ask("", {"probe": "facts"})

    @property
    def seconds(self) -> float:
        """Time spent in the student's functions so far."""
        return sum(answer.seconds for answer in self.answers.values())

    async def _on_batches(
        self,
        key: str,
        function: str,
        arguments: Sequence[Argument] | None,
        batches: Sequence[Array],
    ) -> Answer:
        self._progress(say("asking {function}", function=function))
        items, arrays = _sent(arguments or ())
        arrays |= {f"batch{i}": batch for i, batch in enumerate(batches)}
        probe = {
            "probe": "call",
            "name": function,
            "fit": arguments is not None,
            "arguments": items,
            "batches": [f"batch{i}" for i in range(len(batches))],
        }
        answer = await self._ask(key, probe, arrays)
        if answer.ok and list(answer.arrays) != [str(i) for i in range(len(batches))]:
            answer = Answer("absent", error="not one answer for each question")
            self.answers[key] = answer
        return answer

    async def _ask(
        self, key: str, probe: dict[str, Any], arrays: Mapping[str, Array] | None = None
    ) -> Answer:
        """Put one probe, and keep its answer; never raises for what a kernel does."""
        start = time.monotonic()
        if self._broken:
            answer = Answer("absent", error=self._broken)
        elif self._left_seconds <= 0:
            answer = Answer("interrupted", facts={"seconds": 0.0})
        else:
            try:
                answer = await self._exchange(probe, arrays or {})
            except (Unreadable, OSError, EOFError, frames.BadFrame) as error:
                self._broken = clean(f"{type(error).__name__}: {error}", 200)
                answer = Answer("absent", error=self._broken)
        seconds = time.monotonic() - start
        self._left_seconds -= seconds
        answer = Answer(
            answer.status, answer.arrays, answer.facts, answer.error, seconds
        )
        if key:
            self.answers[key] = answer
        return answer

    async def _exchange(
        self, probe: dict[str, Any], arrays: Mapping[str, Array]
    ) -> Answer:
        loop = asyncio.get_running_loop()
        if self._request == 0:
            self._discard_early_bytes()
        self._request += 1
        nonce = secrets.token_bytes(frames.NONCE_BYTES)
        named: list[tuple[str, frames.Value]] = [("probe", json.dumps(probe))]
        named += arrays.items()
        data = frames.message(self._request, nonce, named)
        limit = min(self._call_seconds, self._left_seconds)
        reply = asyncio.ensure_future(self._receive(nonce))
        try:
            await asyncio.wait_for(loop.sock_sendall(self._channel, data), limit)
            await asyncio.wait({reply}, timeout=limit)
            late = not reply.done()
            for _ in range(INTERRUPTS):
                if not reply.done():
                    await self._interrupt()
                    await asyncio.wait({reply}, timeout=GRACE_SECONDS)
            done = reply.done()
            if not done:
                self._broken = "an earlier function did not stop when interrupted"
            answer = _decoded(reply.result()) if done else Answer("interrupted")
            # Lightning makes a SystemExit of an interrupt: it was for want of time.
            if answer.status == "interrupted" or (late and answer.status == "raised"):
                return Answer("interrupted", facts={"seconds": limit})
            return answer
        except TimeoutError:
            raise Unreadable("it does not listen") from None
        finally:
            # Waited for: nobody may be reading when the channel is closed.
            reply.cancel()
            await asyncio.gather(reply, return_exceptions=True)

    def _discard_early_bytes(self) -> None:
        """A hostile kernel answers before it is asked: that is thrown away."""
        self._channel.setblocking(False)
        discarded = 0
        try:
            while chunk := self._channel.recv(1 << 16):
                discarded += len(chunk)
                if discarded > TOTAL_BYTES:
                    raise Unreadable("it floods the channel")
        except BlockingIOError:
            return

    async def _receive(self, nonce: bytes) -> list[frames.Frame]:
        received: list[frames.Frame] = []
        budget = min(ANSWER_BYTES, self._left_bytes)
        while not received or not received[-1].last:
            frame = await self._read_frame(budget)
            budget -= frames.HEADER.size + len(frame.name)
            budget -= (
                frame.value.nbytes
                if not isinstance(frame.value, str)
                else len(frame.value.encode("utf-8", "replace"))
            )
            if frame.request != self._request or frame.nonce != nonce:
                raise Unreadable("an answer to no question")
            if budget < 0 or len(received) == ANSWER_FRAMES:
                raise Unreadable("too long an answer")
            received.append(frame)
        self._left_bytes -= min(ANSWER_BYTES, self._left_bytes) - budget
        return received

    async def _read_frame(self, budget: int) -> frames.Frame:
        decoder = frames.decoding(max(budget, 0))
        need = next(decoder)
        try:
            while True:
                need = decoder.send(await self._read_exactly(need))
        except StopIteration as stop:
            frame: frames.Frame = stop.value
            return frame

    async def _read_exactly(self, count: int) -> bytes:
        loop = asyncio.get_running_loop()
        buffer = bytearray(count)
        view = memoryview(buffer)
        while view:
            got = await loop.sock_recv_into(self._channel, view)
            if not got:
                raise Unreadable("the kernel hung up")
            view = view[got:]
        return bytes(buffer)


def _sent(
    arguments: Sequence[Argument],
) -> tuple[list[dict[str, Any]], dict[str, Array]]:
    """Arguments as a probe names them, and the arrays that go with it."""
    items: list[dict[str, Any]] = []
    arrays: dict[str, Array] = {}
    for i, argument in enumerate(arguments):
        if isinstance(argument, np.ndarray):
            arrays[f"argument{i}"] = argument
            items.append({"array": f"argument{i}"})
        elif isinstance(argument, Function):
            items.append(argument.sent())
        else:
            items.append({"value": argument})
    return items, arrays


def _decoded(received: Sequence[frames.Frame]) -> Answer:
    head, *rest = received
    if head.name != "facts" or not isinstance(head.value, str):
        raise Unreadable("an answer without facts")
    facts = _facts(head.value)
    arrays = {clean(f.name, 200): f.value for f in rest if not isinstance(f.value, str)}
    if len(arrays) != len(rest):
        raise Unreadable("text among the arrays, or a name twice")
    status = facts.pop("status", None)
    if status not in ("ok", "missing", "raised", "interrupted", "unusable"):
        raise Unreadable("an answer without a status")
    return Answer(status, arrays, facts, _error_text(facts))


def _error_text(facts: Mapping[str, Any]) -> str:
    error = facts.get("error")
    if isinstance(error, dict):
        return f"{error.get('name', '')}: {error.get('message', '')}"[:500]
    return str(facts.get("found", ""))[:500]


def _facts(text: str) -> dict[str, Any]:
    """Parse JSON strictly: no NaN, no key twice, not too deep; strings are cleaned."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) != len(pairs):
            raise ValueError("a key twice")
        return dict(pairs)

    def refuse(constant: str) -> float:
        raise ValueError(constant)

    if len(text) > FACTS_BYTES:
        raise Unreadable("too many facts")
    try:
        facts = json.loads(text, object_pairs_hook=unique, parse_constant=refuse)
        if not isinstance(facts, dict):
            raise ValueError("not an object")
        cleaned: dict[str, Any] = _cleaned(facts)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"facts that are no JSON object ({error})") from None
    return cleaned


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value, 2_000)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {clean(key, 200): _cleaned(item) for key, item in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, int) and not -GREATEST <= value < GREATEST:
        return None
    return value
