"""The filter refuses what no notebook needs, and nothing that one does."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

import grader
from grader.inside import syscalls

ROOT = Path(grader.__file__).parents[1]
PREPARE = """
import ctypes, errno, fcntl, os, sys, threading
from grader.inside import syscalls
libc = ctypes.CDLL(None, use_errno=True)
if sys.argv[1] == "walled":
    assert syscalls.forbid()
def refused(result):
    return result == -1 and ctypes.get_errno() == errno.EPERM
"""
KEYCTL = syscalls.REFUSED["keyctl"][0]
ATTEMPTS = {
    "being traced": "print(refused(libc.ptrace(0, 0, 0, 0)))",
    "a new user namespace": "print(refused(libc.unshare(0x10000000)))",
    "a kernel's log": "print(refused(libc.klogctl(10, None, 0)))",
    "a keyring": f"print(refused(libc.syscall({KEYCTL}, 0, -3, 1)))",
}

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64",
    reason="the numbers in this test are those of x86-64 Linux",
)


def tried(code: str, wall: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PREPARE + code, wall],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("code", ATTEMPTS.values(), ids=ATTEMPTS)
def test_a_call_is_refused_by_the_filter_alone(code: str) -> None:
    """With the wall off it succeeds, so it is the wall that refuses."""
    assert tried(code, "open") == "False"
    assert tried(code, "walled") == "True"


def test_ordinary_work_goes_on() -> None:
    """Threads, forks, programs, pipes and numpy know nothing of the filter."""
    work = (
        "import subprocess, numpy as np\n"
        "t = threading.Thread(target=lambda: None); t.start(); t.join()\n"
        "pid = os.fork()\n"
        "if pid == 0: os._exit(7)\n"
        "assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7\n"
        "print(subprocess.check_output(['echo', 'fine'], text=True).strip())\n"
        "assert (np.ones((300, 300)) @ np.ones((300, 300)))[0, 0] == 300\n"
    )
    assert tried(work, "walled") == "fine"


def test_typing_into_a_terminal_is_refused() -> None:
    """TIOCSTI would let a notebook type into the shell that started it."""
    code = (
        "import pty, termios\n"
        "master, slave = pty.openpty()\n"
        "try: fcntl.ioctl(slave, termios.TIOCSTI, b'x'); print('typed')\n"
        "except OSError as error: print(errno.errorcode[error.errno])\n"
    )
    assert tried(code, "walled") == "EPERM"


def test_a_program_is_whole_instructions() -> None:
    """Every architecture's filter ends in a verdict, and its jumps stay inside."""
    for column, architecture in syscalls.ARCHITECTURES.values():
        code = syscalls.program(column, architecture)
        assert len(code) % 8 == 0
        steps = [code[i : i + 8] for i in range(0, len(code), 8)]
        for place, step in enumerate(steps):
            jump_true, jump_false = step[2], step[3]
            assert place + max(jump_true, jump_false) + 1 <= len(steps)
        assert steps[-1][0] == syscalls.RETURN
