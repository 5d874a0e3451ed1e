"""What a walled kernel cannot do; where it is harmless, an unwalled one can.

A test of a wall that nothing pushes against proves nothing: the same notebook runs with
walls and without.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from kernels import SMALL, Told, level_or_skip, tell, this_python

import grader
from grader.evidence import Examiner
from grader.sandbox import MIB, Limits, Sandbox
from grader.sandbox.mounts import HOME

CHECKOUT = Path(grader.__file__).resolve().parents[1]
SECRET = "GRADER_TEST_SECRET"  # the name of a variable, not a secret

PUSH = """
import ctypes, glob, json, os, signal, socket, subprocess
from pathlib import Path
wanted = json.loads({wanted!r})
seen = {{}}

def can(action):
    try:
        action()
    except BaseException as error:
        return type(error).__name__
    return "yes"

def connect(family, kind, address):
    with socket.socket(family, kind) as made:
        made.settimeout(3)
        made.connect(address)
        made.send(b"hello")

def write(path):
    with open(path, "w") as file:
        file.write("x")
    if path != wanted["kept"]:
        os.unlink(path)

seen["root"] = sorted(os.listdir("/"))
seen["homes"] = sorted(os.listdir("/home")) if os.path.isdir("/home") else []
seen["etc"] = sorted(os.listdir("/etc"))
seen["exists"] = [p for p in wanted["paths"] if os.path.exists(p)]
seen["secret"] = os.environ.get(wanted["secret"], "")

def environment_of(path):
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""

seen["secrets of others"] = any(
    wanted["secret"].encode() in environment_of(path)
    for path in glob.glob("/proc/[0-9]*/environ")
)
tcp, udp, name = wanted["tcp"], wanted["udp"], "\\0" + wanted["abstract"]
seen["tcp"] = can(lambda: connect(socket.AF_INET, socket.SOCK_STREAM, tuple(tcp)))
seen["udp"] = can(lambda: connect(socket.AF_INET, socket.SOCK_DGRAM, tuple(udp)))
seen["abstract"] = can(lambda: connect(socket.AF_UNIX, socket.SOCK_STREAM, name))
seen["pathname"] = can(
    lambda: connect(socket.AF_UNIX, socket.SOCK_STREAM, wanted["pathname"]))
seen["interfaces"] = [name for _, name in socket.if_nameindex()]
seen["uid"], seen["gid"], seen["groups"] = os.getuid(), os.getgid(), os.getgroups()
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
kinds = ("CapEff", "CapPrm", "CapBnd", "CapAmb")
seen["caps"] = {{kind: int(status[kind], 16) for kind in kinds}}
seen["no new privileges"] = int(status["NoNewPrivs"])
seen["writes"] = {{p: can(lambda: write(p)) for p in wanted["writes"]}}
pids = [int(p) for p in os.listdir("/proc") if p.isdigit()]
seen["processes"] = len(pids)
seen["signal"] = can(lambda: os.kill(wanted["pid"], 0))
if wanted["walled"]:
    seen["mount"] = can(lambda: subprocess.run(["umount", "/tmp"], check=True))
    libc = ctypes.CDLL(None, use_errno=True)
    user_and_mounts = 0x10000000 | 0x20000
    seen["unshare"] = libc.unshare(user_and_mounts)
    seen["setuid"] = can(lambda: os.setuid(0))
