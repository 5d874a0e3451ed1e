"""No isolation: a plain kernel in a folder of its own, for your own notebook.

What macOS and Windows have, and Linux without bubblewrap. It says so in every result.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from grader.messages import Message
from grader.sandbox import Launch, Running
from grader.sandbox.process import (
    INSIDE,
    ChildProcess,
    kernel_environment,
    plain_setup,
)

# What a plain kernel needs of the user's environment on the systems that have it.
INHERITED = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH")


class Unwalled:
    """The sandbox without walls."""

    name: Literal["none"] = "none"
    transport: Literal["tcp"] = "tcp"

    rooms: Path | None = None
    walls: tuple[str, ...] = ()

    def close(self) -> None:
        """Nothing outlives a kernel."""

    def expect(self, notebooks: Iterable[frozenset[str]]) -> None:
        """Nothing is imported beforehand."""

    def problem(self) -> Message | None:
        return None

    def start(self, launch: Launch) -> Running:
        work = launch.folder / "work"
        work.mkdir()
        env = kernel_environment(work, launch.limits.threads)
        env.update({k: os.environ[k] for k in INHERITED if k in os.environ})
        env["JPY_PARENT_PID"] = str(os.getpid())  # the kernel ends if we are killed
        setup = plain_setup(launch)
        command: list[str | Path] = [
            launch.interpreter.executable,
            INSIDE / "kernel.py",
            json.dumps(setup),
        ]
        return ChildProcess(command, env, work, (launch.channel,))
