"""Rows 66-67: the zygote is killed in the middle of a batch, the grader at each step.

A batch whose zygote was killed is retried, once; a grader that was killed leaves
nothing running. Either way the work is not lost: the same notebook with the same seed
has the identical result, times aside.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import graders_to_be_killed
import processes
import pytest
from graders_to_be_killed import STEPS, graded, lay_out, living, stable
from kernels import WALLED, level_or_skip, this_python

from grader.result import Result


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder with a notebook and an assignment; nothing runs in it afterwards."""
    # Short: there will be sockets in it.
    folder = Path(tempfile.mkdtemp(prefix="t-", dir="/tmp"))
    folder.chmod(0o755)
    (folder / "tmp").mkdir()
    lay_out(folder)
    try:
        yield folder
    finally:
        left = living(folder)
        shutil.rmtree(folder)
    assert left == []


@pytest.fixture(scope="module", params=WALLED)
def told(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """What many graders left that were killed, and what two said that were not."""
    level_or_skip(request.param)
    script = graders_to_be_killed.__file__
    with workplace() as folder:
        path = os.pathsep.join(filter(None, sys.path))
        env = os.environ | {"PYTHONPATH": path, "TMPDIR": str(folder / "tmp")}
        command = [sys.executable, script, request.param, str(folder)]
        done = subprocess.run(command, env=env, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        yield json.loads(done.stdout)


@pytest.mark.parametrize("step", ["birth", *STEPS])
def test_a_killed_grader_leaves_nothing_running(
    told: dict[str, Any], step: str
) -> None:
    """Killed at any step, it takes its kernels with it, however young they are."""
    assert told["left"][step] == []


def test_graded_again_the_result_is_identical(told: dict[str, Any]) -> None:
    """The same seed asks the same: a killed grader costs time and nothing else."""
    first, second = told["results"]
    assert first["score"] == 4.0
    assert first == second


def test_the_next_grader_tidies_up(told: dict[str, Any]) -> None:
    """Control groups of a killed grader are removed by the next one that grades."""
    assert told["groups"] == []


def zygotes(folder: Path) -> list[int]:
    """The zygotes that serve ``folder``: of each tree of forks, the first."""
    ours = processes.descendants(os.getpid()) & processes.around(folder)
    return [
        pid
        for pid in sorted(ours)
        if _runs_zygote(pid) and not _runs_zygote(processes.parent_of(pid))
    ]


def _runs_zygote(pid: int) -> bool:
    python, script = [*processes.command_line(pid), b"", b""][:2]
    return python == os.fsencode(this_python().executable) and script.endswith(
        b"/zygote.py"
    )


@pytest.mark.parametrize("seconds", [0.0, 0.4])
def test_a_batch_survives_its_zygote(
    seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed under three kernels, it is started again: each is graded as if never."""
    sandbox = level_or_skip("warm")

    async def kill(folder: Path) -> None:
        (zygote,) = zygotes(folder)
        await asyncio.sleep(seconds)
        os.kill(zygote, signal.SIGKILL)

    async def journey(folder: Path) -> list[Result]:
        before = await graded(sandbox, folder)
        killing = asyncio.ensure_future(kill(folder))
        batch = [graded(sandbox, folder) for _ in range(3)]
        results = await asyncio.gather(*batch)
        await killing
        return [before, *results, await graded(sandbox, folder)]

    with workplace() as folder:
        monkeypatch.setattr(tempfile, "tempdir", str(folder / "tmp"))
        try:
            undisturbed, *others = asyncio.run(journey(folder))
        finally:
            sandbox.close()
        assert undisturbed.score == 4.0
        assert [stable(other) for other in others] == 4 * [stable(undisturbed)]
        assert processes.zombies(os.getpid()) == set()
        assert list((folder / "tmp").iterdir()) == []
