"""What a cell leaves running ends with the cell, save what the next one needs."""

from __future__ import annotations

import os
import subprocess

import pytest
from kernels import SMALL, Told, tell

from grader.evidence import Examiner
from grader.sandbox import MIB, Limits, Sandbox, pid_namespace
from grader.sandbox.pid_namespace import Namespace, children, descendants, parent

pytestmark = pytest.mark.usefixtures("nothing_left")

LISTED = """
import os
def state(pid):
    try:
        return open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[0]
    except OSError:  # gone since it was listed
        return "X"
def running():
    pids = filter(str.isdigit, os.listdir("/proc"))
    return [pid for pid in pids if state(pid) not in "ZX"]
"""
SLEEPERS = {
    "a child": "subprocess.Popen(['sleep', '60'])",
    "a daemon": (
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    if os.fork() == 0: time.sleep(60)\n"
        "    os._exit(0)\n"
        "os.wait()"
    ),
    "a shell's": "os.system('sleep 60 & (sleep 60 &) &')",
    "a sleeping bomb": (
        "for _ in range(4):\n"
        "    if os.fork() == 0 and os.fork() == 0: pass\n"
        "if os.getpid() != kernel: time.sleep(60)"
    ),
    "deaf": "subprocess.Popen(['sh', '-c', 'trap \"\" TERM INT HUP; sleep 60'])",
}


@pytest.mark.parametrize("left", SLEEPERS.values(), ids=SLEEPERS)
def test_nothing_of_a_cell_runs_on(walled: Sandbox, left: str) -> None:
    """Only the namespace's init and the kernel are there when the next cell begins."""
    told = tell(
        walled,
        LISTED,
        "import subprocess, time\nkernel = os.getpid()\n" + left,
        "assert len(running()) == 2, running()",
    )
    assert told.statuses == ["ok"] * 3, told.execution


@pytest.mark.frameworks
def test_workers_of_a_data_loader_live_on(walled: Sandbox) -> None:
    """With persistent workers, the epochs of several cells have the same ones."""
    pytest.importorskip("torch")

    async def ask(examiner: Examiner) -> None:
        await examiner.fetch("seen", "seen")

    cells = (
        "import os, torch\n"
        "from torch.utils.data import DataLoader, Dataset\n"
        "class Pids(Dataset):\n"
        "    def __len__(self): return 8\n"
        "    def __getitem__(self, i): return torch.tensor(os.getpid())\n"
        "loader = DataLoader(Pids(), batch_size=2, num_workers=2,\n"
        "                    persistent_workers=True)\n"
        "first = {int(pid) for batch in loader for pid in batch}",
        "second = {int(pid) for batch in loader for pid in batch}",
        "assert first == second and len(first) == 2, (first, second)",
        "seen = [float(len(first | second))]",
    )
    told = tell(walled, *cells, ask=ask, limits=Limits(memory=4096 * MIB))
    assert told.statuses == ["ok"] * 4, told.execution
    assert told["seen"].arrays["value"].tolist() == [2.0]


def test_what_is_born_faster_than_it_dies_costs_the_kernel(
    walled: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where sweeping does not succeed, the cell counts as one that ended its kernel."""
    monkeypatch.setattr(pid_namespace, "ROUNDS", 0)
    told: Told = tell(walled, "x = 1", "y = 2", limits=SMALL)
    assert told.statuses == ["error", "not_run"]
    assert told.execution.outcome == "died"
    assert told.execution.fatal_cell == 0


def test_only_so_many_are_taken_for_workers(walled: Sandbox) -> None:
    """A bomb that names itself like a data loader's worker keeps a few processes."""
    named = (
        "import ctypes, time\n"
        "for _ in range(40):\n"
        "    if os.fork() == 0:\n"
        "        ctypes.CDLL(None).prctl(15, b'pt_data_worker', 0, 0, 0)\n"
        "        time.sleep(60)\n"
        "time.sleep(0.3)"
    )
    few = f"assert len(running()) == 2 + {pid_namespace.MOST_WORKERS}, running()"
    told = tell(walled, LISTED, named, few)
    assert told.statuses == ["ok"] * 3, told.execution


def test_the_systems_tables_are_read() -> None:
    """Children of every thread, in all generations; of the dead, nothing."""
    script = "sleep 60 & echo ready; wait"
    with subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE) as shell:
        assert shell.stdout is not None
        assert shell.stdout.readline() == b"ready\n"
        assert shell.pid in children(os.getpid())
        assert parent(shell.pid) == os.getpid()
        (sleeper,) = descendants(shell.pid)
        assert {shell.pid, sleeper} <= set(descendants(os.getpid()))
        assert Namespace(init=shell.pid, kernel=shell.pid).sweep()
    assert list(descendants(shell.pid)) == []
    assert parent(shell.pid) is None
