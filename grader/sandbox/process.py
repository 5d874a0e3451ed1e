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
from typing import Any

import grader.inside
from grader.sandbox import CONNECTION_FILE, Launch, mounts
from grader.sandbox.imports import needed_first

INSIDE = Path(grader.inside.__file__).parent
KEPT_STDERR = 8192
SEEN_INSIDE = "inside.json"
# What torch, numpy and TensorFlow read, each its own.
THREADS = (
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"),
    *("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"),
)


class ChildProcess:
    """A started child: its standard error is drained, its last words are kept."""

    lost = False

    @property
    def out_of_memory(self) -> bool:
        """Without a control group, nobody knows."""
        return False

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
        """SIGINT as a terminal sends it: `os.system` waits, deaf, for its own child."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(os.getpgid(self.pid), signal.SIGINT)

    def sweep(self) -> bool:
        """Without walls, what a notebook leaves running is its owner's affair."""
        return True

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


def plain_setup(launch: Launch) -> dict[str, Any]:
    """The one argument of ``inside/kernel.py``, for a kernel without walls."""
    return {
        "connection": str(launch.connection_file),
        "channel": launch.channel,
        "served": str(launch.served) if launch.served else None,
        "first": needed_first(launch.imports),
        "limits": {},
        "seal": None,
    }


def walled_setup(launch: Launch) -> dict[str, Any]:
    """The same for one behind walls, which sees other paths, and seals itself in."""
    limits = launch.limits
    bounds = {
        "memory": limits.memory,
        "file": limits.file,
        "processes": limits.processes,
        "descriptors": limits.descriptors,
    }
    seal = {
        "writable": mounts.SCRATCH,
        "devices": [mounts.device_there(device) for device in launch.devices],
    }
    return {
        "connection": f"{mounts.ROOM}/{SEEN_INSIDE}",
        "channel": launch.channel,
        "served": mounts.SERVED if launch.served else None,
        "first": needed_first(launch.imports),
        "limits": bounds,
        "seal": seal,
    }


def furnish(folder: Path) -> None:
    """Put into a room what its walled kernel reads, and make it the kernel's own."""
    connection = json.loads((folder / CONNECTION_FILE).read_bytes())
    connection["ip"] = f"{mounts.ROOM}/{Path(connection['ip']).name}"
    (folder / SEEN_INSIDE).write_text(json.dumps(connection))
    give_to_nobody(folder)


def give_to_nobody(folder: Path) -> None:
    """Root hands a folder, and the files in it, to the uid that kernels have."""
    if os.geteuid() == 0:
        for path in (folder, *folder.iterdir()):
            if not path.is_dir() or path == folder:
                os.chown(path, mounts.NOBODY, mounts.NOBODY)


def kernel_environment(home: Path | str, threads: int) -> dict[str, str]:
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
        **dict.fromkeys(THREADS, str(threads)),
        "PYTHONDONTWRITEBYTECODE": "1",
        # `!pip install` fails at once, instead of waiting for a network.
        "PIP_NO_INDEX": "1",
        # The plot's data; by default its whole library comes along, 4 MB a plot.
        "PLOTLY_RENDERER": "plotly_mimetype",
        "PYTHONNOUSERSITE": "1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "KERAS_HOME": f"{home}/.keras",
        "MPLCONFIGDIR": f"{home}/.config/matplotlib",
        "IPYTHONDIR": f"{home}/.ipython",
    }
