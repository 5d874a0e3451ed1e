"""What every sandbox does alike: the same tests at every level of isolation."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from kernels import (
    LEVELS,
    SMALL,
    Told,
    level_or_skip,
    notebook,
    open_session,
    processes_naming,
    run_and_ask,
    tell,
    this_python,
)
from small_assignment import NEVER, RIGHT, write_assignment

from grader.assignment import read_assignment
from grader.errors import GraderFault
from grader.evidence import Examiner
from grader.execution import runner
from grader.execution.runner import Patience
from grader.messages import say
from grader.pipeline import Conditions, grade
from grader.result import Result, from_json, to_json
from grader.sandbox import CORES, MIB, Limits, Sandbox
from grader.sandbox.process import THREADS
from grader.streams import Seed
from grader.submission import read_submission

X = np.arange(6.0).reshape(2, 3)

pytestmark = pytest.mark.usefixtures("nothing_left")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel that is deaf is given up sooner."""
    monkeypatch.setattr(runner, "GRACE_SECONDS", 0.5)


class TestCells:
    """How a notebook is run."""

    def test_errors_do_not_stop_the_rest(self, sandbox: Sandbox) -> None:
        """Cells that raise, exit or do not parse are noted, and the next ones run."""

        async def ask(examiner: Examiner) -> None:
            await examiner.fetch("x", "x")

        cells = {
            "x = [1.0]": "",
            "1 / 0": "ZeroDivisionError",
            "x.append(2.0": "SyntaxError",
            "x.append(not_defined)": "NameError",
            "raise SystemExit(1)": "SystemExit",
            "input('your name? ')": "StdinNotImplementedError",
            "%no_such_magic": "UsageError",
            "raise ValueError('\\x1b[31m' + 'y' * 10_000)": "ValueError",
            "import sys; print('warning', file=sys.stderr)": "",
            "x.append(3.0)": "",
        }
        told = tell(sandbox, *cells, ask=ask)
        named = [c.error.name if c.error else "" for c in told.execution.cells]
        for found, expected in zip(named, cells.values(), strict=True):
            assert found == expected or expected in ("SyntaxError", "UsageError")
        assert told.statuses == ["error" if name else "ok" for name in cells.values()]
        assert told.execution.outcome == "completed"
        assert told.execution.alive
        assert told["x"].arrays["value"].tolist() == [1.0, 3.0]
        message = told.execution.cells[7].error
        assert message is not None
        assert len(message.message) <= 500
        assert "\x1b" not in message.message

    def test_a_cell_over_its_time_is_interrupted(self, sandbox: Sandbox) -> None:
        """A sleeping cell and a shell command are interrupted; the rest runs."""
        told = tell(
            sandbox,
            "import os, time",
            "time.sleep(60)",
            "os.system('sleep 60')",
            "try:\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    late = 1",
            "late + 1",
            patience=Patience(cell=1, total=60),
        )
        assert told.statuses == ["ok", "timeout", "timeout", "timeout", "ok"]
        assert told.execution.outcome == "timeout"
        assert told.execution.alive

    def test_when_all_time_is_used_no_more_cells_run(self, sandbox: Sandbox) -> None:
        """The time of all cells together is bounded too."""
        sleep = "import time; time.sleep(0.6)"
        patience = Patience(cell=30, total=1)
        told = tell(sandbox, sleep, sleep, sleep, "1", patience=patience)
        assert told.statuses == ["ok", "timeout", "not_run", "not_run"]
        assert told.execution.outcome == "timeout"
        assert told.execution.alive

    @pytest.mark.usefixtures("impatient")
    @pytest.mark.parametrize(
        "deaf",
        [
            "from signal import *; signal(SIGINT, SIG_IGN)\nwhile True: 1",
            "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
        ],
        ids=["ignores", "stopped"],
    )
    def test_a_deaf_cell_is_killed(self, sandbox: Sandbox, deaf: str) -> None:
        """A cell that no interrupt reaches costs its kernel's life: a time-out."""
        told = tell(sandbox, "1", deaf, "2", patience=Patience(cell=1, total=60))
        assert told.statuses == ["ok", "timeout", "not_run"]
        assert told.execution.outcome == "timeout"
        assert told.execution.fatal_cell == 1

    @pytest.mark.parametrize(
        "fatal",
        [
            "import os; os._exit(0)",
            "import ctypes; ctypes.string_at(0)",
            "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        ],
        ids=["exit", "segfault", "kill"],
    )
    def test_a_cell_that_ends_its_kernel_is_found(
        self, sandbox: Sandbox, fatal: str
    ) -> None:
        """Whatever ends the kernel, its cell is named and the rest was not run."""
        told = tell(sandbox, "1", fatal, "2")
        assert told.statuses == ["ok", "error", "not_run"]
        assert told.execution.outcome == "died"
        assert told.execution.fatal_cell == 1
        assert told.answers == {}

    @pytest.mark.parametrize(
        "flood",
        [
            "while True: print('x' * 1000)",
            "print('x' * 100_000_000)",
            "raise ValueError('x' * 100_000_000)",
            "socket = get_ipython().kernel.iopub_socket\n"
            "socket.send_multipart([b'x' * 1_000_000] * 300)\n"
            "while True: pass",
        ],
        ids=["print", "one-message", "error", "many-parts"],
    )
    def test_a_flood_of_output_ends_the_kernel(
        self, sandbox: Sandbox, flood: str
    ) -> None:
        """Too much output is no memory of ours; the cell that wrote it is named."""
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        told = tell(sandbox, flood, "2")
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        assert told.statuses == ["error", "not_run"]
        assert told.execution.outcome == "output"
        assert grown < 150 << 10  # kB

    def test_many_large_pictures_are_no_flood(self, sandbox: Sandbox) -> None:
        """What an honest notebook shows may be some tens of megabytes."""
        show = (
            "from IPython.display import publish_display_data\n"
            "for _ in range(30): publish_display_data({'image/png': 'x' * 1_000_000})"
        )
        told = tell(sandbox, show, "2")
        assert told.statuses == ["ok", "ok"]
        assert told.execution.outcome == "completed"

    def test_messages_that_nobody_can_read_end_the_kernel(
        self, sandbox: Sandbox
    ) -> None:
        """A forged signature is neither believed nor left to pile up."""
        forged = (
            "import time\nsocket = get_ipython().kernel.iopub_socket\n"
            "parts = [b'x', b'<IDS|MSG>', b'0' * 64, *[b'{}'] * 4]\n"
            "socket.send_multipart(parts)\ntime.sleep(20)"
        )
        told = tell(sandbox, forged, "2")
        assert told.statuses == ["error", "not_run"]
        assert told.execution.outcome == "protocol"

    def test_a_forged_reply_gains_nothing(self, sandbox: Sandbox) -> None:
        """A cell that claims to be done is followed by the next one all the same."""
        forged = (
            "kernel = get_ipython().kernel\nparent = kernel.get_parent('shell')\n"
            "def send(kind, content):\n"
            "    kernel.session.send(kernel.iopub_socket, kind, content, parent)\n"
            "send('status', {'execution_state': 'idle'})\nx = 5 / 0"
        )
        told = tell(sandbox, forged, "y = 1")
        assert told.statuses == ["error", "ok"]
        assert told.execution.outcome == "completed"

    def test_tags_do_not_keep_a_cell_from_running(self, sandbox: Sandbox) -> None:
        """What is in the notebook is run, as in Jupyter, whatever a cell's tags say."""

        async def journey() -> Told:
            async with open_session(sandbox) as session:
                made = notebook("x = 1 / 0")
                made.cells[0].metadata["tags"] = ["skip-execution", "raises-exception"]
                execution = await runner.run_cells(
                    session, made, Patience(9, 9), lambda _: None
                )
                return Told(execution)

        (cell,) = asyncio.run(journey()).execution.cells
        assert cell.status == "error"
        assert cell.error is not None
        assert cell.error.name == "ZeroDivisionError"

    def test_a_notebook_finds_its_usual_surroundings(self, sandbox: Sandbox) -> None:
        """A home to write to, temporary files, children, threads, shared memory."""
        told = tell(
            sandbox,
            "from pathlib import Path\nPath('a.txt').write_text('a')\n"
            "assert Path.cwd() == Path.home()\n"
            "(Path.home() / '.cache').mkdir(exist_ok=True)",
            "import tempfile\nwith tempfile.NamedTemporaryFile() as f: f.write(b'x')",
            "import subprocess, sys\n"
            "found = subprocess.run([sys.executable, '-c', 'print(6 * 7)'],\n"
            "                       capture_output=True, text=True, check=True)\n"
            "assert found.stdout == '42\\n'",
            "import multiprocessing as m\n"
            "with m.get_context('fork').Pool(2) as pool:\n"
            "    assert pool.map(abs, [-1, 2]) == [1, 2]",
            "from multiprocessing.shared_memory import SharedMemory\n"
            "s = SharedMemory(create=True, size=1 << 20); s.close(); s.unlink()",
            "import getpass, socket\ngetpass.getuser(), socket.gethostname()",
            "import sys\nassert 'agent' not in sys.modules and len(sys.argv) == 1\n"
            "assert not any('inside' in p for p in sys.path)",
        )
        errors = [cell.error for cell in told.execution.cells if cell.error]
        assert errors == []


@pytest.mark.parametrize("threads", [1, 3])
def test_a_kernel_computes_with_its_share_of_the_cores(
    sandbox: Sandbox, threads: int
) -> None:
    """Every framework is told, in the words that it reads."""
    told = tell(
        sandbox,
        "import os, numpy",
        *(f"assert os.environ[{name!r}] == '{threads}'" for name in THREADS),
        limits=dataclasses.replace(SMALL, threads=threads),
    )
    assert told.statuses == ["ok"] * (1 + len(THREADS))


@pytest.mark.frameworks
@pytest.mark.parametrize("threads", sorted({1, CORES}))
def test_torch_computes_with_its_share(sandbox: Sandbox, threads: int) -> None:
    """Imported before the fork with one thread, it has its share after it."""
    pytest.importorskip("torch")
    limits = Limits(memory=4096 * MIB, threads=threads)
    found = f"import torch\nassert torch.get_num_threads() == {threads}"
    assert tell(sandbox, found, limits=limits).statuses == ["ok"]


def test_the_cores_are_shared_among_jobs() -> None:
    """Each kernel has at least one thread."""
    assert Limits(threads=7).among(1).threads == CORES
    assert Limits().among(CORES).threads == 1
    assert Limits().among(2 * CORES).threads == 1


class TestLeavingNothing:
    """What is left of a kernel: nothing (the fixture looks after every test)."""

    def test_after_an_error_of_ours(self, sandbox: Sandbox) -> None:
        """A fault in the middle of a session leaves no thread and no descriptor."""

        async def journey() -> None:
            async with open_session(sandbox) as session:
                await run_and_ask(session, ("import os; os.system('sleep 77 &')",))
                raise GraderFault(say("the disk is full"))

        sandbox.close()
        open_before, threads = _open_descriptors(), threading.active_count()
        with pytest.raises(GraderFault, match="disk is full"):
            asyncio.run(journey())
        sandbox.close()
        assert _open_descriptors() == open_before
        assert threading.active_count() == threads

    @pytest.mark.parametrize("seconds", [0.0, 0.02, 0.4, 2.0])
    def test_after_a_cancellation(
        self, sandbox: Sandbox, seconds: float, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Ctrl-C at any moment ends the kernel quietly."""

        async def journey() -> None:
            async with open_session(sandbox) as session:
                await run_and_ask(session, ("import time; time.sleep(60)",))

        async def cancelled() -> None:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(journey(), seconds)

        sandbox.close()
        open_before = _open_descriptors()
        asyncio.run(cancelled())
        sandbox.close()
        assert _open_descriptors() == open_before
        assert caplog.messages == []

    def test_after_a_start_that_failed(self, sandbox: Sandbox) -> None:
        """A kernel that does not start is a fault of ours, with its last words."""
        python = dataclasses.replace(
            this_python(), executable=Path("/usr/bin/no-python")
        )

        async def journey() -> None:
            async with open_session(sandbox, interpreter=python):
                pytest.fail("it started")

        with pytest.raises(GraderFault, match="no-python"):
            asyncio.run(journey())

    def test_files_that_a_notebook_locked_are_removed(self, sandbox: Sandbox) -> None:
        """Closed folders, in the folder that both sides share, go like any other.

        Landlock refuses to make them at all.
        """
        locked = (
            "import json, os, pathlib, ipykernel.connect as c\n"
            "f = pathlib.Path(c.get_connection_file()).parent\n"
            "(f / 'a' / 'b').mkdir(parents=True); (f / 'a' / 'b' / 'c').touch()\n"
            "(f / 'a' / 'b').chmod(0); (f / 'a').chmod(0)\n"
            "(f / 'fifo').unlink(missing_ok=True); os.mkfifo(f / 'fifo')\n"
            "os.symlink('/etc', f / 'link')"
        )
        refused = "landlock" in sandbox.walls
        assert tell(sandbox, locked).statuses == ["error" if refused else "ok"]
        assert Path("/etc/passwd").exists()

    @pytest.mark.parametrize("level", LEVELS)
    def test_after_the_grader_was_killed(
        self, level: str, nothing_left: Path, tmp_path: Path
    ) -> None:
        """A grader that is killed outright takes its kernels with it."""
        level_or_skip(level)
        script = tmp_path / "grader_to_be_killed.py"
        script.write_text(
            "import asyncio, sys\n"
            "from kernels import level_or_skip, open_session\n"
            "async def main():\n"
            f"    async with open_session(level_or_skip({level!r})):\n"
            "        print('ready', flush=True)\n"
            "        await asyncio.sleep(60)\n"
            "asyncio.run(main())\n"
        )
        path = os.pathsep.join(p for p in sys.path if p)
        env = os.environ | {"PYTHONPATH": path, "TMPDIR": str(nothing_left)}
        with subprocess.Popen(
            [sys.executable, script], env=env, stdout=subprocess.PIPE
        ) as grader:
            assert grader.stdout is not None
            assert grader.stdout.readline() == b"ready\n"
            assert processes_naming(str(nothing_left)) != []
            grader.send_signal(signal.SIGKILL)
        deadline = time.monotonic() + 5
        while processes_naming(str(nothing_left)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert processes_naming(str(nothing_left)) == []
        # Its files stay: nobody was left to remove them.
        for left in nothing_left.iterdir():
            shutil.rmtree(left)


def test_two_kernels_live_side_by_side(sandbox: Sandbox) -> None:
    """Each has its own variables, files and folder, and dies its own death."""

    async def one(value: float) -> Told:
        async def ask(examiner: Examiner) -> None:
            await examiner.fetch("x", "x")
            await examiner.fetch("files", "files")

        async with open_session(sandbox) as session:
            cells = (
                f"x = [{value:.1f}]; open('mine', 'w').close()",
                "import time; time.sleep(0.5)",
                "import glob; files = [{'name': name} for name in glob.glob('*')]",
                "if x == [3.0]: import os; os._exit(1)",
            )
            return await run_and_ask(session, cells, ask)

    async def journey() -> list[Told]:
        return list(await asyncio.gather(one(1), one(2), one(3)))

    first, second, third = asyncio.run(journey())
    assert first["x"].arrays["value"].tolist() == [1.0]
    assert second["x"].arrays["value"].tolist() == [2.0]
    assert third.execution.outcome == "died"
    assert first["files"].facts["value"] == [{"name": "mine"}]


FUNCTIONS = """
import os, signal, sys, time
import numpy as np

def double(x): return 2 * x
def as_list(x): return x.tolist()
def loud(x):
    print("x" * 10_000_000)
    print("y" * 10_000, file=sys.stderr)
    os.system("echo shell")
    return x
def raises(x): raise ValueError("\\x1b[31mno \\u202e good" + "!" * 5000)
def exits(x): sys.exit(3)
def sleeps(x): time.sleep(60)
def waits_in_a_shell(x): os.system("sleep 60")
def ignores_once(x):
    try: time.sleep(60)
    except KeyboardInterrupt: pass
    time.sleep(60)
def nothing(x): pass
def words(x): return ["a", "b"]
def too_deep(x): return np.zeros((1,) * 9)
def too_large(x): return np.zeros((100, 1024, 1024))
def not_a_number(x): return x * np.nan
def changes_its_input(x):
    x[:] = 0
    return x
def closes_its_output(x):
    sys.stdout.close()
    return x
def recurses(x): return recurses(x)
class Rude:
    def __array__(self, *args, **options): raise SystemExit("rude")
    def __repr__(self): raise KeyError("ruder")
def rude(x): return Rude()
class RudeError(Exception):
    def __str__(self): raise ValueError("no words")
def raises_rudely(x): raise RudeError

def fit(x, y, hidden, epochs, seed):
    assert isinstance(hidden, tuple) and isinstance(seed, int), (hidden, seed)
    total = (x.sum() + y.sum()) * epochs + sum(hidden) + seed
    return lambda batch: np.full(len(batch), total)
def fit_nothing(x, y): return None

class History: pass
history = History()
history.history = {"loss": [3, 2, np.float32(1)], "accuracy": (0.5, 0.6, 0.7)}
curves = {"loss": [1.0, float("nan")], "note": "converged", 3: np.ones(2), "None": None}
long_names = {"\\u00f3" * 200: [1], "\\x1b[31mred": [2]}
rows = [{"hidden": (8, 8), "seed": np.int64(3), "acc": 0.5, "bad": float("inf"),
         "huge": 10 ** 400, "who": "\\u202eana", "net": None}]
split = {"x": np.array([[5.1, 3.5], [5.1, 3.5], [np.nan, 1]]), "y": [0, 1, 1],
         "z": [[1]]}
loop = [{}]; loop[0]["self"] = loop
endless = [{"n": 10 ** 5000}]
"""
CALLED = (
    *("double", "as_list", "loud", "raises", "exits", "nothing", "words", "too_deep"),
    *("too_large", "not_a_number", "changes_its_input", "closes_its_output"),
    *("recurses", "rude", "raises_rudely", "missing"),
)


class TestAnswers:
    """What a kernel answers when it is asked: one notebook, many questions."""

    @pytest.fixture(scope="class")
    @staticmethod
    def told(sandbox: Sandbox) -> Told:
        async def ask(examiner: Examiner) -> None:
            for name in CALLED:
                await examiner.call(name, name, X)
            await examiner.call(
                "batches", "double", X, X[:0], X[0], np.array([7], "u1")
            )
            arguments = (X, np.array([1, 2]), (8, 8), 2, 5)
            await examiner.fit("fit", "fit", arguments, [X, X[:1]])
            await examiner.fit("fit_nothing", "fit_nothing", (X, X), [X])
            await examiner.fit("fit_wrong", "fit_nothing", (X,), [X])
            for name in ("history", "curves", "long_names", "rows", "loop", "endless"):
                await examiner.fetch(name, name)
            await examiner.digests("split", "split", {"x": 10, "gone": 1}, ["y"])
            await examiner.digests("no_split", "rows", {"x": 10}, ["y"])
            await examiner.call("still", "double", X)

        return tell(sandbox, FUNCTIONS, ask=ask)

    def test_functions_are_called_on_every_batch(self, told: Told) -> None:
        """Each batch is answered in order, in the type and shape that came back."""
        assert told.statuses == ["ok"]
        (doubled,) = told["double"].batches()
        assert (doubled == 2 * X).all()
        assert (told["as_list"].batches()[0] == X).all()
        assert [b.shape for b in told["batches"].batches()] == [
            (2, 3),
            (0, 3),
            (3,),
            (1,),
        ]
        assert told["batches"].batches()[3].dtype == np.uint8

    def test_a_batch_is_the_functions_own(self, told: Told) -> None:
        """A function may write into what it was given."""
        assert (told["changes_its_input"].batches()[0] == 0).all()

    @pytest.mark.parametrize("name", ["loud", "closes_its_output", "not_a_number"])
    def test_what_a_function_does_besides_is_its_own_affair(
        self, told: Told, name: str
    ) -> None:
        """Printing a lot, closing the output and returning NaN are answers."""
        assert told[name].ok

    @pytest.mark.parametrize(
        ("name", "status", "error"),
        [
            ("raises", "raised", "ValueError: no  good!!!"),
            ("exits", "raised", "SystemExit: 3"),
            ("recurses", "raised", "RecursionError"),
            ("rude", "raised", "SystemExit: rude"),
            ("raises_rudely", "raised", "RudeError: "),
            ("nothing", "unusable", "None"),
            ("words", "unusable", "list of <U1"),
            ("too_deep", "unusable", "ndarray of 9 dimensions"),
            ("too_large", "unusable", "800 MB"),
            ("missing", "missing", ""),
            ("fit_nothing", "raised", "TypeError: 'NoneType' object is not callable"),
            ("fit_wrong", "raised", "TypeError: fit_nothing() missing 1"),
            ("no_split", "unusable", "list, not a dict"),
            ("loop", "unusable", "nested too deeply"),
            ("endless", "unusable", "4300"),
        ],
    )
    def test_what_is_no_answer_says_why(
        self, told: Told, name: str, status: str, error: str
    ) -> None:
        """Whatever a function does, its status and words tell it, and cleanly."""
        answer = told[name]
        assert answer.status == status
        assert error in answer.error
        assert len(answer.error) <= 500
        assert "\x1b" not in answer.error

    def test_training_functions_get_what_they_were_promised(self, told: Told) -> None:
        """A tuple stays a tuple, a seed an integer, arrays keep their values."""
        total = (X.sum() + 3) * 2 + 16 + 5
        first, second = told["fit"].batches()
        assert (first == [total, total]).all()
        assert (second == [total]).all()

    def test_variables_are_fetched(self, told: Told) -> None:
        """Dicts of lists, Keras' History and lists of dicts come as numbers."""
        history = told["history"].arrays
        assert history["loss"].tolist() == [3.0, 2.0, 1.0]
        assert history["accuracy"].tolist() == [0.5, 0.6, 0.7]
        curves = told["curves"]
        assert set(curves.arrays) == {"loss", "3"}
        assert set(curves.facts["refused"]) == {"note", "None"}
        assert np.isnan(curves.arrays["loss"][1])
        (row,) = told["rows"].facts["value"]
        assert row == {
            **{"hidden": [8, 8], "seed": 3, "acc": 0.5, "bad": None},
            **{"huge": None, "who": "ana", "net": None},
        }

    def test_names_are_cleaned(self, told: Told) -> None:
        """A key may be long or hostile; it does no harm to the other questions."""
        long, red = told["long_names"].arrays
        assert set(long) == {"ó"}
        assert red == "red"

    def test_rows_come_as_digests(self, told: Told) -> None:
        """Equal rows have equal digests; a NaN neither hides a row nor ends us."""
        split = told["split"]
        first, second, third = split.arrays["x"]
        assert (first == second).all()
        assert (first != third).any()
        assert split.arrays["y"].tolist() == [0, 1, 1]
        assert split.facts["fields"]["x"]["shape"] == [3, 2]
        assert split.facts["fields"]["x"]["low"] is None
        assert "gone" not in split.facts["fields"]

    def test_the_last_question_is_answered_like_the_first(self, told: Told) -> None:
        """Nothing that was answered before harms what is asked later."""
        assert told["still"].ok


class TestTime:
    """Time inside a student's functions."""

    def test_a_function_over_its_time_is_interrupted(self, sandbox: Sandbox) -> None:
        """It is stopped, also in a shell command or when it ignores us once."""

        async def ask(examiner: Examiner) -> None:
            await examiner.call("sleeps", "sleeps", X)
            await examiner.call("shell", "waits_in_a_shell", X)
            await examiner.call("double", "double", X)

        told = tell(sandbox, FUNCTIONS, ask=ask, call_seconds=0.5)
        assert told["sleeps"].status == "interrupted"
        assert told["sleeps"].facts == {"seconds": 0.5}
        assert 0.4 < told["sleeps"].seconds < 4
        assert 0.4 < told["shell"].seconds < 4
        assert told["double"].ok

    def test_all_calls_together_have_their_time(
        self, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """When it is used up, nothing more is asked, and that is said."""
        monkeypatch.setattr("grader.evidence.GRACE_SECONDS", 1.0)

        async def ask(examiner: Examiner) -> None:
            await examiner.call("stubborn", "ignores_once", X)
            await examiner.call("double", "double", X)

        told = tell(sandbox, FUNCTIONS, ask=ask, call_seconds=9, total_seconds=0.5)
        assert told["stubborn"].status == "interrupted"
        assert told["double"].status == "interrupted"
        assert told["double"].seconds < 0.1


FIND_CHANNEL = """
import os, socket, struct
def channels():
    for number in map(int, os.listdir("/proc/self/fd")):
        try:
            found = socket.socket(fileno=os.dup(number))
        except OSError:
            continue
        if found.family == socket.AF_UNIX and found.type == socket.SOCK_STREAM:
            peer = found.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
            if struct.unpack("3i", peer)[0] != os.getpid() and not found.getsockname():
                yield number
(channel,) = channels()
def double(x): return 2 * x
forged = b"GRF1" + bytes(100)
"""
HOSTILE = {
    "garbage early": "os.write(channel, b'nonsense' * 20_000)",
    "frames early": "os.write(channel, forged * 100)",
    "garbage when asked": "def double(x): os.write(channel, b'x' * 999); return x",
    "frames when asked": "def double(x): os.write(channel, forged * 9); return x",
    "hangs up": "def double(x): os.close(channel); os._exit(0)",
    "another thread": (
        "import threading, time\n"
        "def flood():\n    while True: os.write(channel, b'x' * 1000)\n"
        "threading.Thread(target=flood, daemon=True).start()\n"
        "def double(x): time.sleep(0.3); return x"
    ),
    "replays": (
        "import sys\nagent = sys.modules['_grader_inside.agent']\n"
        "first = agent._encoded\nkept = []\n"
        "def replay(*a): kept.append(first(*a)); return kept[0]\n"
        "agent._encoded = replay"
    ),
    "claims a petabyte": (
        "import sys, struct\nagent = sys.modules['_grader_inside.agent']\n"
        "agent._encoded = lambda head, *a: agent.frames.HEADER.pack(\n"
        "    b'GRF1', head.request, head.nonce, 1, 2, 1, 0, 1 << 50)"
    ),
}
HONEST_ANSWERS = {"garbage early", "frames early"}


@pytest.mark.parametrize("attack", HOSTILE)
def test_a_hostile_kernel_has_no_answers(sandbox: Sandbox, attack: str) -> None:
    """Early bytes are thrown away; forged, replayed and broken answers are absent."""

    async def ask(examiner: Examiner) -> None:
        for key in ("one", "two", "three"):
            await examiner.call(key, "double", X)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told = tell(sandbox, FIND_CHANNEL, HOSTILE[attack], ask=ask, call_seconds=5)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert told.statuses == ["ok", "ok"]
    assert told["three"].status == ("ok" if attack in HONEST_ANSWERS else "absent")
    if attack == "replays":
        assert told["one"].ok
        assert told["two"].status == "absent"
    assert grown < 100 << 10  # kB


def test_a_notebooks_children_do_not_inherit_the_channel(sandbox: Sandbox) -> None:
    """The evidence socket is the kernel's alone: no command it runs can write to it."""
    listing = (
        "import subprocess\ndef listed():\n"
        "    out = subprocess.run(['ls', '-l', '/proc/self/fd'], close_fds=False,\n"
        "                         capture_output=True, text=True).stdout\n"
        "    return out.count('socket:')\n"
        "assert listed() == 0"
    )
    assert tell(sandbox, listing).statuses == ["ok"]


def test_figures_are_read_as_they_are_drawn(sandbox: Sandbox) -> None:
    """Shown, closed, open and object-oriented figures are all remembered, once."""
    pytest.importorskip("matplotlib")
    cells = (
        "import matplotlib.pyplot as plt",
        "plt.plot([1, 2, 3], [0.9, 0.5, 0.1], label='train')\n"
        "plt.plot([1, 2, 3], [0.9, 0.7, 0.6], label='validation')\n"
        "plt.title('Loss'); plt.xlabel('epoch'); plt.ylabel('loss'); plt.legend()\n"
        "plt.show()",
        "fig, (left, right) = plt.subplots(1, 2)\nleft.plot([5, 6]); right.plot([7])",
        "plt.figure(); plt.plot([8]); plt.close('all')",
        "from matplotlib.figure import Figure\nf = Figure(); f.subplots().plot([9])",
        "plt.plot([10]); 1 / 0",
        "plt.plot(['a', 'b'], [11, float('nan')])",
        "plt.scatter([1], [2]); plt.imshow([[1]])",
        "class Bad:\n    def __len__(self): raise ValueError\n"
        "plt.gca().lines[:]; plt.gca().set_title('last')",
    )

    async def ask(examiner: Examiner) -> None:
        await examiner.figures("figures")

    told = tell(sandbox, *cells, ask=ask)
    figures = told["figures"]
    assert figures.ok
    drawn = {
        name: values.tolist()
        for name, values in figures.arrays.items()
        if name.endswith("/y")
    }
    expected: list[Any] = [
        [0.9, 0.5, 0.1],
        [0.9, 0.7, 0.6],
        [5, 6],
        [7],
        [8],
        [9],
        [10],
    ]
    assert list(drawn.values())[:7] == expected
    assert list(drawn.values())[7][0] == 11
    first = figures.facts["axes"][0]
    assert first["title"] == "Loss"
    assert (first["x_label"], first["y_label"]) == ("epoch", "loss")
    assert first["legend"] == first["lines"] == ["train", "validation"]
    titles = [axes["title"] for axes in figures.facts["axes"]]
    assert titles.count("last") == 1


class TestGrading:
    """The whole journey, with an assignment that is graded in a second."""

    @pytest.mark.parametrize(
        ("cells", "score", "outcome", "statuses"),
        [
            ((RIGHT,), 4.0, "completed", ["ok", "ok"]),
            (("import os; os._exit(1)", RIGHT), 3.0, "died", ["ok", "error", "ok"]),
            (
                ("import os; os._exit(1)", "os._exit(1)", "import os; os._exit(1)"),
                *(0.0, "died", ["ok", "error", "error", "error"]),
            ),
            (
                ("def double(x): import os; os._exit(1)",),
                1.0,
                "completed",
                ["ok", "ok"],
            ),
        ],
        ids=["right", "dies", "dies twice", "dies when asked"],
    )
    def test_a_fatal_cell_is_left_out_the_second_time(
        self,
        sandbox: Sandbox,
        tmp_path: Path,
        cells: tuple[str, ...],
        score: float,
        outcome: str,
        statuses: list[str],
    ) -> None:
        """What can still be judged is judged; a second death is the end."""
        result = graded(sandbox, tmp_path, NEVER, *cells)
        assert result.status == "graded"
        assert result.score == score
        assert result.execution.outcome == outcome
        assert [cell.status for cell in result.execution.cells] == statuses
        assert result.environment.isolation == sandbox.name

    def test_what_a_kernel_says_of_itself_breaks_no_result(
        self, sandbox: Sandbox, tmp_path: Path
    ) -> None:
        """Forged facts are only ever facts, and few of them."""
        forged = (
            "import json, sys\nagent = sys.modules['_grader_inside.agent']\n"
            "honest = agent._encoded\n"
            "def lie(head, answer, values):\n"
            "    if 'peak_memory' in answer:\n"
            "        answer = {'status': 'ok', 'peak_memory': 10 ** 40,\n"
            "                  'device': 'a\\x1b[31m', 'adjustments': ['<b>'] * 9999}\n"
            "    return honest(head, answer, values)\n"
            "agent._encoded = lie"
        )
        result = graded(sandbox, tmp_path, NEVER, RIGHT, forged)
        assert result.score == 4.0
        assert result.execution.peak_memory_mb == 0
        assert result.environment.device == "cpu"
        assert len(result.execution.adjustments) <= 50
        assert from_json(to_json(result)) == result


def graded(sandbox: Sandbox, folder: Path, *cells: str) -> Result:
    """The result of a notebook of these cells, handed in for a small assignment."""
    path = folder / "ana.ipynb"
    nbformat.write(notebook(*cells), path)
    root = write_assignment(folder / "assignments")
    conditions = Conditions(Seed("1"), sandbox, this_python(), "en", limits=SMALL)
    assignment = read_assignment(root / "doubling")
    return asyncio.run(grade(read_submission(path), assignment, conditions))


def _open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
