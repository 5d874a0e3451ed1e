"""What a relay passes on of what a kernel sends, and where it stops."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import zmq
import zmq.asyncio

from grader.execution import relay
from grader.execution.relay import Allowance, TooMuch

SIGNATURE = b"\xff" + bytes(8) + b"\x7f"
GREETING = SIGNATURE + b"\x03" + bytes(53)
PARTS = [b"", b"x", b"y" * 255, b"z" * 256, b"w" * 1_000_000]


@contextlib.asynccontextmanager
async def carried(
    kernel: Path, folder: Path, left: Allowance
) -> AsyncIterator[asyncio.Task[None]]:
    """A relay that listens at ``folder``/ours."""
    with relay.listening(folder / "ours") as listener:
        task = asyncio.ensure_future(relay.carry(listener, str(kernel), left))
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.wait({task})


def test_messages_come_as_they_were_sent(tmp_path: Path) -> None:
    """Both ways, whatever the sizes of their parts."""

    async def journey() -> None:
        left = Allowance(2_000_000, 3)
        with zmq.asyncio.Context() as context:
            kernel, ours = context.socket(zmq.ROUTER), context.socket(zmq.DEALER)
            kernel.bind(f"ipc://{tmp_path}/kernel")
            async with carried(tmp_path / "kernel", tmp_path, left):
                ours.connect(f"ipc://{tmp_path}/ours")
                await ours.send_multipart(PARTS)
                who, *received = await kernel.recv_multipart()
                assert received == PARTS
                await kernel.send_multipart([who, *PARTS])
                assert await ours.recv_multipart() == PARTS
            context.destroy(linger=0)
        assert left.bytes < 2_000_000 - 990_000

    asyncio.run(asyncio.wait_for(journey(), 10))


def told(tmp_path: Path, sent: bytes, left: Allowance) -> None:
    """Have a kernel send these bytes, and hang up; raises what the relay raises."""

    async def journey() -> None:
        loop = asyncio.get_running_loop()
        with relay.listening(tmp_path / "kernel") as kernel:
            async with carried(tmp_path / "kernel", tmp_path, left) as task:
                with socket.socket(socket.AF_UNIX) as ours:
                    ours.connect(str(tmp_path / "ours"))
                    called, _ = await loop.sock_accept(kernel)
                    with called, contextlib.suppress(OSError):
                        await loop.sock_sendall(called, sent)
                    await task

    asyncio.run(asyncio.wait_for(journey(), 10))


@pytest.mark.parametrize(
    "sent",
    [
        b"\x02" + (1 << 40).to_bytes(8),
        (b"\x03" + (10_000).to_bytes(8) + bytes(10_000)) * 20,
        b"\x01\x00" * 20_000,
        b"\x04\x00" * 20_000,
        b"\x00\x00" * 11,
    ],
    ids=["one frame", "many frames", "empty frames", "commands", "messages"],
)
def test_too_much_is_stopped(tmp_path: Path, sent: bytes) -> None:
    """However it is cut into pieces."""
    with pytest.raises(TooMuch):
        told(tmp_path, GREETING + sent, Allowance(100_000, 10))


@pytest.mark.parametrize(
    "sent",
    [
        b"\x01\x00" + bytes(62),
        SIGNATURE + b"\x01" + bytes(53),
        GREETING + b"\x00\x05hello",
        GREETING + b"\x00\x05he",
        b"",
    ],
    ids=["no signature", "version 2", "complete", "cut off", "nothing"],
)
def test_the_end_of_a_kernel_is_told(tmp_path: Path, sent: bytes) -> None:
    """And so is a protocol that cannot be counted."""
    with pytest.raises(EOFError):
        told(tmp_path, sent, Allowance(1_000_000, 10))
