"""At a terminal: what a stranger wrote does not steer it, and Ctrl-C ends cleanly."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from commands import handed_in, neutral_environment
from small_assignment import NEVER, RIGHT, write_assignment

TITLE = "\x1b]0;owned\x07"
NAME = f"a{TITLE}\x1b[2J\nb.ipynb"
CELL = f"raise ValueError({TITLE!r} + '''{TITLE}\x9b2J''')  # {TITLE}"


def at_a_terminal(*arguments: str | Path, cwd: Path) -> tuple[int, bytes]:
    """Exit code and all that a terminal of 80 columns was sent."""
    ours, theirs = pty.openpty()
    started = subprocess.Popen(
        [sys.executable, "-m", "grader", *map(str, arguments)],
        cwd=cwd,
        env=neutral_environment() | {"TERM": "xterm-256color", "COLUMNS": "80"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    sent = b""
    try:
        while chunk := os.read(ours, 1 << 16):
            sent += chunk
    except OSError:  # so a terminal says that nobody writes to it any more
        pass
    finally:
        os.close(ours)
    return started.wait(timeout=60), sent


@pytest.mark.parametrize("sandbox", ["none", "auto"])
def test_a_strangers_words_do_not_steer_it(sandbox: str, tmp_path: Path) -> None:
    """Colours and the live line are ours; titles, bells, C1 controls never arrive."""
    write_assignment(tmp_path / "assignments")
    notebook = handed_in(tmp_path, NEVER, CELL, RIGHT, name=NAME, assignment="doubling")
    code, sent = at_a_terminal(
        "submit", notebook, "--sandbox", sandbox, "--student", NAME, cwd=tmp_path
    )
    assert code == 0, sent
    assert b" / 4 " in sent
    assert b"\x1b[" in sent
    for control in (b"\x1b]", b"\x07", b"\x1b[2J", "\x9b".encode()):
        assert control not in sent


def test_a_batch_says_live_how_it_goes(tmp_path: Path) -> None:
    """How many run, how many are done and how well, in one line that is renewed."""
    write_assignment(tmp_path / "assignments")
    for name in ("ana", "luis"):
        cell = f"{RIGHT}\nimport time\ntime.sleep(1)  # {name}"
        file = f"{name}.ipynb"
        handed_in(tmp_path, NEVER, cell, name=file, assignment="doubling")
    notebooks = sorted(tmp_path.glob("*.ipynb"))
    arguments = ("--sandbox", "none", "--unsafe-no-isolation", "--jobs", "1")
    code, sent = at_a_terminal("batch", *notebooks, *arguments, cwd=tmp_path)
    assert code == 0, sent
    for words in (b"1 running", b"0/2", b"1/2", b"2/2", b"mean 100 %"):
        assert words in sent
    assert b"ana, doubling" not in sent
    assert b"2 students, 2 graded, mean 100.0 %" in sent


def test_a_refused_name_does_not_steer_it(tmp_path: Path) -> None:
    """The message of an error is plain text on lines of its own."""
    code, sent = at_a_terminal("submit", NAME, cwd=tmp_path)
    assert code == 2
    assert b"\x1b" not in sent
    assert len(sent.splitlines()) == 2


def test_an_interrupted_run_leaves_nothing_behind(tmp_path: Path) -> None:
    """Ctrl-C while a cell runs: exit 130 long before it ends, no kernel, no folder."""
    write_assignment(tmp_path / "assignments")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    mark = tmp_path / "running"
    busy = f"open({str(mark)!r}, 'w').close()\nimport time\ntime.sleep(300)"
    notebook = handed_in(tmp_path, NEVER, busy, assignment="doubling")
    started = subprocess.Popen(
        [sys.executable, "-m", "grader", "submit", notebook, "--sandbox", "none"],
        cwd=tmp_path,
        env=neutral_environment() | {"TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A shell's background jobs, and all that they start, would ignore Ctrl-C.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 60
    while not mark.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert mark.exists()
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=60)
    assert (started.returncode, out) == (130, b""), err
    assert b"Traceback" not in err
    assert list(temporary.iterdir()) == []
