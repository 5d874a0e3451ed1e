"""The allow-list of a walled kernel, and that it works wherever a clone lies."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from kernels import SMALL, WALLED, level_or_skip, this_python

import grader
from grader.sandbox import Launch
from grader.sandbox.interpreter import Interpreter
from grader.sandbox.mounts import closed_ancestors, opened_for_others, root_of

CHECKOUT = Path(grader.__file__).resolve().parents[1]
ORDINARY = 1000  # a uid that is not root's


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder under /tmp that any user may enter."""
    with tempfile.TemporaryDirectory(prefix="t-", dir="/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def launch_of(python: Interpreter, folder: Path, *hidden: Path) -> Launch:
    return Launch(python, folder, SMALL, channel=7, hidden=hidden)


def test_every_bind_is_on_the_list(tmp_path: Path) -> None:
    """Only /usr, the loader's cache, a passwd, the interpreter and ours are bound."""
    python = Interpreter(
        *(Path("/opt/env/bin/python"), Path("/opt/env"), Path("/opt/py"), "3", {})
    )
    arguments = root_of(launch_of(python, tmp_path), Path("/ours"), sized=True)
    bound = {
        (arguments[i + 1], arguments[i + 2], kind)
        for i, kind in enumerate(arguments)
        if kind.startswith(("--bind", "--ro-bind"))
    }
    system = {b for b in bound if b[0] in ("/bin", "/lib", "/lib32", "/lib64", "/sbin")}
    assert bound - system == {
        ("/usr", "/usr", "--ro-bind"),
        ("/etc/ld.so.cache", "/etc/ld.so.cache", "--ro-bind-try"),
        (str(tmp_path / "passwd"), "/etc/passwd", "--ro-bind"),
        ("/opt/env", "/opt/env", "--ro-bind"),
        ("/opt/py", "/opt/py", "--ro-bind"),
        ("/ours", "/grader/inside", "--ro-bind"),
        (str(tmp_path), "/grader/room", "--bind"),
    }
    assert arguments[-2:] == ["--remount-ro", "/"]


def test_what_is_ours_is_masked_where_it_would_be_seen(tmp_path: Path) -> None:
    """A grader installed in the environment itself is covered; elsewhere it is not."""
    package = tmp_path / "env" / "lib" / "grader"
    package.mkdir(parents=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    env = tmp_path / "env"
    python = Interpreter(env / "bin" / "python", env, Path("/usr"), "3", {})
    launch = launch_of(python, tmp_path, package, elsewhere, tmp_path / "missing")
    arguments = root_of(launch, Path("/ours"), sized=False)
    masks = [arguments[i + 1] for i, a in enumerate(arguments) if a == "--tmpfs"]
    assert str(package) in masks
    assert str(elsewhere) not in masks
    assert "--size" not in arguments
    assert arguments.index(str(package)) > arguments.index(str(env))


def test_links_lead_past_no_mask(tmp_path: Path) -> None:
    """A folder is covered where it is, under the name by which a kernel sees it."""
    package = tmp_path / "real" / "lib" / "grader"
    package.mkdir(parents=True)
    (tmp_path / "real" / "lib64").symlink_to("lib")
    env = tmp_path / "env"
    env.symlink_to("real")
    python = Interpreter(env / "bin" / "python", env, Path("/usr"), "3", {})
    launch = launch_of(python, tmp_path, env / "lib64" / "grader", package)
    arguments = root_of(launch, Path("/ours"), sized=False)
    masks = [arguments[i + 1] for i, a in enumerate(arguments) if a == "--tmpfs"]
    ours = [mask for mask in masks if Path(mask).is_relative_to(tmp_path)]
    assert ours == [str(env / "lib" / "grader")]


def test_closed_folders_on_the_way_are_opened(short: Path) -> None:
    """A closed folder is replaced by an empty one that leads to what is needed."""
    deep = short / "home" / "clone" / "env"
    deep.mkdir(parents=True)
    (short / "home").chmod(0o700)
    (short / "home" / "clone").chmod(0o700)
    home = str(short / "home")
    assert closed_ancestors([deep]) == [short / "home", short / "home" / "clone"]
    arguments = opened_for_others([deep])
    assert arguments[:3] == ["--dev-bind", "/", "/"]
    assert arguments.count("--tmpfs") == 1
    assert arguments[arguments.index("--tmpfs") + 1] == home
    assert arguments[-3:] == ["--bind", str(deep), str(deep)]
    assert arguments[7:11] == ["--perms", "0755", "--dir", str(deep.parent)]


def test_nothing_is_covered_where_everything_is_open(short: Path) -> None:
    """Where any user may go, the file system stays as it is."""
    assert opened_for_others([short]) == ["--dev-bind", "/", "/"]


SCRIPT = """
import asyncio, json, os, sys
from pathlib import Path
import grader
from grader.evidence import Examiner
from grader.execution.runner import Patience, run_cells
from grader.execution.session import kernel_session
from grader.sandbox import Limits, sandbox_named
from grader.sandbox.interpreter import interrogate
import nbformat.v4 as v4

CELLS = ["x = 6 * 7", "import os; seen = [{'uid': os.getuid(), 'x': x}]",
         "import os; os.system('sleep 60')", "import numpy"]

async def main(level):
    sandbox = sandbox_named(level)
    problem = sandbox.problem()
    if problem is not None:
        return {"problem": str(problem)}
    hidden = (Path(grader.__file__).parent,)
    async with kernel_session(
        sandbox, interrogate(), Limits(), None, hidden
    ) as session:
        made = v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in CELLS])
        ran = await run_cells(session, made, Patience(1, 30), lambda _: None)
        session.open_channel()
        examiner = Examiner(session.channel, session.interrupt, 9, 9)
        answer = await examiner.fetch("seen", "seen")
        return {"uid": os.getuid(), "clone": grader.__file__, "error": answer.error,
                "cells": [c.status for c in ran.cells], **answer.facts["value"][0]}

print(json.dumps(asyncio.run(main(sys.argv[1]))))
"""


@pytest.mark.parametrize("level", WALLED)
@pytest.mark.parametrize("user", ["whoever runs this", "an ordinary user"])
@pytest.mark.parametrize("place", ["a path with spaces", "a closed home"])
def test_a_clone_works_wherever_it_lies(
    short: Path, level: str, user: str, place: str
) -> None:
    """Under any user, in a path with spaces and under a 0700 home, kernels start."""
    level_or_skip(level)
    clone = short / place
    shutil.copytree(
        CHECKOUT / "grader",
        clone / "grader",
        ignore=shutil.ignore_patterns("__pycache__", "*.npz"),
    )
    (clone / "script.py").write_text(SCRIPT, encoding="utf-8")
    if place == "a closed home":
        clone.chmod(0o700)
    become = _become_ordinary(clone) if user == "an ordinary user" else []
    done = subprocess.run(
        [*become, sys.executable, "-B", str(clone / "script.py"), level],
        cwd="/",
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(clone), "TMPDIR": "/tmp"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    told = json.loads(done.stdout)
    if "problem" in told:
        pytest.skip(f"{user} has no {level} here: {told['problem']}")
    assert told["clone"].startswith(str(clone))
    assert told["cells"] == ["ok", "ok", "timeout", "ok"]
    assert told["uid"] == 65534  # the kernel's: it comes last
    assert told["x"] == 42


def _become_ordinary(clone: Path) -> list[str]:
    """Arguments that run a command as an ordinary user, who can reach Python."""
    if os.geteuid() != 0:
        pytest.skip("whoever runs this is an ordinary user already")
    for path in (clone, *clone.rglob("*")):
        os.chown(path, ORDINARY, ORDINARY)
    bwrap = shutil.which("bwrap") or "bwrap"
    needed = [*this_python().folders, clone]
    return [
        *(bwrap, "--die-with-parent", *opened_for_others(needed), "--"),
        *("setpriv", f"--reuid={ORDINARY}", f"--regid={ORDINARY}", "--clear-groups"),
        *("--inh-caps=-all", "--"),
    ]
