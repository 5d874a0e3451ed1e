"""A real PostgreSQL server, started for tests on loopback, and gone after them."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
OWNER = "postgres"
"""PostgreSQL refuses to run as root; its package brings this user."""


def programs() -> Path | None:
    """The folder of ``initdb`` and ``pg_ctl``, or None where there is no PostgreSQL."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).parent
    return next((folder for folder in DEBIAN if (folder / "initdb").exists()), None)


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """The URL of an empty database in a server of its own."""
    folder = programs()
    assert folder is not None
    with tempfile.TemporaryDirectory(prefix="postgresql-") as room:
        if os.getuid() == 0:
            os.chown(room, pwd.getpwnam(OWNER).pw_uid, -1)
        data = f"{room}/data"
        _run(folder / "initdb", "-D", data, "-U", "grader", "-A", "trust", "-N")
        port = _free_port()
        options = f"-h 127.0.0.1 -p {port} -c unix_socket_directories='' -F"
        control = (folder / "pg_ctl", "-D", data, "-w", "-l", f"{room}/log")
        _run(*control, "-o", options, "start")
        try:
            yield f"postgresql://grader@127.0.0.1:{port}/postgres"
        finally:
            _run(*control, "-m", "immediate", "stop")


def _run(*command: str | Path) -> None:
    user: dict[str, Any] = {"user": OWNER, "group": OWNER, "extra_groups": []}
    subprocess.run(
        [os.fspath(part) for part in command],
        stdout=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        check=True,
        cwd="/",
        timeout=120,
        **(user if os.getuid() == 0 else {}),
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
