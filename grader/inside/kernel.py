"""Starts the notebook's kernel: limits and walls first, then loaders, then IPython.

Run by its path with one JSON argument:

    connection  the connection file
    channel     the inherited descriptor of the evidence socket, or null
    served      the folder of served data, or null
    first       modules to import before any other
    limits      {"memory": bytes, "file": bytes, "processes": n, "descriptors": n};
                absent ones unset
    seal        the arguments of ``walls.seal``, or null for a kernel without walls

It is an ordinary IPython kernel that knows one more message on its shell channel,
``grader_probes``: answer probes until the grader hangs up. A message of its own, not
code to execute: a student's patched ``run_cell`` or builtins stay out of it.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import socket
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PACKAGE = "_grader_inside"


def set_limits(limits: dict[str, int]) -> None:
    """Lower our own resource limits, for good: hard limits cannot be raised again."""
    import resource

    # RLIMIT_DATA, not RLIMIT_AS: TensorFlow maps far more than it uses.
    chosen = {
        resource.RLIMIT_DATA: limits.get("memory"),
        resource.RLIMIT_FSIZE: limits.get("file"),
        resource.RLIMIT_NPROC: limits.get("processes"),
        resource.RLIMIT_NOFILE: limits.get("descriptors"),
        resource.RLIMIT_CORE: 0,
    }
    for kind, value in chosen.items():
        if value is not None:
            hard = resource.getrlimit(kind)[1]
            bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (bound, bound))


def load_package() -> types.ModuleType:
    """Import this folder as a package under a private name, without ``sys.path``."""
    spec = importlib.util.spec_from_file_location(
        PACKAGE, HERE / "__init__.py", submodule_search_locations=[str(HERE)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{HERE} is not readable")
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)
    return package


def peak_memory() -> int:
    """Peak resident memory of this process in bytes; 0 where unknown."""
    try:
        import resource
    except ImportError:
        return 0
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def device_in_use() -> str:
    """``cuda`` where the notebook's torch has used it, else ``cpu``."""
    torch = sys.modules.get("torch")
    cuda = getattr(torch, "cuda", None)
    return "cuda" if cuda is not None and cuda.is_initialized() else "cpu"


def without_debugger() -> None:
    """Nobody debugs here, and importing debugpy takes 80 ms of every kernel's start."""
    absent: Any = None
    sys.modules["debugpy"] = absent  # cannot be imported
    try:
        importlib.import_module("ipykernel.debugger")
    finally:
        del sys.modules["debugpy"]


def kernel_class(answer: Callable[[dict[str, Any]], None]) -> Any:
    """An IPython kernel that calls ``answer(namespace)`` on ``grader_probes``."""
    without_debugger()
    from ipykernel import ipkernel

    class ProbedKernel(ipkernel.IPythonKernel):
        def __init__(self, **kwargs: Any) -> None:
            # For its debugger it would note the file of every module: to look at
            # thousands that were imported before the fork is to copy their pages.
            known = vars(ipkernel)["sys"]
            no_modules = types.SimpleNamespace(**{**vars(known), "modules": {}})
            vars(ipkernel)["sys"] = no_modules
            try:
                super().__init__(**kwargs)  # type: ignore[no-untyped-call]
            finally:
                vars(ipkernel)["sys"] = known
            self.shell_handlers["grader_probes"] = self.grader_probes

        async def grader_probes(self, stream: Any, ident: Any, parent: Any) -> None:
            shell: Any = self.shell
            answer(shell.user_ns)

        async def poll_stopped_queue(self) -> None:
            """Nothing stops where there is no debugger."""

    return ProbedKernel


def main() -> None:
    setup = json.loads(sys.argv[1])
    forget_script_folder()
    load_package()
    start(setup)


def forget_script_folder() -> None:
    """Python put our folder first on the path: a student's ``agent`` is not ours."""
    sys.path[:] = [entry for entry in sys.path if entry != str(HERE)]


def start(setup: dict[str, Any]) -> None:
    """Limits, loaders, and then the kernel itself; does not return."""
    sys.argv = [sys.argv[0]]
    if setup["channel"] is not None:  # not for what a notebook starts
        os.set_inheritable(setup["channel"], False)
    if setup["limits"]:
        set_limits(setup["limits"])
    listening: dict[int, int] = {}
    if setup["seal"]:
        listening = listen(setup["connection"])
        importlib.import_module(f"{PACKAGE}.walls").seal(**setup["seal"])
    for name in setup["first"]:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    agent, compat, figures, imports, loaders = (
        importlib.import_module(f"{PACKAGE}.{name}")
        for name in ("agent", "compat", "figures", "imports", "loaders")
    )
    adjustments: dict[str, None] = {}
    recorder = figures.Recorder()
    imports.after_import("matplotlib.figure", recorder.watch)
    compat.install(adjustments.setdefault)
    if setup["served"]:
        loaders.install(setup["served"], adjustments.setdefault)
        loaders.place(setup["served"], str(Path.cwd()))

    def facts() -> dict[str, Any]:
        return {
            "adjustments": [str(text)[:200] for text in list(adjustments)[:50]],
            "peak_memory": peak_memory(),
            "device": device_in_use(),
        }

    def answer(namespace: dict[str, Any]) -> None:
        # Nothing is opened here: a notebook may have used up all descriptors.
        channel = socket.socket(fileno=setup["channel"])
        try:
            channel.setblocking(True)
            agent.serve(channel, namespace, recorder, facts)
        finally:  # a grader that still waits is told
            with contextlib.suppress(OSError):
                channel.shutdown(socket.SHUT_RDWR)
            channel.detach()

    app = app_class(listening)
    run(app, setup["connection"], kernel_class(answer), recorder.end_cell)


def listen(connection: str) -> dict[int, int]:
    """Descriptors of Jupyter's sockets by port, listening.

    Once the walls are up, nothing is made in their folder any more: it lies on the
    host, where a million sockets would be a million files.
    """
    info = json.loads(Path(connection).read_bytes())
    listening = {}
    for channel in ("shell", "iopub", "stdin", "control"):
        port = info[f"{channel}_port"]
        made = socket.socket(socket.AF_UNIX)
        made.bind(f"{info['ip']}-{port}")
        made.listen()
        listening[port] = made.detach()
    return listening


def app_class(listening: dict[int, int]) -> Any:
    """The application that runs the kernel, on sockets that listen already."""
    import zmq
    from ipykernel.kernelapp import IPKernelApp

    class ListeningApp(IPKernelApp):
        def _try_bind_socket(self, s: Any, port: int) -> int:
            if port in listening:
                s.setsockopt(zmq.USE_FD, listening[port])
            return int(super()._try_bind_socket(s, port))  # type: ignore[no-untyped-call]

        def init_heartbeat(self) -> None:
            """The grader asks the system whether a kernel lives, not the kernel."""

    return ListeningApp


def run(
    app_class: Any, connection: str, kernel: Any, end_cell: Callable[[], None]
) -> None:
    """Start IPython and serve the notebook until the process is killed."""
    app: Any = app_class.instance(connection_file=connection, kernel_class=kernel)
    app.initialize(["--HistoryManager.enabled=False"])
    app.shell.events.register("post_execute", end_cell)
    app.start()


if __name__ == "__main__":
    main()