seen["terminal"] = can(lambda: open("/dev/tty"))
seen["session leader"] = os.getsid(0) == os.getpid()
seen["devices"] = sorted(os.listdir("/dev"))
report = [seen]
"""


@dataclass(frozen=True)
class Outside:
    """What lies around a sandbox, and is none of its business."""

    wanted: dict[str, Any]
    siblings: Path
    udp: socket.socket

    @property
    def kept(self) -> Path:
        """The file that a notebook writes and does not remove."""
        return self.siblings / "grader-test"

    def heard(self) -> str:
        """What came in by UDP, where sending tells nothing."""
        self.udp.settimeout(0.2)
        try:
            return self.udp.recv(99).decode()
        except TimeoutError:
            return ""


@pytest.fixture(scope="module")
def outside() -> Iterator[Outside]:
    """Listeners, a secret and the folder of another kernel, as the host has them."""
    with ExitStack() as stack:
        # Not under /tmp alone would do: a sibling's folder lies beside the kernel's.
        siblings = Path(stack.enter_context(tempfile.TemporaryDirectory(dir="/tmp")))
        siblings.chmod(0o755)
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        abstract = stack.enter_context(socket.socket(socket.AF_UNIX))
        abstract.bind(f"\0grader-test-{os.getpid()}")
        abstract.listen()
        pathname = stack.enter_context(socket.socket(socket.AF_UNIX))
        pathname.bind(str(siblings / "socket"))
        (siblings / "socket").chmod(0o777)
        pathname.listen()
        sibling = siblings / "grade-sibling"
        sibling.mkdir()
        python = this_python()
        paths = [
            *(CHECKOUT / part for part in ("grader", "assignments", "reference")),
            *(CHECKOUT / "tests" / "kernels.py", CHECKOUT / "pyproject.toml"),
            *map(Path, ("/root", "/var", "/sys", "/run", "/etc/shadow", "/mnt")),
            *(sibling, python.executable),
        ]
        wanted = {
            "paths": [str(path) for path in paths],
            "secret": SECRET,
            "tcp": tcp.getsockname(),
            "udp": udp.getsockname(),
            "abstract": abstract.getsockname()[1:].decode(),
            "pathname": pathname.getsockname(),
            "kept": str(siblings / "grader-test"),
            "pid": os.getpid(),
        }
        stack.enter_context(pytest.MonkeyPatch.context()).setenv(SECRET, "hush")
        other = stack.enter_context(subprocess.Popen(["sleep", "600"]))
        stack.callback(other.kill)
        yield Outside(wanted, siblings, udp)


def writes(walled: bool, siblings: Path) -> list[str]:
    """Where to try to write: without walls, only where it does no harm."""
    harmless = [str(siblings / "grader-test"), "grader-test"]
    if not walled:
        return harmless
    return [
        *("/usr/grader-test", "/etc/grader-test", "/grader-test", "/dev/grader-test"),
        *(str(this_python().prefix / "grader-test"), "/grader/inside/grader-test"),
        *("/grader/room/grader-test", "/grader/rooms/grader-test"),
        *("/tmp/grader-test", "/dev/shm/grader-test", *harmless),
    ]


def seen_in(sandbox: Sandbox, outside: Outside) -> dict[str, Any]:
    async def ask(examiner: Examiner) -> None:
        await examiner.fetch("report", "report")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(outside.siblings))
        walled = sandbox.name != "none"
        tries = {"walled": walled, "writes": writes(walled, outside.siblings)}
        script = PUSH.format(wanted=json.dumps(outside.wanted | tries))
        told = tell(sandbox, script, ask=ask)
    assert told.statuses == ["ok"], told.execution
    (seen,) = told["report"].facts["value"]
    seen["udp"] = "yes" if outside.heard() == "hello" else "unheard"
    seen["kept"] = outside.kept.exists()
    outside.kept.unlink(missing_ok=True)
    return dict(seen)


@pytest.fixture(scope="module")
def inside(walled: Sandbox, outside: Outside) -> dict[str, Any]:
    """What a notebook sees and may do behind walls."""
    return seen_in(walled, outside)


@pytest.fixture(scope="module")
def free(outside: Outside) -> dict[str, Any]:
    """What the same notebook sees and may do without walls."""
    return seen_in(level_or_skip("none"), outside)


Seen = dict[str, Any]


def test_the_root_is_an_allow_list(inside: Seen, free: Seen) -> None:
    """Nothing is there that was not put there."""
    first = {part.parts[1] for part in this_python().folders}
    allowed = {"bin", "lib", "lib32", "lib64", "sbin", "usr", "etc", "proc", "dev"}
    allowed |= {"tmp", "home", "grader"} | first
    assert set(inside["root"]) <= allowed
    assert {"var", "sys", "run"} <= set(free["root"])
    assert inside["etc"] == ["ld.so.cache", "passwd"]
    assert inside["homes"] == [Path(HOME).name]


def test_nothing_of_the_graders_own_is_visible(inside: Seen, free: Seen) -> None:
    """No checks, no references, no tests, no secrets of the system, no siblings."""
    python = str(this_python().executable)
    wanted = set(free["exists"])
    assert {str(CHECKOUT / "grader"), "/etc/shadow", python} <= wanted
    hidden = set(inside["exists"]) - {python, *_above(this_python().folders)}
    assert hidden == set()
    assert python in inside["exists"]


def _above(folders: tuple[Path, ...]) -> set[str]:
    """Empty folders that only lead to the interpreter."""
    return {str(parent) for folder in folders for parent in folder.parents}


def test_no_secret_of_the_environment_comes_along(inside: Seen) -> None:
    """A variable of the grader's is in no environment that a notebook can read."""
    assert os.environ.get(SECRET) == "hush"
    assert inside["secret"] == ""
    assert not inside["secrets of others"]


def test_the_plain_kernel_gets_a_clean_environment_too(free: Seen) -> None:
    """Without walls a notebook could read ours, but it is not handed to it."""
    assert free["secret"] == ""
    assert free["secrets of others"]


@pytest.mark.parametrize("way", ["tcp", "udp", "abstract", "pathname"])
def test_there_is_no_network(inside: Seen, free: Seen, way: str) -> None:
    """No listener of the host can be reached, by any kind of socket."""
    assert free[way] == "yes"
    assert inside[way] != "yes"


def test_only_an_own_loopback_is_there(inside: Seen, free: Seen) -> None:
    """The one interface leads nowhere."""
    assert inside["interfaces"] == ["lo"]
    assert free["interfaces"] != []


def test_a_notebook_is_nobody(inside: Seen) -> None:
    """It has an unprivileged uid, no capability, and no way to get one."""
    assert inside["uid"] == inside["gid"] == 65534
    assert set(inside["groups"]) <= {65534}
    assert {inside["caps"][kind] for kind in ("CapEff", "CapPrm", "CapAmb")} == {0}
    assert inside["no new privileges"] == 1
    assert inside["setuid"] != "yes"


