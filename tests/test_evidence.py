"""The examiner against a peer that says whatever the test wants it to say."""

from __future__ import annotations

import asyncio
import json
import socket
import tracemalloc
from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np
import pytest

from grader import evidence
from grader.evidence import NOT_ASKED, Answer, Evidence, Examiner, Function
from grader.execution import Execution
from grader.inside import frames

OK = json.dumps({"status": "ok"})
X = np.arange(3.0)

Peer = Callable[["Line"], Awaitable[None]]
Asking = Callable[[Examiner], Awaitable[Any]]


class Line:
    """The kernel's end: reads what is asked, sends any bytes."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        channel.setblocking(False)
        self.interrupts = asyncio.Event()
        self.request, self.nonce = 0, bytes(16)

    async def question(self) -> list[frames.Frame]:
        """The next question; its request and nonce are remembered."""
        received: list[frames.Frame] = []
        while not received or not received[-1].last:
            decoder = frames.decoding(1 << 28)
            need = next(decoder)
            try:
                while True:
                    need = decoder.send(await self._read(need))
            except StopIteration as stop:
                received.append(stop.value)
        self.request, self.nonce = received[0].request, received[0].nonce
        return received

    async def send(self, data: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self._channel, data)

    async def answer(self, *named: tuple[str, frames.Value]) -> None:
        await self.send(frames.message(self.request, self.nonce, named))

    def close(self) -> None:
        self._channel.close()

    async def _read(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            loop = asyncio.get_running_loop()
            chunk = await loop.sock_recv(self._channel, count - len(data))
            if not chunk:
                raise EOFError
            data += chunk
        return data


def examined(
    peer: Peer, ask: Asking, call_seconds: float = 5, total_seconds: float = 10
) -> Examiner:
    """An examiner after it has asked this peer."""

    async def journey() -> Examiner:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            line = Line(theirs)

            async def interrupt() -> None:
                line.interrupts.set()

            examiner = Examiner(ours, interrupt, call_seconds, total_seconds)
            answering = asyncio.ensure_future(peer(line))
            await ask(examiner)
            answering.cancel()
            await asyncio.gather(answering, return_exceptions=True)
            return examiner

    return asyncio.run(journey(), debug=False)


async def ask_twice(examiner: Examiner) -> None:
    await examiner.call("one", "f", X)
    await examiner.call("two", "f", X)


def answers(peer: Peer, **seconds: float) -> tuple[Answer, Answer]:
    """What two calls with one batch each were answered."""
    found = examined(peer, ask_twice, **seconds).answers
    return found["one"], found["two"]


def always(*named: tuple[str, frames.Value]) -> Peer:
    async def peer(line: Line) -> None:
        while True:
            await line.question()
            await line.answer(*named)

    return peer


def test_an_answer_is_kept_under_its_key() -> None:
    """Arrays come in order, with the time that they took."""
    one, two = answers(always(("facts", OK), ("0", X)))
    assert one.ok
    assert two.ok
    assert (one.batches()[0] == X).all()
    assert 0 < one.seconds < 1


def test_what_was_never_asked_is_absent() -> None:
    """Evidence has an answer to every key, most of them none."""
    found = Evidence(Execution((), "completed", True), {"a": Answer("ok")})
    assert found["a"].ok
    assert found["b"] == NOT_ASKED


def test_a_question_carries_its_arrays_and_nothing_else() -> None:
    """What is asked names the function, the batches and plain arguments."""
    seen: list[list[frames.Frame]] = []

    async def peer(line: Line) -> None:
        seen.append(await line.question())
        await line.answer(("facts", OK), ("0", X))

    async def ask(examiner: Examiner) -> None:
        await examiner.fit("key", "fit", (X, (8, 8), 3, 0.5), [X])

    examined(peer, ask)
    ((head, *arrays),) = seen
    assert json.loads(str(head.value)) == {
        "probe": "call",
        "name": "fit",
        "fit": True,
        "arguments": [
            *({"array": "argument0"}, {"value": [8, 8]}, {"value": 3}, {"value": 0.5})
        ],
        "batches": ["batch0"],
    }
    assert {array.name for array in arrays} == {"batch0", "argument0"}


def test_a_function_is_sent_as_its_source() -> None:
    """With the modules and names that it uses; arrays go along by their names."""
    seen: list[list[frames.Frame]] = []

    async def peer(line: Line) -> None:
        seen.append(await line.question())
        await line.answer(("facts", OK), ("value", X))

    async def ask(examiner: Examiner) -> None:
        f = Function("def f(x):\n    return m.sin(x)", {"m": "torch"}, ("student",))
        await examiner.apply("key", "grad", f, X, "a word")
        assert [*examiner.answers["key"].arrays] == ["value"]

    examined(peer, ask)
    ((head, *arrays),) = seen
    sent = {
        "function": "def f(x):\n    return m.sin(x)",
        "modules": {"m": "torch"},
        "names": ["student"],
    }
    assert json.loads(str(head.value)) == {
        "probe": "apply",
        "callee": "grad",
        "arguments": [sent, {"array": "argument1"}, {"value": "a word"}],
    }
    assert [array.name for array in arrays] == ["argument1"]


FACTS_THAT_ARE_NONE = {
    "not JSON": "{",
    "no object": "[]",
    "no status": "{}",
    "another status": '{"status": "perfect"}',
    "a list for a status": '{"status": ["ok"]}',
    "NaN": '{"status": "ok", "x": NaN}',
    "a key twice": '{"status": "ok", "status": "ok"}',
    "too deep": '{"status": "ok", "x": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "a long number": '{"status": "ok", "x": ' + "9" * 5000 + "}",
    "too many": json.dumps({"status": "ok", "x": "y" * (evidence.FACTS_BYTES)}),
}


@pytest.mark.parametrize("kind", FACTS_THAT_ARE_NONE)
def test_facts_are_parsed_strictly(kind: str) -> None:
    """Facts that are no plain JSON object break the channel, and nothing else."""
    one, two = answers(always(("facts", FACTS_THAT_ARE_NONE[kind]), ("0", X)))
    assert one.status == two.status == "absent"
    assert one.error != ""


def test_facts_are_cleaned() -> None:
    """Controls, infinities and numbers too great for anyone are taken out."""
    facts = json.dumps(
        {
            "status": "raised",
            "error": {"name": "\x1b[31mE", "message": "a\u202eb" + "x" * 9999},
            "x\x00": [float(1), 10**400, -(10**30), True, None, "\ud800"],
        }
    ).replace("1.0", "1e999")
    one, _ = answers(always(("facts", facts)))
    assert one.status == "raised"
    assert one.error.startswith("E: abxxx")
    assert len(one.error) == 500
    assert one.facts["x"] == [None, None, None, True, None, ""]


@pytest.mark.parametrize(
    "named",
    [
        [("0", X)],
        [("facts", X), ("0", X)],
        [("facts", OK), ("0", "text")],
        [("facts", OK), ("0", X), ("0", X)],
        [("facts", OK)],
        [("facts", OK), ("1", X)],
        [("facts", OK), ("0", X), ("1", X)],
    ],
    ids=["no facts", "array", "text", "twice", "none", "other", "too many"],
)
def test_an_answer_has_what_was_asked_for(named: list[tuple[str, Any]]) -> None:
    """One array for each batch and nothing else; or there is no answer."""
    one, _ = answers(always(*named))
    assert one.status == "absent"


def test_what_comes_before_the_first_question_is_thrown_away() -> None:
    """A kernel that answers early has said nothing."""

    async def peer(line: Line) -> None:
        while True:
            await line.question()
            await line.answer(("facts", OK), ("0", X))

    async def journey() -> dict[str, Answer]:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            theirs.setblocking(False)
            theirs.send(b"x" * 100_000)
            line = Line(theirs)

            async def interrupt() -> None:
                pytest.fail("nobody was late")

            examiner = Examiner(ours, interrupt, 5, 10)
            answering = asyncio.ensure_future(peer(line))
            await ask_twice(examiner)
            answering.cancel()
            await asyncio.gather(answering, return_exceptions=True)
            return examiner.answers

    found = asyncio.run(journey())
    assert found["one"].ok
    assert found["two"].ok


def test_a_replayed_answer_is_none() -> None:
    """Every question has a nonce of its own, and answers have to say it."""
    kept: list[bytes] = []

    async def peer(line: Line) -> None:
        while True:
            await line.question()
            named: list[tuple[str, frames.Value]] = [("facts", OK), ("0", X)]
            kept.append(frames.message(line.request, line.nonce, named))
            await line.send(kept[0])

    one, two = answers(peer)
    assert one.ok
    assert two.status == "absent"


@pytest.mark.parametrize("wrong", ["request", "nonce"])
def test_an_answer_to_another_question_is_none(wrong: str) -> None:
    """Neither a guessed number nor a guessed nonce is enough."""

    async def peer(line: Line) -> None:
        await line.question()
        request = line.request + (wrong == "request")
        nonce = bytes(16) if wrong == "nonce" else line.nonce
        await line.send(frames.message(request, nonce, [("facts", OK), ("0", X)]))

    one, two = answers(peer)
    assert one.status == two.status == "absent"


def test_a_claim_of_size_is_not_believed() -> None:
    """A frame that announces more than may come is refused before it is allocated."""

    async def peer(line: Line) -> None:
        await line.question()
        head = frames.HEADER.pack(
            *(frames.MAGIC, line.request, line.nonce, 1, 2, 1, 0, 1 << 40)
        )
        await line.send(head)

    tracemalloc.start()
    try:
        one, _ = answers(peer)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert one.status == "absent"
    assert "at most" in one.error
    assert peak < 8 << 20


def test_small_frames_have_an_end() -> None:
    """Frames without a payload are counted: each takes memory when it is read."""

    async def peer(line: Line) -> None:
        await line.question()
        empty = frames.Frame(line.request, line.nonce, "x", np.zeros(0), False)
        await line.send(frames.encode(empty) * (evidence.ANSWER_FRAMES + 1))

    one, _ = answers(peer)
    assert one.status == "absent"
    assert "too long" in one.error


def test_all_answers_together_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes are counted over all answers of a submission."""
    monkeypatch.setattr(evidence, "TOTAL_BYTES", 10_000)
    one, two = answers(always(("facts", OK), ("0", np.zeros(1000))))
    assert one.ok
    assert two.status == "absent"


