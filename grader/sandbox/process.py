"""A kernel that is a child process of ours: the part that all levels share."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

import grader.inside
from grader.sandbox import Launch

INSIDE = Path(grader.inside.__file__).parent
KEPT_STDERR = 8192


class ChildProcess:
    """A started child: its standard error is drained, its last words are kept."""

    def __init__(
        self,
        command: Sequence[str | Path],
        env: Mapping[str, str],
        cwd: Path,
        inherited: Sequence[int],
        stdin: int = subprocess.DEVNULL,
    ) -> None:
        self._popen = subprocess.Popen(  # noqa: S603  # an argument list of ours
            [os.fspath(part) for part in command],
            env=dict(env),
            cwd=cwd,
            pass_fds=inherited,
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self._last: deque[bytes] = deque(maxlen=8)
        self._drain = threading.Thread(target=self._read_stderr, daemon=True)
        self._drain.start()

    @property
    def pid(self) -> int:
        return self._popen.pid

    def poll(self) -> int | None:
        return self._popen.poll()

    def interrupt(self) -> None:
        self._interrupt_group(self.pid)

    def kill(self) -> None:
        """Kill the child's whole process group and reap the child."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._popen.wait()
        self._drain.join(timeout=5)
        if self._popen.stderr is not None:
            self._popen.stderr.close()

    def complaint(self) -> str:
        self._drain.join(timeout=0.2)
        return b"".join(self._last)[-KEPT_STDERR:].decode(errors="replace")

    def _read_stderr(self) -> None:
        pipe = self._popen.stderr
        assert pipe is not None  # noqa: S101  # it was asked for above
        with contextlib.suppress(ValueError, OSError):
            while chunk := os.read(pipe.fileno(), 1024):
                self._last.append(chunk)

    @staticmethod
    def _interrupt_group(kernel: int) -> None:
        """SIGINT as a terminal sends it: `os.system` waits, deaf, for its own child."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(os.getpgid(kernel), signal.SIGINT)

    @staticmethod
    def _signal(pid: int, signum: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signum)


def kernel_setup(launch: Launch, *, served: Path | None, limited: bool) -> str:
    """The one argument of ``inside/kernel.py``."""
    limits = launch.limits
    chosen = {
        "memory": limits.memory,
        "file": limits.file,
        "processes": limits.processes,
    }
    return json.dumps(
        {
            "connection": str(launch.connection_file),
            "channel": launch.channel,
            "served": str(served) if served else None,
            "limits": chosen if limited else {},
        }
    )


def kernel_environment(home: Path | str) -> dict[str, str]:
    """The environment of a kernel: nothing of the grader's own comes along."""
    return {
        "HOME": str(home),
        "USER": "student",
        "LOGNAME": "student",
        "LANG": "C.UTF-8",
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        # Waiting threads sleep: spinning ones made 400 steps of a small network take
        # 33 s instead of 0.6 on two cores that others used too.
        "OMP_WAIT_POLICY": "PASSIVE",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "KERAS_HOME": f"{home}/.keras",
        "MPLCONFIGDIR": f"{home}/.config/matplotlib",
        "IPYTHONDIR": f"{home}/.ipython",
    }