def test_no_new_namespaces(inside: Seen) -> None:
    """It can neither make namespaces of its own nor take off a mask."""
    assert inside["unshare"] == -1
    assert inside["mount"] != "yes"


def test_writing_stays_inside(inside: Seen, free: Seen, outside: Outside) -> None:
    """Only its scratch folders can be written to; of them nothing is seen outside."""
    writable = {path for path, done in inside["writes"].items() if done == "yes"}
    scratch = {"/tmp/grader-test", "grader-test", "/dev/shm/grader-test"}
    assert writable == scratch
    assert free["kept"]
    assert not inside["kept"]


def test_processes_of_the_host_are_invisible(inside: Seen, free: Seen) -> None:
    """It sees its own and the namespace's first process, and signals no other."""
    assert free["signal"] == "yes"
    assert free["processes"] > 2
    assert inside["processes"] == 2
    assert inside["signal"] != "yes"


def test_there_is_no_terminal(inside: Seen) -> None:
    """Nothing can be typed into the terminal of whoever grades."""
    assert inside["terminal"] != "yes"


def test_devices_are_the_harmless_ones(inside: Seen) -> None:
    """No disk, no memory, no kernel log."""
    allowed = {"console", "core", "fd", "full", "mqueue", "null", "ptmx", "pts"}
    allowed |= {"random", "shm", "stderr", "stdin", "stdout", "tty", "urandom", "zero"}
    assert set(inside["devices"]) <= allowed


class TestLimits:
    """What a notebook may use up."""

    def test_memory(self, walled: Sandbox) -> None:
        """More memory than allowed is a MemoryError, or costs the kernel."""
        cells = ("import numpy as np", "x = np.empty(150_000_000)", "y = np.ones(10)")
        told = tell(walled, *cells)
        assert told.statuses[1] == "error"
        assert told.statuses[2] == "ok" or not told.execution.alive
        free = tell(walled, *cells, limits=Limits())
        assert free.statuses == ["ok"] * 3

    def test_processes(self, walled: Sandbox) -> None:
        """A bomb of processes meets a limit; the kernel goes on."""
        bomb = (
            "import os, signal, time\nborn = []\n"
            "def multiply(most):\n"
            "    for _ in range(most):\n"
            "        pid = os.fork()\n"
            "        if pid == 0:\n"
            "            time.sleep(60); os._exit(0)\n"
            "        born.append(pid)\n"
            "try:\n    multiply(200)\n"
            "finally:\n    [os.kill(pid, signal.SIGKILL) for pid in born]"
        )
        few = Limits(SMALL.memory, SMALL.file, SMALL.scratch, processes=60)
        told = tell(walled, bomb, "assert 1 <= len(born) < 60", limits=few)
        assert told.statuses == ["error", "ok"]
        assert told.execution.cells[0].error is not None
        assert told.execution.cells[0].error.name == "BlockingIOError"

    def test_files(self, walled: Sandbox) -> None:
        """One file, and all of them together, have their greatest size."""
        large = f"open('a', 'wb').write(bytes({SMALL.file + MIB}))"
        many = (
            f"for i in range(3): open(f'b{{i}}', 'wb').write(bytes({SMALL.file // 2}))"
        )
        told = tell(walled, large, "import os; os.unlink('a')", many)
        assert told.statuses == ["error", "ok", "error"]
        for cell in (told.execution.cells[0], told.execution.cells[2]):
            assert cell.error is not None
            assert cell.error.name == "OSError"

    def test_limits_cannot_be_raised(self, walled: Sandbox) -> None:
        """What was lowered stays lowered, for the kernel and its children."""
        cells = (
            "import resource\n"
            "for kind in (resource.RLIMIT_DATA, resource.RLIMIT_NPROC):\n"
            "    assert resource.getrlimit(kind)[1] != resource.RLIM_INFINITY\n"
            "resource.setrlimit(resource.RLIMIT_DATA, (-1, -1))",
        )
        told = tell(walled, *cells)
        assert told.execution.cells[0].error is not None
        assert told.execution.cells[0].error.name == "ValueError"


def test_a_daemon_ends_with_its_kernel(walled: Sandbox) -> None:
    """Twice forked, in a session of its own: it is gone all the same."""
    name = f"grader-test-daemon-{os.getpid()}"
    told: Told = tell(
        walled,
        "import os, subprocess, sys, time\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    if os.fork() == 0:\n"
        "        code = 'import time; time.sleep(99)'\n"
        f"        os.execv(sys.executable, [{name!r}, '-c', code])\n"
        "    os._exit(0)\n"
        "time.sleep(0.3)\n"
        "listed = [open(f'/proc/{p}/cmdline').read()\n"
        "          for p in os.listdir('/proc') if p.isdigit()]\n"
        f"assert any({name!r} in line for line in listed)",
    )
    assert told.statuses == ["ok"]
    lines = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    assert f"{name} -c" not in lines