def test_a_peer_that_hangs_up_is_absent_at_once() -> None:
    """Nothing is waited for when nobody is there."""

    async def peer(line: Line) -> None:
        await line.question()
        line.close()

    one, two = answers(peer)
    assert one.status == two.status == "absent"
    assert one.seconds < 1


def test_a_peer_that_is_gone_before_the_question_is_absent() -> None:
    """A kernel that closed its end earlier is found out quietly."""

    async def peer(line: Line) -> None:
        line.close()

    async def ask(examiner: Examiner) -> None:
        await asyncio.sleep(0.05)
        await ask_twice(examiner)

    found = examined(peer, ask).answers
    assert found["one"].status == "absent"


def test_a_peer_that_reads_nothing_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A question that nobody takes is not waited for beyond its time."""
    monkeypatch.setattr(evidence, "GRACE_SECONDS", 0.1)

    async def peer(line: Line) -> None:
        await asyncio.sleep(60)

    async def ask(examiner: Examiner) -> None:
        await examiner.call("large", "f", np.zeros(1_000_000))

    found = examined(peer, ask, call_seconds=0.2).answers["large"]
    assert found.status == "absent"
    assert found.seconds < 2


def test_a_late_answer_is_interrupted() -> None:
    """When the time is over the peer is interrupted, and its words still count."""

    async def peer(line: Line) -> None:
        await line.question()
        await line.interrupts.wait()
        await line.answer(("facts", json.dumps({"status": "interrupted"})))
        await line.question()
        await line.answer(("facts", OK), ("0", X))

    one, two = answers(peer, call_seconds=0.2)
    assert one.status == "interrupted"
    assert one.facts == {"seconds": 0.2}
    assert 0.15 < one.seconds < 2
    assert two.ok


def test_a_late_error_is_want_of_time() -> None:
    """Lightning turns an interrupt into a SystemExit; other code may raise others."""

    async def peer(line: Line) -> None:
        await line.question()
        await line.interrupts.wait()
        error = {"name": "SystemExit", "message": "1"}
        facts = json.dumps({"status": "raised", "error": error})
        await line.answer(("facts", facts))
        await line.question()
        await line.answer(("facts", OK), ("0", X))

    one, two = answers(peer, call_seconds=0.2)
    assert one.status == "interrupted"
    assert one.facts == {"seconds": 0.2}
    assert two.ok


def test_an_answer_in_the_last_moment_counts() -> None:
    """An answer that crossed with the interrupt is an answer."""

    async def peer(line: Line) -> None:
        await line.question()
        await line.interrupts.wait()
        await line.answer(("facts", OK), ("0", X))
        await line.question()
        await line.answer(("facts", OK), ("0", X))

    one, two = answers(peer, call_seconds=0.2)
    assert one.ok
    assert two.ok


def test_a_peer_deaf_to_interrupts_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It was interrupted, twice, in vain: nothing more is asked."""
    monkeypatch.setattr(evidence, "GRACE_SECONDS", 0.1)

    async def peer(line: Line) -> None:
        await line.question()
        await asyncio.sleep(60)

    one, two = answers(peer, call_seconds=0.1)
    assert one.status == "interrupted"
    assert two.status == "absent"
    assert two.seconds < 0.1


