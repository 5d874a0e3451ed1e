"""A real Dask cluster on loopback: a scheduler and workers, each a process."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from commands import ROOT, neutral_environment

READY_SECONDS = 60
LISTENING = re.compile(r"Scheduler at:\s+(tcp://\S+)")


class DaskCluster:
    """Its URL, and its workers as processes that can be killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        arguments = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self._start("scheduler", *arguments)
        self.url = self._said("scheduler", LISTENING)
        self.workers: list[subprocess.Popen[bytes]] = []

    def add_worker(
        self, *options: str, env: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        name = f"worker-{len(self.workers)}"
        arguments = (self.url, "--nthreads", "1", "--no-nanny", "--no-dashboard")
        self.workers.append(
            self._start("worker", *arguments, *options, log=name, env=env)
        )
        self._said(name, re.compile(r"(Registered to)"))
        return self.workers[-1]

    def close(self) -> None:
        for process in reversed(self._processes):
            process.kill()
            process.wait()

    def _start(
        self,
        program: str,
        *arguments: str,
        log: str | None = None,
        env: Mapping[str, str] | None = None,
    ) -> subprocess.Popen[bytes]:
        module = f"distributed.cli.dask_{program}"
        with (self._folder / f"{log or program}.log").open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=self._folder,
                env=neutral_environment() | {"PYTHONPATH": str(ROOT)} | dict(env or {}),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )
        self._processes.append(process)
        return process

    def _said(self, log: str, pattern: re.Pattern[str]) -> str:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            text = (self._folder / f"{log}.log").read_text(errors="replace")
            if found := pattern.search(text):
                return found[1]
            time.sleep(0.1)
        raise AssertionError(text)


@contextlib.contextmanager
def dask_cluster(
    folder: Path, workers: int, options: Sequence[str] = ()
) -> Iterator[DaskCluster]:
    """A scheduler and so many workers, gone afterwards."""
    cluster = DaskCluster(folder)
    try:
        for _ in range(workers):
            cluster.add_worker(*options)
        yield cluster
    finally:
        cluster.close()
