"""The kernel provisioner: what Jupyter's own tools see of a sandbox."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import tempfile
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from jupyter_client.manager import AsyncKernelManager
from kernels import SMALL, this_python

from grader.sandbox import Launch, Sandbox
from grader.sandbox.provisioner import (
    SandboxProvisioner,
    kernel_manager,
    provisioner_of,
)
from grader.sandbox.unwalled import Unwalled

pytestmark = pytest.mark.usefixtures("nothing_left")


def test_it_is_registered() -> None:
    """Jupyter finds the provisioner by its name."""
    (entry,) = entry_points(
        group="jupyter_client.kernel_provisioners", name="grader-sandbox"
    )
    assert entry.load() is SandboxProvisioner


@pytest.mark.parametrize("wanted", ["python3", "ir", "../../etc"])
def test_a_notebooks_own_kernel_is_ignored(wanted: str) -> None:
    """Whatever kernel is named, there is one, and it is ours."""
    manager = kernel_manager(Unwalled())
    spec = manager.kernel_spec_manager.get_kernel_spec(wanted)
    provisioner = spec.metadata["kernel_provisioner"]
    assert provisioner["provisioner_name"] == "grader-sandbox"
    assert provisioner["config"] == {"sandbox": "none"}


def test_there_is_no_provisioner_before_the_start() -> None:
    """A manager that was not started has no sandboxed kernel."""
    with pytest.raises(TypeError, match="no sandboxed kernel"):
        provisioner_of(kernel_manager(Unwalled()))


def test_signals_and_ends(sandbox: Sandbox) -> None:
    """SIGINT interrupts and any other signal ends; a dead kernel is seen as dead."""

    async def journey() -> None:
        manager = kernel_manager(sandbox)
        ours, theirs = socket.socketpair()
        with _folder(sandbox) as folder, ours, theirs:
            launch = Launch(this_python(), Path(folder), SMALL, theirs.fileno())
            await manager.start_kernel(launch=launch, sandbox=sandbox)
            provisioner = provisioner_of(manager)
            try:
                await _ready(manager)
                assert provisioner.has_process
                await provisioner.send_signal(0)
                await provisioner.send_signal(signal.SIGINT)
                await asyncio.sleep(0.2)
                assert await provisioner.poll() is None
                assert await manager.is_alive()
                await provisioner.send_signal(signal.SIGTERM)
                assert await asyncio.wait_for(provisioner.wait(), 5) is not None
                assert not await manager.is_alive()
                await provisioner.kill()
                await provisioner.terminate()
            finally:
                await provisioner.cleanup()
                manager.context.destroy(linger=0)
            assert not provisioner.has_process
            assert await provisioner.poll() == 0
            with pytest.raises(RuntimeError, match="not been started"):
                _ = provisioner.running

    asyncio.run(journey())


def _folder(sandbox: Sandbox) -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="grade-", dir=sandbox.rooms)


async def _ready(manager: AsyncKernelManager) -> None:
    client = manager.client(context=manager.context)
    client.start_channels(stdin=False, hb=False, control=False)
    with (
        contextlib.closing(client.shell_channel),
        contextlib.closing(client.iopub_channel),
    ):
        await client.wait_for_ready(timeout=30)