def test_time_is_counted_over_all_questions() -> None:
    """When all of it is used, the rest is not asked."""

    async def peer(line: Line) -> None:
        while True:
            await line.question()
            await asyncio.sleep(0.2)
            await line.answer(("facts", OK), ("0", X))

    async def ask(examiner: Examiner) -> None:
        for number in range(4):
            await examiner.call(str(number), "f", X)

    found = examined(peer, ask, call_seconds=1, total_seconds=0.3)
    statuses = [answer.status for answer in found.answers.values()]
    assert statuses[0] == "ok"
    assert statuses[2:] == ["interrupted", "interrupted"]
    assert found.answers["3"].facts == {"seconds": 0}
    assert found.seconds >= 0.3


def test_facts_of_the_kernel_are_nobodys_answer() -> None:
    """What a kernel says of itself is returned, and kept under no key."""
    told: list[Answer] = []

    async def ask(examiner: Examiner) -> None:
        told.append(await examiner.facts())

    facts = json.dumps({"status": "ok", "device": "cpu"})
    found = examined(always(("facts", facts)), ask)
    assert told[0].facts["device"] == "cpu"
    assert found.answers == {}


def test_cancelled_in_the_middle_it_leaves_nothing_running(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nobody reads from the channel when it is closed."""

    async def journey() -> int:
        ours, theirs = socket.socketpair()
        with ours, theirs:

            async def interrupt() -> None:
                pytest.fail("nobody was late")

            examiner = Examiner(ours, interrupt, 5, 10)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(examiner.call("one", "f", X), 0.1)
            return len(asyncio.all_tasks())

    assert asyncio.run(journey()) == 1
    assert caplog.messages == []
