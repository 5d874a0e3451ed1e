"""Grades a slow notebook again and again, and kills the grader at each step.

A script for ``test_killed.py``, with a level and a folder. This process imports once,
and each grader is a fork of it. It prints JSON: what was still running after each kill,
and the results of the two graders at the end that were left alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import processes
from kernels import SMALL, level_or_skip, notebook, this_python
from small_assignment import write_assignment

from grader.assignment import read_assignment
from grader.messages import Message
from grader.pipeline import Conditions, grade
from grader.result import Result, to_json
from grader.sandbox import Sandbox
from grader.streams import Seed
from grader.submission import read_submission

GONE_SECONDS = 5.0
SLOW = (
    "import os, time\nstarted = time.monotonic()",
    "time.sleep(0.3)",
    "def double(x):\n    time.sleep(0.3)\n    return 2 * x",
    "import numpy as np\nassert np.ones(3).sum() == 3",
)
UNSTABLE = ("seconds", "probe_seconds", "peak_memory_mb")
BIRTHS = 20
"""So many graders are killed while a kernel of theirs is being born, 0 to 19 ms old."""
STEPS = {"first cell": "cell 1", "mid-cell": "cell 2", "in a probe": "asking double"}
"""What the grader says when it comes to a step."""
killed: list[int] = []


def lay_out(folder: Path) -> None:
    """Write the notebook and its assignment."""
    write_assignment(folder / "assignments")
    slow = notebook(*SLOW)
    slow.metadata["grader"] = {"framework": "torch"}
    nbformat.write(slow, folder / "ana.ipynb")


async def graded(
    sandbox: Sandbox, folder: Path, tell: Callable[[Message], None] = lambda _: None
) -> Result:
    """Grade the notebook, always with the same seed."""
    conditions = Conditions(Seed("1"), sandbox, this_python(), "en", limits=SMALL)
    assignment = read_assignment(folder / "assignments" / "doubling")
    return await grade(
        read_submission(folder / "ana.ipynb"), assignment, conditions, tell
    )


def stable(result: Result) -> dict[str, Any]:
    """The JSON of a result, times and memory aside."""
    data: dict[str, Any] = json.loads(to_json(result))
    for key in UNSTABLE:
        del data["execution"][key]
    for cell in data["execution"]["cells"]:
        del cell["seconds"]
    return data


def forked(sandbox: Sandbox, folder: Path) -> tuple[int, int]:
    """A grader in a process of its own, and the pipe in which it tells what it does."""
    read_end, write_end = os.pipe()
    grader = os.fork()
    if grader == 0:
        os.close(read_end)

        def tell(message: Message) -> None:
            os.write(write_end, f"{message}\n".encode())

        asyncio.run(graded(sandbox, folder, tell))
        os._exit(0)
    os.close(write_end)
    return grader, read_end


def kill_at_birth(sandbox: Sandbox, folder: Path, seconds: float) -> None:
    """Kill a grader so long after it has started its first process."""
    grader, told = forked(sandbox, folder)
    children = Path(f"/proc/{grader}/task/{grader}/children")
    while not children.read_text():
        pass
    time.sleep(seconds)
    end(grader, told)


def kill_at(words: str, sandbox: Sandbox, folder: Path) -> None:
    """Kill a grader as soon as it says these words."""
    grader, told = forked(sandbox, folder)
    heard = b""
    while words.encode() not in heard:
        heard += (more := os.read(told, 4096))
        if not more:
            raise RuntimeError(f"it ended before it said {words!r}")
    end(grader, told)


def end(grader: int, told: int) -> None:
    killed.append(grader)
    os.kill(grader, signal.SIGKILL)
    os.waitpid(grader, 0)
    os.close(told)


def living(folder: Path) -> list[str]:
    """What still runs there when it has had its time to end; then it is ended."""
    left = processes.waited_for(
        lambda: processes.around(folder) - {os.getpid()}, GONE_SECONDS
    )
    found = processes.named(left)
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return found


def groups() -> list[str]:
    """The control groups of those who were killed before they could remove them."""
    prefixes = tuple(f"grade-{pid}-" for pid in killed)
    found = (name for _, names, _ in os.walk("/sys/fs/cgroup") for name in names)
    return sorted(name for name in found if name.startswith(prefixes))


def main(level: str, folder: Path) -> dict[str, Any]:
    sandbox = level_or_skip(level)
    this_python()
    left = {}
    for birth in range(BIRTHS):
        kill_at_birth(sandbox, folder, birth / 1000)
    left["birth"] = living(folder)
    for step, words in STEPS.items():
        kill_at(words, sandbox, folder)
        left[step] = living(folder)
    results = [stable(asyncio.run(graded(sandbox, folder))) for _ in range(2)]
    sandbox.close()
    return {"left": left, "results": results, "groups": groups()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], Path(sys.argv[2]))))
