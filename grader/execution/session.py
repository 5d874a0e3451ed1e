"""One kernel in one sandbox, from its start to the removal of its last file."""

from __future__ import annotations

import contextlib
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager

from grader.errors import GraderFault
from grader.messages import say
from grader.sandbox import Launch, Limits, Running, Sandbox
from grader.sandbox.interpreter import Interpreter
from grader.sandbox.provisioner import kernel_manager, provisioner_of

READY_SECONDS = 60


@dataclass(frozen=True)
class Session:
    """A kernel that is ready: how to talk to it, ask it, and stop it."""

    manager: AsyncKernelManager
    client: AsyncKernelClient
    running: Running
    channel: socket.socket

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
) -> AsyncIterator[Session]:
    """Start a kernel; whatever happens, nothing of it is left afterwards."""
    # Short: a Unix socket's path may have no more than 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="grade-"))
    ours, theirs = socket.socketpair()
    manager = kernel_manager(sandbox)
    try:
        launch = Launch(interpreter, folder, limits, theirs.fileno(), served, hidden)
        client = await _started(manager, launch)
        theirs.close()
        yield Session(manager, client, provisioner_of(manager).running, ours)
        client.stop_channels()
    finally:
        ours.close()
        theirs.close()
        if manager.provisioner is not None:
            await manager.provisioner.cleanup()
        manager.context.destroy(linger=0)
        shutil.rmtree(folder, ignore_errors=True)


async def _started(manager: AsyncKernelManager, launch: Launch) -> AsyncKernelClient:
    try:
        await manager.start_kernel(launch=launch)
        client = manager.client()
        client.allow_stdin = False
        client.start_channels()
        await client.wait_for_ready(timeout=READY_SECONDS)
    except (TimeoutError, RuntimeError, OSError) as error:
        started = manager.provisioner is not None and manager.provisioner.has_process
        last_words = provisioner_of(manager).running.complaint() if started else ""
        reason = (last_words.strip().splitlines() or [str(error)])[-1]
        raise GraderFault(
            say("The kernel did not start: {reason}", reason=reason),
            say("Run `grade doctor`; it tells what this machine lacks."),
        ) from error
    return client
