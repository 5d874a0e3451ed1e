"""A place in which kernels leave nothing: no file, no process that knows its name."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kernels import processes_naming

from grader.sandbox import Sandbox

SECONDS = 3.0


@contextmanager
def nothing_left_of(*sandboxes: Sandbox) -> Iterator[Path]:
    """Everything temporary goes to a folder that has to be empty in the end.

    For what is done once for many tests; ``nothing_left`` looks after a single one.
    """
    for sandbox in sandboxes:
        sandbox.close()
    # Short: there will be sockets in it.
    folder = Path(tempfile.mkdtemp(prefix="t-", dir="/tmp"))
    folder.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(folder))
        yield folder
        for sandbox in sandboxes:
            sandbox.close()
    deadline = time.monotonic() + SECONDS
    while (alive := processes_naming(str(folder))) and time.monotonic() < deadline:
        time.sleep(0.05)
    left = sorted(str(path) for path in folder.rglob("*"))
    shutil.rmtree(folder, ignore_errors=True)
    assert left == []
    assert alive == []
