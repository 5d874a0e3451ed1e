"""Control groups: what they bound, how their end is told, and that none is left."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from kernels import tell

from grader.sandbox import MIB, Limits, Sandbox, cgroups
from grader.sandbox.cgroups import Group

pytestmark = pytest.mark.skipif(
    cgroups.available() is None, reason="no control groups may be made here"
)
FEW = Limits(memory=256 * MIB, processes=20)


@pytest.fixture
def group() -> Iterator[Group]:
    made = cgroups.create(FEW)
    assert made is not None
    yield made
    made.remove()
    assert not any(folder.exists() for folder in made.folders)


def run_in(group: Group, code: str) -> subprocess.CompletedProcess[str]:
    command = group.joined_by([sys.executable, "-c", code])
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_command_is_in_it_from_its_first_moment(group: Group) -> None:
    """And so is all that it starts."""
    code = (
        "import subprocess\n"
        "print(subprocess.check_output(['cat', '/proc/self/cgroup'], text=True))"
    )
    done = run_in(group, code)
    assert done.stdout.count(group.name) == len(group.folders), done


def test_the_end_for_want_of_memory_is_told(group: Group) -> None:
    """Whoever takes too much is ended by the system, which remembers it."""
    assert run_in(group, "bytes(16 << 20)").returncode == 0
    assert not group.had_too_little_memory()
    assert run_in(group, "x = b'x' * (512 << 20)").returncode == -9
    assert group.had_too_little_memory()


def test_children_count_together(group: Group) -> None:
    """What many processes hold is bounded like what one holds."""
    code = (
        "import os, time\n"
        "for i in range(4):\n"
        "    if os.fork() == 0:\n"
        "        x = b'x' * (100 << 20); time.sleep(3); os._exit(0)\n"
        "time.sleep(2)"
    )
    run_in(group, code)
    assert group.had_too_little_memory()


def test_processes_are_counted(group: Group) -> None:
    """Beyond the limit, none is born."""
    code = (
        "import subprocess\nborn = []\n"
        "try:\n"
        "    for i in range(30): born.append(subprocess.Popen(['sleep', '9']))\n"
        "except BlockingIOError: print(len(born))\n"
        "for one in born: one.kill(); one.wait()"
    )
    assert 10 < int(run_in(group, code).stdout) < FEW.processes


def test_many_processes_get_no_more_of_the_processor(group: Group) -> None:
    """A neighbour computes as if there were one, in however many sessions they are.

    Of one processor it would get the 41st part; half of it, if nobody else computed.
    """
    tree, mounted = cgroups.available(), cgroups._own_groups().get("cpu")
    if (tree is None or tree.cpu is None) and not (
        mounted is not None and os.access(mounted, os.W_OK)
    ):
        pytest.skip("the processor is not shared among groups here")
    pinned = f"import os, time\nos.sched_setaffinity(0, {{{min(cores())}}})\n"
    many = pinned + (
        "for _ in range(40):\n"
        "    if os.fork() == 0:\n"
        "        os.setsid()\n"
        "        until = time.monotonic() + 4\n"
        "        while time.monotonic() < until: pass\n"
        "        os._exit(0)\n"
        "print('begun', flush=True)\n"
        "for _ in range(40): os.wait()"
    )
    alone = pinned + (
        "until, used = time.monotonic() + 2, time.process_time()\n"
        "while time.monotonic() < until: pass\n"
        "print(time.process_time() - used)"
    )
    crowd = cgroups.create(Limits(memory=1024 * MIB, processes=100))
    assert crowd is not None
    command = crowd.joined_by([sys.executable, "-c", many])
    with subprocess.Popen(command, stdout=subprocess.PIPE) as burning:
        assert burning.stdout is not None
        burning.stdout.readline()
        assert float(run_in(group, alone).stdout) > 2 * 0.12
    crowd.remove()


def cores() -> set[int]:
    return os.sched_getaffinity(0)


def test_without_a_share_of_the_processor_the_rest_is_bounded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where no groups of that kind may be made, there are groups of the others."""
    own = cgroups._own_groups()
    if "memory" not in own:
        pytest.skip("version 2 has one tree for all")
    monkeypatch.setattr(
        cgroups, "_own_groups", lambda: {**own, "cpu": tmp_path / "absent"}
    )
    found = cgroups.available.__wrapped__()
    assert found is not None
    assert found.cpu is None


@pytest.mark.parametrize("given", ["memory pids", "cpu memory pids"])
def test_version_2_is_asked_to_share_the_processor(tmp_path: Path, given: str) -> None:
    """Unless it does already."""
    control = tmp_path / "cgroup.subtree_control"
    control.write_text(given)
    assert cgroups._shared(tmp_path) == tmp_path
    assert control.read_text() == ("+cpu" if given == "memory pids" else given)
    assert cgroups._shared(tmp_path / "absent") is None


def test_it_goes_when_its_processes_have_gone(group: Group) -> None:
    """Taking it away waits a moment for the last of them."""
    command = group.joined_by(["sleep", "0.3"])
    with subprocess.Popen(command):
        time.sleep(0.1)
        group.remove()
    assert not any(folder.exists() for folder in group.folders)


@pytest.mark.usefixtures("nothing_left")
def test_a_kernel_that_takes_too_much_is_told_so(walled: Sandbox) -> None:
    """Memory in files of /dev/shm counts too; no limit of one process sees those."""
    limits = Limits(memory=600 * MIB, scratch=400 * MIB)
    greedy = (
        "with open('/dev/shm/file', 'wb') as file:\n"
        "    for _ in range(350): file.write(b'x' * (1 << 20))",
        "kept = b'x' * (300 << 20)",
    )
    told = tell(walled, *greedy, "2", limits=limits)
    assert told.statuses == ["ok", "error", "not_run"]
    assert told.execution.outcome == "memory"


@pytest.mark.usefixtures("nothing_left")
def test_no_group_is_left(walled: Sandbox) -> None:
    """While a kernel lives it has one; afterwards it has none."""
    tree = cgroups.available()
    assert tree is not None

    def groups() -> set[Path]:
        # Ours: another test may run beside this one.
        return set(tree.memory.glob(f"{cgroups.PREFIX}{os.getpid()}-*"))

    before = groups()
    assert tell(walled, "x = 1").statuses == ["ok"]
    assert groups() == before
