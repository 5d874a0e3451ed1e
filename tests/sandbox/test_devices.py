"""A notebook that asks for a GPU gets it, in a kernel of its own from the start."""

from __future__ import annotations

import asyncio
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from kernels import SMALL, level_or_skip, notebook, this_python
from small_assignment import NEVER, RIGHT, write_assignment

from grader.assignment import read_assignment
from grader.pipeline import Conditions, grade
from grader.result import Result
from grader.sandbox import devices
from grader.streams import Seed
from grader.submission import read_submission

LOOK = """
import os
with open("/dev/nvidia0", "r+b", buffering=0) as device:
    device.write(b"x")
    assert device.read(1) == b""
assert os.path.exists("/dev/nvidiactl")
assert not os.path.exists("/dev/disk")
"""
ASKS = "device = 'cuda'"

pytestmark = pytest.mark.usefixtures("nothing_left")


@pytest.fixture
def fake_gpu(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder of devices with a GPU in it, which swallows what is written to it."""
    if os.geteuid() != 0:
        pytest.skip("only root can make a device node")
    with tempfile.TemporaryDirectory(prefix="t-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for node in ("nvidia0", "nvidiactl", "nvidia-uvm", "disk"):
            os.mknod(folder / node, stat.S_IFCHR, os.makedev(1, 3))
            (folder / node).chmod(0o666)
        monkeypatch.setattr(devices, "FOLDER", folder)
        yield


def graded(level: str, folder: Path, *cells: str) -> Result:
    path = folder / "ana.ipynb"
    nbformat.write(notebook(*cells), path)
    root = write_assignment(folder / "assignments")
    conditions = Conditions(
        Seed("1"), level_or_skip(level), this_python(), "en", limits=SMALL
    )
    assignment = read_assignment(root / "doubling")
    try:
        return asyncio.run(grade(read_submission(path), assignment, conditions))
    finally:
        conditions.sandbox.close()


@pytest.mark.parametrize("level", ["warm", "bwrap"])
@pytest.mark.usefixtures("fake_gpu")
def test_who_asks_gets_it(level: str, tmp_path: Path) -> None:
    """Under bwrap, with the nodes of the GPU and no others; CUDA survives no fork."""
    result = graded(level, tmp_path, NEVER, ASKS, LOOK, RIGHT)
    assert result.environment.isolation == "bwrap"
    assert (result.score, result.max_score) == (4.0, 4.0)


@pytest.mark.usefixtures("fake_gpu")
def test_who_does_not_ask_stays_warm(tmp_path: Path) -> None:
    """There is no GPU in a warm kernel, whatever it looks for."""
    result = graded("warm", tmp_path, NEVER, LOOK.replace("nvidia", "nv' 'idia"), RIGHT)
    assert result.environment.isolation == "warm"
    assert result.execution.cells[1].error is not None


@pytest.mark.parametrize(
    ("code", "wishes"),
    [
        ("device = 'cuda' if torch.cuda.is_available() else 'cpu'", True),
        ("tf.config.list_physical_devices('GPU')", True),
        ("Trainer(accelerator='gpu')", True),
        ("!nvidia-smi", True),
        ("net = nn.Linear(4, 3)", False),
        ("cudas = 1; GPUs = 2", False),
    ],
)
def test_what_asks_for_a_gpu(
    code: str, wishes: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether code looks for a GPU is read from its words."""
    monkeypatch.setattr(devices, "FOLDER", tmp_path)
    assert devices.gpus_for(code) == ()
    for name in ("nvidia0", "nvidiactl", "null"):
        (tmp_path / name).touch()
    found = {path.name for path in devices.gpus_for(code)}
    assert found == ({"nvidia0", "nvidiactl"} if wishes else set())


def test_a_driver_without_a_gpu_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own nodes stay behind when a card is taken out."""
    monkeypatch.setattr(devices, "FOLDER", tmp_path)
    (tmp_path / "nvidiactl").touch()
    assert devices.gpus() == ()
    monkeypatch.setattr(devices, "FOLDER", tmp_path / "no-such-folder")
    assert devices.gpus() == ()
