"""One kernel in one sandbox, from its start to the removal of its last file."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from typing import Any

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager

from grader.errors import GraderFault, SandboxLost
from grader.execution import relay
from grader.messages import say
from grader.sandbox import Launch, Limits, Running, Sandbox
from grader.sandbox.interpreter import Interpreter
from grader.sandbox.provisioner import kernel_manager, provisioner_of
from grader.sandbox.rooms import made_room

READY_SECONDS = 60
PATIENCE_SECONDS = 1.0
ENDING_SECONDS = 0.3
READ_BYTES = 4 << 20
READ_VALUES = 500_000
CHANNELS = ("shell_port", "iopub_port")
"""Those that we listen to: for replies, and last for outputs."""


@dataclass(frozen=True)
class Session:
    """A kernel that is ready: how to talk to it, ask it, and stop it.

    ``severed`` is set where it was killed because it sent more than it may, and
    ``hung_up`` where it speaks to nobody any more, or so that nobody understands.
    """

    manager: AsyncKernelManager
    client: AsyncKernelClient
    running: Running
    channel: socket.socket
    severed: asyncio.Event
    hung_up: asyncio.Event
    listening: asyncio.Task[None]
    """Carries its outputs; to be cancelled before anybody stops to listen."""

    async def interrupt(self) -> None:
        self.running.interrupt()

    def open_channel(self) -> None:
        """Have the kernel listen to probes; what it prints is no longer heard."""
        self.listening.cancel()
        self.client.iopub_channel.stop()
        message = self.client.session.msg("grader_probes")
        self.client.shell_channel.send(message)


@contextlib.asynccontextmanager
async def kernel_session(
    sandbox: Sandbox,
    interpreter: Interpreter,
    limits: Limits,
    served: Path | None,
    hidden: tuple[Path, ...],
    imports: frozenset[str] = frozenset(),
    devices: tuple[Path, ...] = (),
) -> AsyncIterator[Session]:
    """Start a kernel; whatever happens, nothing of it is left afterwards.

    ``SandboxLost`` where it did not end by itself, but with what it lived in.
    """
    manager = kernel_manager(sandbox)
    # We call before the kernel listens; by default ZeroMQ waits half as long.
    manager.context.setsockopt(zmq.HANDSHAKE_IVL, 1000 * READY_SECONDS)
    ours, theirs = socket.socketpair()
    async with contextlib.AsyncExitStack() as leaving:
        folder = leaving.enter_context(made_room(sandbox.rooms))
        leaving.callback(manager.context.destroy, linger=0)
        leaving.push_async_callback(_end, manager)
        leaving.callback(theirs.close)
        leaving.callback(ours.close)
        launch = Launch(
            *(interpreter, folder, limits, theirs.fileno(), served, hidden),
            *(imports, devices),
        )
        client, carried = await _started(manager, sandbox, launch, leaving)
        theirs.close()
        running = provisioner_of(manager).running
        severed, hung_up = asyncio.Event(), asyncio.Event()
        watches = [
            asyncio.ensure_future(_end_when_unheard(one, running, severed, hung_up))
            for one in carried
        ]
        leaving.push_async_callback(_cancel, *watches)
        session = Session(manager, client, running, ours, severed, hung_up, watches[-1])
        yield session
        # Only when it is buried is it known whether it ended with what it lived in.
        await asyncio.to_thread(running.kill)
        if running.lost:
            raise _lost()


async def _started(
    manager: AsyncKernelManager,
    sandbox: Sandbox,
    launch: Launch,
    leaving: contextlib.AsyncExitStack,
) -> tuple[AsyncKernelClient, list[asyncio.Task[None]]]:
    """A client that the kernel has answered, and what carries its channels."""
    try:
        await manager.start_kernel(launch=launch, sandbox=sandbox)
        client = manager.client(context=manager.context)
        carried = _relayed(client, leaving)
        client.session.unpack = _cautious(client.session.unpack)
        leaving.callback(client.shell_channel.stop)
        leaving.callback(client.iopub_channel.stop)
        # Nobody answers an input(): without stdin it is refused at once.
        client.start_channels(stdin=False, hb=False, control=False)
        await asyncio.wait_for(_ready(manager, client), READY_SECONDS)
    except (TimeoutError, RuntimeError, OSError, zmq.ZMQError) as error:
        started = manager.provisioner is not None and manager.provisioner.has_process
        if started and provisioner_of(manager).running.lost:
            raise _lost() from error
        last_words = provisioner_of(manager).running.complaint() if started else ""
        reason = (last_words.strip().splitlines() or [str(error)])[-1]
        raise GraderFault(
            say("The kernel did not start: {reason}", reason=reason),
            say("Run `grade doctor`; it tells what this machine lacks."),
        ) from error
    return client, carried


def _relayed(
    client: AsyncKernelClient, leaving: contextlib.AsyncExitStack
) -> list[asyncio.Task[None]]:
    """Have the client call relays, where no kernel can reach them.

    Always at paths, in a room of ours: a free port may be one that the kernel was
    promised, and has not taken yet.
    """
    left = relay.whole_allowance()
    room = leaving.enter_context(made_room())
    pathname, place = client.transport == "ipc", client.ip
    carried = []
    for name in CHANNELS:
        port = getattr(client, name)
        kernel: relay.Address = f"{place}-{port}" if pathname else (place, port)
        listener = leaving.enter_context(relay.listening(room / f"s-{port}"))
        carried.append(asyncio.ensure_future(relay.carry(listener, kernel, left)))
    client.transport, client.ip = "ipc", f"{room}/s"
    leaving.push_async_callback(_cancel, *carried)
    return carried


def _cautious(unpack: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
    """Decode no part of a message that is large, or grows large as it is decoded.

    An empty list takes three bytes in there and seventy here. Outputs are dropped
    anyway; a reply that is not read is that of a cell that failed.
    """

    def unpacked(text: bytes) -> Any:
        values = sum(text.count(mark) for mark in (b",", b":", b"[", b"{"))
        read = len(text) <= READ_BYTES and values <= READ_VALUES
        return unpack(text) if read else {"status": "error"}

    return unpacked


def _lost() -> SandboxLost:
    return SandboxLost(
        say("The process that kernels are forked from has ended."),
        say("Grade the notebook again; with --sandbox bwrap there is no such process."),
    )


async def _ready(manager: AsyncKernelManager, client: AsyncKernelClient) -> None:
    """Return when the kernel answers, and is heard on the channel of its outputs.

    jupyter_client's own ``wait_for_ready`` sits out 0.2 s of silence afterwards.
    """
    answered = heard = False
    while not (answered and heard):
        if not answered:
            client.kernel_info()
            answered = await _hears(client.shell_channel)
        # A kernel greets whoever begins to listen to its outputs.
        heard = heard or await _hears(client.iopub_channel)
        if not await manager.is_alive():
            raise RuntimeError("it ended before it was ready")


async def _hears(channel: Any) -> bool:
    with contextlib.suppress(Empty):
        await channel.get_msg(timeout=PATIENCE_SECONDS)
        return True
    return False


async def _end_when_unheard(
    carried: asyncio.Task[None],
    running: Running,
    severed: asyncio.Event,
    hung_up: asyncio.Event,
) -> None:
    """Kill a kernel that nobody can hear any more."""
    why = hung_up
    try:
        await carried
    except relay.TooMuch:
        why = severed
    except (EOFError, OSError):
        # A kernel that ends by itself hangs up as well.
        await asyncio.sleep(ENDING_SECONDS)
    if running.poll() is None:
        why.set()
        running.kill()


async def _cancel(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _end(manager: AsyncKernelManager) -> None:
    if manager.provisioner is not None:
        await manager.provisioner.cleanup()
