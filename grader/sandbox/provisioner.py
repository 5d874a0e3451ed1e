"""A ``jupyter_client`` kernel provisioner over any sandbox.

Registered as the entry point ``grader-sandbox``, so that tools of the Jupyter ecosystem
can start a sandboxed kernel from a kernel spec:

    "metadata": {"kernel_provisioner": {"provisioner_name": "grader-sandbox",
                                        "config": {"sandbox": "bwrap"}}}

Whoever starts the kernel hands its ``Launch`` to ``start_kernel(launch=...)``.
"""

from __future__ import annotations

import asyncio
import signal
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from traitlets import Unicode

from grader.sandbox import Launch, Running, Sandbox, sandbox_named

POLL_SECONDS = 0.02


class SandboxProvisioner(KernelProvisionerBase):
    """Starts and ends kernels through a ``Sandbox``."""

    sandbox = Unicode("bwrap", help="the level of isolation").tag(config=True)
    _launch: Launch
    _sandbox: Sandbox
    _running: Running | None = None

    @property
    def has_process(self) -> bool:
        return self._running is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        self._launch = kwargs.pop("launch")
        manager: Any = self.parent
        self._sandbox = kwargs.pop("sandbox", None) or sandbox_named(self.sandbox)
        sandbox = self._sandbox
        if sandbox.transport == "ipc":
            manager.transport = "ipc"
            manager.ip = str(self._launch.folder / "s")
        manager.connection_file = str(self._launch.connection_file)
        manager.cache_ports = False
        manager.write_connection_file()
        self.connection_info = manager.get_connection_info()
        return await super().pre_launch(cmd=[], **kwargs)

    async def launch_kernel(
        self, cmd: list[str], **kwargs: Any
    ) -> KernelConnectionInfo:
        self._running = self._sandbox.start(self._launch)
        return self.connection_info

    @property
    def running(self) -> Running:
        if self._running is None:
            raise RuntimeError("the kernel has not been started")
        return self._running

    async def poll(self) -> int | None:
        return self._running.poll() if self._running is not None else 0

    async def wait(self) -> int | None:
        while (status := await self.poll()) is None:
            await asyncio.sleep(POLL_SECONDS)
        return status

    async def send_signal(self, signum: int) -> None:
        if self._running is None:
            return
        if signum == signal.SIGINT:
            self._running.interrupt()
        elif signum != 0:
            await self.kill()

    async def kill(self, restart: bool = False) -> None:
        if self._running is not None:
            # Other kernels are spoken to while this one is buried.
            await asyncio.to_thread(self._running.kill)

    async def terminate(self, restart: bool = False) -> None:
        await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        await self.kill(restart)
        self._running = None


class _OneSpec(KernelSpecManager):
    """Knows the sandboxed kernel and no other: a notebook's own choice is ignored."""

    sandbox = Unicode("bwrap")

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        config = {"sandbox": self.sandbox}
        provisioner = {"provisioner_name": "grader-sandbox", "config": config}
        return KernelSpec(
            display_name="Python",
            language="python",
            argv=["python"],
            metadata={"kernel_provisioner": provisioner},
        )


def kernel_manager(sandbox: Sandbox) -> AsyncKernelManager:
    """A manager whose kernel lives in ``sandbox``; pass ``launch=`` to start it."""
    specs = _OneSpec(sandbox=sandbox.name)
    return AsyncKernelManager(kernel_name="sandboxed", kernel_spec_manager=specs)


def provisioner_of(manager: AsyncKernelManager) -> SandboxProvisioner:
    """The provisioner of a started manager that ``kernel_manager`` made."""
    provisioner = manager.provisioner
    if not isinstance(provisioner, SandboxProvisioner):
        raise TypeError(f"no sandboxed kernel: {provisioner!r}")
    return provisioner
