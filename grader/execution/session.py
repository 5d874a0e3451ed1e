"""One kernel in one sandbox, from its start to the removal of its last file."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from typing import Any

import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from zmq.utils.monitor import parse_monitor_message

from grader.errors import GraderFault, SandboxLost
from grader.messages import say
from grader.sandbox import Launch, Limits, Running, Sandbox
from grader.sandbox.interpreter import Interpreter
from grader.sandbox.provisioner import kernel_manager, provisioner_of
from grader.sandbox.rooms import made_room

READY_SECONDS = 60
PATIENCE_SECONDS = 1.0
KNOCKING_MS = 10
MESSAGE_BYTES = 16 << 20
HANGING_UP_SECONDS = 0.5
ENDING_SECONDS = 0.3


@dataclass(frozen=True)
class Session:
    """A kernel that is ready: how to talk to it, ask it, and stop it.

    ``severed`` is set where it was killed for a message over ``MESSAGE_BYTES``, and
    ``hung_up`` where it was killed because it speaks to nobody any more.
    """

    manager: AsyncKernelManager
    client: AsyncKernelClient
    running: Running
    channel: socket.socket
    severed: asyncio.Event
    hung_up: asyncio.Event

    async def interrupt(self) -> None:
        self.running.interrupt()

    def open_channel(self) -> None:
        """Have the kernel listen to probes; what it prints is no longer heard."""
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
    # A larger message never gets into our memory: ZeroMQ hangs up, for good.
    manager.context.setsockopt(zmq.MAXMSGSIZE, MESSAGE_BYTES)
    # We begin to knock before the kernel listens; by default every 0.1 s.
    manager.context.setsockopt(zmq.RECONNECT_IVL, KNOCKING_MS)
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
        client = await _started(manager, sandbox, launch, leaving)
        theirs.close()
        running = provisioner_of(manager).running
        session = Session(
            manager, client, running, ours, asyncio.Event(), asyncio.Event()
        )
        for channel in (client.shell_channel, client.iopub_channel):
            watch = _end_when_unheard(channel.socket, session)
            leaving.push_async_callback(_cancel, asyncio.ensure_future(watch))
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
) -> AsyncKernelClient:
    try:
        await manager.start_kernel(launch=launch, sandbox=sandbox)
        client = manager.client(context=manager.context)
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
    return client


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


async def _end_when_unheard(jupyter: zmq.asyncio.Socket, session: Session) -> None:
    """Kill a kernel that nobody can hear any more.

    ZeroMQ hangs up on a message that is too large, and does not call again; where the
    other side hung up, it does.
    """
    monitor = jupyter.get_monitor_socket(
        zmq.EVENT_DISCONNECTED | zmq.EVENT_CONNECT_RETRIED | zmq.EVENT_CONNECTED
    )
    try:
        event = None
        while event != zmq.EVENT_DISCONNECTED:
            event = parse_monitor_message(await monitor.recv_multipart())["event"]
        calls_again = await monitor.poll(1000 * HANGING_UP_SECONDS)
        # A kernel that ends by itself hangs up as well.
        await asyncio.sleep(ENDING_SECONDS if calls_again else 0)
        if session.running.poll() is None:
            (session.hung_up if calls_again else session.severed).set()
            session.running.kill()
    finally:
        if not jupyter.closed:
            jupyter.disable_monitor()
        monitor.close(linger=0)


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait({task})


async def _end(manager: AsyncKernelManager) -> None:
    if manager.provisioner is not None:
        await manager.provisioner.cleanup()
