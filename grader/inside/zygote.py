"""Waits with the frameworks imported, and forks a kernel for each submission.

Run by its path with one JSON argument, inside a sandbox of its own: ``control`` is the
descriptor of a SEQPACKET socket, ``preload`` names modules. Requests and replies are
JSON, one a packet:

    {"fork": id, "threads": n, "setup": {...}, "walls": {...}}   with the evidence
                   socket attached, and the entrances of the kernel's control group
    {"kill": id}
    -> {"ready": seconds}   {"born": id}   {"ended": id, "status": n}

It computes nothing: one multi-threaded operation here would hang every child. It holds
no data and no answers: its memory is every child's.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import random
import select
import signal
import socket
import sys
import time
import traceback
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
kernel = importlib.import_module("kernel")
sys.path.remove(str(HERE))
del sys.modules["kernel"]  # a student's ``import kernel`` is not ours

ALWAYS = (
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "numpy",
    # What an IPython kernel imports only as it starts or runs its first cell.
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "encodings.ascii",
    "encodings.idna",
    "encodings.latin_1",
    "faulthandler",
    "numpy.random",
    "resource",
    "secrets",
    "tornado.locks",
    "tornado.platform.asyncio",
    "tornado.queues",
    "traitlets.config.argcomplete_config",
)


def preload(names: list[str]) -> None:
    """Import what submissions import; what is not installed is their own error."""
    kernel.without_debugger()
    for name in (*ALWAYS, *names):
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()


class Zygote:
    """Serves one control socket; ``kernels`` maps ids to the forked children."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._kernels: dict[int, int] = {}
        self._wake, wake = socket.socketpair()
        wake.setblocking(False)
        self._wake.setblocking(False)
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        self._waker = wake

    def serve(self) -> None:
        """Until the grader hangs up."""
        while True:
            ready, _, _ = select.select([self._control, self._wake], [], [])
            if self._wake in ready:
                with contextlib.suppress(BlockingIOError):
                    self._wake.recv(4096)
                self._reap()
            if self._control in ready:
                data, descriptors, _, _ = socket.recv_fds(self._control, 1 << 16, 8)
                if not data:
                    return
                self._obey(json.loads(data), descriptors)

    def tell(self, message: dict[str, Any]) -> None:
        self._control.send(json.dumps(message).encode())

    def _obey(self, request: dict[str, Any], descriptors: list[int]) -> None:
        if "fork" in request:
            self._fork(request, descriptors)
        elif "kill" in request and request["kill"] in self._kernels:
            os.kill(self._kernels[request["kill"]], signal.SIGKILL)

    def _fork(self, request: dict[str, Any], descriptors: list[int]) -> None:
        walls = sys.modules[f"{kernel.PACKAGE}.walls"]
        uid, gid = os.getuid(), os.getgid()
        child = walls.forked()
        if child:
            for descriptor in descriptors:
                os.close(descriptor)
            self._kernels[request["fork"]] = child
            return
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            channel, *entrances = descriptors
            join(entrances)
            walls.enter(**request["walls"], uid=uid, gid=gid)
            # The system tells the grader who says this: the kernel's pid outside.
            self.tell({"born": request["fork"]})
            become_kernel(request, channel)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(70)

    def _reap(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return
                for number, child in list(self._kernels.items()):
                    if child == pid:
                        del self._kernels[number]
                        code = os.waitstatus_to_exitcode(status)
                        self.tell({"ended": number, "status": code})


def join(entrances: list[int]) -> None:
    """Enter the kernel's control group: what is forked from here on is in it too."""
    for entrance in entrances:
        os.write(entrance, b"0")


def become_kernel(request: dict[str, Any], channel: int) -> None:
    """Keep nothing of the zygote's open, and run IPython with randomness of its own."""
    os.closerange(3, channel)
    os.closerange(channel + 1, 65_536)
    reseed()
    use_threads(request["threads"])
    kernel.start({**request["setup"], "channel": channel})


def reseed() -> None:
    """Every kernel its own draws: a fork repeats what its siblings drew."""
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    if "torch" in sys.modules:
        sys.modules["torch"].seed()
    if "tempfile" in sys.modules:
        vars(sys.modules["tempfile"])["tempdir"] = None


def use_threads(count: int) -> None:
    """The kernel's share of the cores: the zygote itself started with one."""
    for name in [name for name in os.environ if name.endswith("_NUM_THREADS")]:
        os.environ[name] = str(count)
    for name in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
        os.environ[name] = str(count)
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(count)


def main() -> None:
    setup = json.loads(sys.argv[1])
    kernel.forget_script_folder()
    kernel.load_package()
    for name in ("agent", "compat", "figures", "imports", "loaders", "walls"):
        importlib.import_module(f"{kernel.PACKAGE}.{name}")
    start = time.monotonic()
    preload(setup["preload"])
    zygote = Zygote(socket.socket(fileno=setup["control"]))
    zygote.tell({"ready": time.monotonic() - start})
    zygote.serve()


if __name__ == "__main__":
    main()
