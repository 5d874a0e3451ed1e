"""Between a kernel's sockets and ours: counts what comes before ZeroMQ holds it.

ZeroMQ bounds a frame. But a message has any number of frames and is handed out whole:
until its last one has come, all of it lies in our memory. So ZeroMQ speaks to a relay,
which reads the kernel's bytes as what they are, the frames of ZMTP 3
(https://rfc.zeromq.org/spec/23), and passes on what keeps within the bounds.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

MESSAGE_BYTES = 16 << 20
ALL_BYTES = 48 << 20
ALL_MESSAGES = 100_000
ENVELOPE_BYTES = 4 << 10
"""So much of each message is free: ZeroMQ holds a thousand unread, and no more."""
FRAME_BYTES = 128
"""What a frame costs besides what is in it: there may be nothing in it."""
GREETING = (10, 1, 53)
"""Each side waits for the other's signature, and then for its version."""
MORE, LARGE, COMMAND = 1, 2, 4
CHUNK = 1 << 16
KNOCKING_SECONDS = 0.01

Address = str | tuple[str, int]
"""The path of a Unix socket, or a host and a port."""


class TooMuch(Exception):  # noqa: N818  # the name says it
    """A kernel announces more than it may send."""


@dataclass
class Allowance:
    """What one kernel may still send, on all its channels together."""

    bytes: int
    messages: int

    def begin_message(self) -> None:
        self.messages -= 1
        if self.messages < 0:
            raise TooMuch

    def grow_message(self, before: int, after: int) -> None:
        """A message of ``before`` bytes is about to have ``after``."""
        self.bytes -= max(0, after - ENVELOPE_BYTES) - max(0, before - ENVELOPE_BYTES)
        if self.bytes < 0 or after > MESSAGE_BYTES:
            raise TooMuch


def whole_allowance() -> Allowance:
    return Allowance(ALL_BYTES, ALL_MESSAGES)


@contextlib.contextmanager
def listening(address: Address) -> Iterator[socket.socket]:
    """Where ZeroMQ calls, instead of calling the kernel."""
    with _socket(address) as made:
        made.bind(address)
        made.listen(1)
        yield made


async def carry(listener: socket.socket, kernel: Address, left: Allowance) -> None:
    """Carry one channel, both ways, until a side hangs up.

    ``TooMuch`` before more comes than may; ``EOFError`` or ``OSError`` where it is the
    kernel that hangs up, or speaks another protocol.
    """
    loop = asyncio.get_running_loop()
    async with contextlib.AsyncExitStack() as leaving:
        called = await _called(kernel)
        from_kernel, to_kernel = await leaving.enter_async_context(_streams(called))
        caller, _ = await loop.sock_accept(listener)
        from_us, to_us = await leaving.enter_async_context(_streams(caller))
        ways = (_copy(from_us, to_kernel), _count(from_kernel, to_us, left))
        tasks = [asyncio.ensure_future(way) for way in ways]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            task.result()


async def _called(kernel: Address) -> socket.socket:
    """A connection to the kernel, which may take its time until it listens."""
    while True:
        made = _socket(kernel)
        try:
            await asyncio.get_running_loop().sock_connect(made, kernel)
        except OSError:
            made.close()
            await asyncio.sleep(KNOCKING_SECONDS)
        except BaseException:
            made.close()
            raise
        else:
            return made


def _socket(address: Address) -> socket.socket:
    pathname = isinstance(address, str)
    made = socket.socket(socket.AF_UNIX if pathname else socket.AF_INET)
    made.setblocking(False)
    return made


@contextlib.asynccontextmanager
async def _streams(
    connected: socket.socket,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection(sock=connected)
    try:
        yield reader, writer
    finally:
        # What nobody reads any more is thrown away.
        writer.transport.abort()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(CHUNK):
        writer.write(chunk)
        await writer.drain()


async def _count(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, left: Allowance
) -> None:
    """Pass on the greeting, and then message by message."""
    for size in GREETING:
        part = await reader.readexactly(size)
        # Older versions frame what follows in other ways, and ZeroMQ knows them all.
        if size == 10 and (part[0] != 0xFF or not part[9] & 1):
            raise EOFError("no version 3")
        if size == 1 and part[0] < 3:
            raise EOFError("no version 3")
        writer.write(part)
    while True:
        left.begin_message()
        await _pass_message(reader, writer, left)


async def _pass_message(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, left: Allowance
) -> None:
    """All frames of one message. A command is none, wherever it comes."""
    size = 0
    waiting = bytearray()
    more = True
    while more:
        flags = await reader.readexactly(1)
        length = await reader.readexactly(8 if flags[0] & LARGE else 1)
        rest = int.from_bytes(length)
        left.grow_message(size, size + rest + FRAME_BYTES)
        size += rest + FRAME_BYTES
        more = bool(flags[0] & (MORE | COMMAND))
        waiting += flags + length
        while rest:
            chunk = await reader.read(min(rest, CHUNK))
            if not chunk:
                raise EOFError("in the middle of a message")
            rest -= len(chunk)
            waiting += chunk
            if len(waiting) >= CHUNK:
                writer.write(waiting)
                waiting = bytearray()
                await writer.drain()
        if flags[0] & COMMAND:  # an answer may be waited for
            writer.write(waiting)
            waiting = bytearray()
    writer.write(waiting)
    await writer.drain()
