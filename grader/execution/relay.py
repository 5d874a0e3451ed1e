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
from pathlib import Path

MESSAGE_BYTES = 16 << 20
ALL_BYTES = 48 << 20
ALL_MESSAGES = 100_000
ENVELOPE_BYTES = 4 << 10
"""So much of each message is free: ZeroMQ holds a thousand unread, and no more."""
FRAME_BYTES = 128
"""What a frame costs besides what is in it: there may be nothing in it."""
SIGNATURE, VERSION, GREETING = b"\xff" + bytes(8) + b"\x7f", 3, 64
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


class Meter:
    """Follows the bytes of one channel: a greeting, and then frames."""

    def __init__(self, left: Allowance) -> None:
        self._left = left
        self._greeted = False
        self._head = bytearray()
        self._skipped = 0  # bytes to come that say nothing
        self._size = 0  # of the message so far

    def feed(self, data: bytes) -> None:
        """``TooMuch`` or ``EOFError`` where these bytes are not to be passed on."""
        place = 0
        while place < len(data):
            if self._skipped:
                step = min(self._skipped, len(data) - place)
                self._skipped -= step
                place += step
                continue
            missing = self._length_of_head() - len(self._head)
            self._head += data[place : place + missing]
            place += missing
            if len(self._head) == self._length_of_head():
                self._begin_frame() if self._greeted else self._greet()
                self._head.clear()

    def _length_of_head(self) -> int:
        if not self._greeted:
            return len(SIGNATURE) + 1
        return 9 if self._head and self._head[0] & LARGE else 2

    def _greet(self) -> None:
        """Older versions frame otherwise, and ZeroMQ understands them all."""
        first, *_, last, version = self._head
        if first != SIGNATURE[0] or not last & 1 or version < VERSION:
            raise EOFError("no version 3")
        self._greeted, self._skipped = True, GREETING - len(self._head)

    def _begin_frame(self) -> None:
        flags, length = self._head[0], int.from_bytes(self._head[1:])
        if not self._size:
            self._left.begin_message()
        grown = self._size + length + FRAME_BYTES
        self._left.grow_message(self._size, grown)
        # A command is no end of a message, wherever it comes.
        self._size = grown if flags & (MORE | COMMAND) else 0
        self._skipped = length


@contextlib.contextmanager
def listening(path: Path) -> Iterator[socket.socket]:
    """Where ZeroMQ calls, instead of calling the kernel."""
    with _socket(str(path)) as made:
        made.bind(str(path))
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
    meter = Meter(left)
    while chunk := await reader.read(CHUNK):
        meter.feed(chunk)
        writer.write(chunk)
        await writer.drain()
    raise EOFError("the kernel hung up")
