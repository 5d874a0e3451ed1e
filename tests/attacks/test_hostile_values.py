"""Rows 48 to 53: values that want to run, lie about themselves, or swell when read."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path

import nbformat
import numpy as np
import pytest
from grown_memory import little_memory
from kernels import SMALL, Told, notebook, open_session, run_and_ask, this_python
from left_behind import nothing_left_of
from small_assignment import NEVER, RIGHT, write_assignment
from student_scripts import graded_now

from grader.assignment import read_assignment
from grader.evidence import Answer, Examiner
from grader.pipeline import Conditions, grade
from grader.result import Result
from grader.sandbox import Sandbox
from grader.streams import Seed
from grader.submission import read_submission

X = np.arange(6.0).reshape(2, 3)
AT_ONCE = 4
CALL_SECONDS = 10

# Where there are no walls, whatever runs leaves the number of its process in MARK.
PREPARED = """
import contextlib, json, os, pickle, struct, sys, zlib
import numpy as np
from numpy.lib.stride_tricks import as_strided
MARK = THE_MARK
def run_somewhere(*ignored, **options):
    with contextlib.suppress(OSError), open(MARK, "a") as file:
        file.write(f"{os.getpid()}\\n")
RUN = "import os\\nwith open(THE_MARK, 'a') as file: print(os.getpid(), file=file)"
class Bomb:
    def __reduce__(self): return exec, (RUN,)
with contextlib.suppress(OSError):
    pickle.loads(pickle.dumps(Bomb()))  # it works
def double(x): return 2 * x
"""

VALUES = """
class Hostile:
    def __repr__(self): run_somewhere(); raise SystemExit("repr")
    __str__ = __format__ = __repr__
    def __eq__(self, other): run_somewhere(); return True
    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    def __hash__(self): run_somewhere(); return 7
    def __bool__(self): run_somewhere(); return True
    def __reduce__(self): return exec, (RUN,)
    def __reduce_ex__(self, protocol): return exec, (RUN,)

class AsArray(Hostile):
    def __array__(self, *args, **options): run_somewhere(); return np.array([Bomb()])
class Impatient(Hostile):
    def __array__(self, *args, **options): os.kill(os.getpid(), 2); return np.ones(2)
class Everything(Hostile):
    def __getattr__(self, name): run_somewhere(); return lambda *a, **k: self
class Sub(np.ndarray):
    def __array_finalize__(self, other): run_somewhere()
    def __reduce__(self): return exec, (RUN,)
    @property
    def nbytes(self): return -1
    @property
    def ndim(self): return 0
class Number(float):
    def __eq__(self, other): return True
    def __float__(self): run_somewhere(); return 1.0
class Text(str):
    def __getitem__(self, key): return Hostile()
class Endless(list):
    def __len__(self): return 1
    def __iter__(self):
        while True: yield 1.0
class Keys(dict):
    def __iter__(self): return iter([Hostile(), "loss"])
    def __getitem__(self, key): run_somewhere(); return [1.0, 2.0]
class History:
    @property
    def history(self): run_somewhere(); raise KeyError("history")

def an_object(x): return Hostile()
def an_array(x): return AsArray()
def everything(x): return Everything()
def object_array(x): return np.array([Bomb()] * len(x))
def subclass(x): return (2 * x).view(Sub)
def numbers(x): return [[Number(v) for v in row] for row in 2 * x]
def records(x): return np.zeros(len(x), [("a", "f8"), ("b", "O")])
def far_too_wide(x): return np.broadcast_to(np.zeros(1), (1 << 36,))
def strided(x): return as_strided(np.zeros(2), (1 << 30, 1 << 5), (0, 0))
def a_pickle(x): return np.frombuffer(pickle.dumps(Bomb()), np.uint8)
BOMB = zlib.compress(bytes(1 << 28))  # here, as a call has little time
def a_bomb(x): return np.frombuffer(BOMB, np.uint8)
def complex_numbers(x): return x * 1j
def long_floats(x): return x.astype(np.longdouble) * 2
def words(x): return np.array(["1.0"] * len(x))
def moments(x): return np.zeros(len(x), "M8[s]")
def endless(x): return Endless()
keys, history, impatient = Keys(loss=[1.0]), History(), Impatient()
rows = [{"hidden": Text("x"), "seed": 1}]
hostile_rows = [{Hostile(): 1}]
hostile = Hostile()
self_made = type("dict", (dict,), {"items": lambda self: run_somewhere()})(a=1)
self_rows = [self_made]
"""
CALLED: dict[str, str] = {
    # What a function returns, and the status of its answer.
    "an_object": "unusable",
    "an_array": "unusable",
    "everything": "unusable",
    "object_array": "unusable",
    "records": "unusable",
    "far_too_wide": "unusable",
    "strided": "unusable",
    "complex_numbers": "unusable",
    "words": "unusable",
    "moments": "unusable",
    "endless": "interrupted",
    "subclass": "ok",
    "numbers": "ok",
    "long_floats": "ok",
    "a_pickle": "ok",
    "a_bomb": "ok",
}
FETCHED: dict[str, str] = {
    "keys": "raised",
    "history": "raised",
    "impatient": "interrupted",
    "rows": "unusable",
    "hostile_rows": "raised",
    "hostile": "unusable",
    "self_rows": "raised",
}
AFTER = "still there"


class TestWhatFunctionsReturn:
    """Objects of a student's own classes, returned and fetched, in one kernel."""

    @pytest.fixture(scope="class")
    @staticmethod
    def mark(tmp_path_factory: pytest.TempPathFactory) -> Path:
        return tmp_path_factory.mktemp("mark") / "ran"

    @pytest.fixture(scope="class")
    @staticmethod
    def told(sandbox: Sandbox, mark: Path) -> Told:
        async def ask(examiner: Examiner) -> None:
            for name in CALLED:
                await examiner.call(name, name, X)
            for name in FETCHED:
                await examiner.fetch(name, name)
            await examiner.call(AFTER, "double", X)

        mark.unlink(missing_ok=True)
        cells = (prepared(mark), VALUES)

        async def journey() -> Told:
            async with open_session(sandbox) as session:
                return await run_and_ask(session, cells, ask, call_seconds=3)

        with nothing_left_of(sandbox), little_memory():
            return asyncio.run(journey())

    @pytest.mark.parametrize("name", [*CALLED, *FETCHED])
    def test_it_is_numbers_or_nothing(self, told: Told, name: str) -> None:
        """An answer is arrays of plain numbers, or a status that says why not."""
        answer = told[name]
        assert told.statuses == ["ok", "ok"]
        assert answer.status == {**CALLED, **FETCHED}[name], answer.error
        for array in answer.arrays.values():
            assert type(array) is np.ndarray
            assert array.dtype.kind in "biuf"
        assert all(c.isprintable() for c in answer.error)

    def test_the_next_question_is_answered(self, told: Told) -> None:
        """Whatever was returned before, an honest answer is one."""
        assert (told[AFTER].batches()[0] == 2 * X).all()

    def test_bytes_stay_bytes(self, told: Told) -> None:
        """A pickle and many compressed bytes come as what they are: some uint8."""
        for name in ("a_pickle", "a_bomb"):
            (data,) = told[name].batches()
            assert data.dtype == np.uint8
            assert data.nbytes < 1 << 20

    def test_nothing_of_it_runs_in_the_grader(
        self, told: Told, mark: Path, sandbox: Sandbox
    ) -> None:
        """Without walls it ran, in the kernel; behind walls it left no trace here."""
        assert told[AFTER].ok
        if sandbox.name != "none":
            assert not mark.exists()
            return
        ran = {int(line) for line in mark.read_text().split()}
        assert ran != set()
        assert os.getpid() not in ran


SEND = """
agent = sys.modules["_grader_inside.agent"]
header = agent.frames.HEADER
def frame(head, code, shape, payload, name=b"0", last=1, length=None, ndim=None):
    length = len(payload) if length is None else length
    ndim = len(shape) if ndim is None else ndim
    return (header.pack(b"GRF1", head.request, head.nonce, last, code, ndim, len(name),
                        length)
            + struct.pack(f"<{len(shape)}Q", *shape) + name + payload)
def facts(head, text, last=0):
    data = text if isinstance(text, bytes) else text.encode()
    return frame(head, 0, (len(data),), data, b"facts", last)
OK = '{"status": "ok"}'
def forged(head): return FORGED
agent._encoded = lambda head, answer, values: forged(head)
"""
FORGED: dict[str, str] = {
    # What is sent in the place of an answer, as an expression.
    "a pickle": "pickle.dumps(Bomb())",
    "a pickle for facts": "facts(head, pickle.dumps(Bomb()))",
    "a pickle of an array": "facts(head, OK) + frame(head, 12, (3,), b'abc')",
    "an npz": "b'PK\\x03\\x04' + bytes(100)",
    "a gzip bomb": "b'\\x1f\\x8b' + zlib.compress(bytes(1 << 28), 1)",
    "a compressed payload": (
        "facts(head, OK) + frame(head, 2, (1 << 25,), zlib.compress(bytes(1 << 28), 1))"
    ),
    "a petabyte": "facts(head, OK) + frame(head, 2, (1 << 47,), b'', length=1 << 50)",
    "sizes that overflow": (
        "facts(head, OK) + frame(head, 2, (1 << 32, 1 << 32), b'', length=0)"
    ),
    "nothing, very wide": "facts(head, OK) + frame(head, 2, (0, 1 << 60), b'')",
    "a shape too large": "facts(head, OK) + frame(head, 2, (3, 2), bytes(16))",
    "a shape too small": "facts(head, OK) + frame(head, 2, (2,), bytes(48))",
    "another type": "facts(head, OK) + frame(head, 1, (2, 3), bytes(48))",
    "too many dimensions": "facts(head, OK) + frame(head, 2, (1,) * 9, bytes(8))",
    "255 dimensions": "facts(head, OK) + frame(head, 2, (), b'', ndim=255)",
    "NaN": 'facts(head, \'{"status": "ok", "x": NaN}\', 1)',
    "infinity": 'facts(head, \'{"status": "ok", "x": -Infinity}\', 1)',
    "a key twice": 'facts(head, \'{"status": "raised", "status": "ok"}\', 1)',
    "depth 100,000": "facts(head, '{\"a\":' * 100_000 + '1' + '}' * 100_000, 1)",
    "lists 100,000 deep": "facts(head, '[' * 100_000, 1)",
    "a surrogate in bytes": 'facts(head, b\'{"status": "\\xed\\xa0\\x80"}\', 1)',
    "a number without end": "facts(head, '{\"status\": ' + '9' * 100_000 + '}', 1)",
    "a million names": (
        "facts(head, json.dumps({'status': 'ok', **dict.fromkeys(map(str, "
        "range(1_000_000)))}), 1)"
    ),
}
AS_IT_SHOULD_BE = "facts(head, OK) + frame(head, 2, (2, 3), bytes(48))"
HONEST, WELL_MADE = "honest", "well made"


def prepared(mark: Path) -> str:
    """The first cell; what runs where there are no walls leaves a trace in ``mark``."""
    return PREPARED.replace("THE_MARK", repr(str(mark)))


async def told_of_each(
    sandbox: Sandbox, cells_of: Mapping[str, tuple[str, ...]]
) -> dict[str, Told]:
    """Each notebook in a kernel of its own, some at a time, asked twice."""
    room = asyncio.Semaphore(AT_ONCE)

    async def ask(examiner: Examiner) -> None:
        await examiner.call("one", "double", X)
        await examiner.call("two", "double", X)

    async def one(cells: tuple[str, ...]) -> Told:
        async with room, open_session(sandbox) as session:
            return await run_and_ask(session, cells, ask, call_seconds=CALL_SECONDS)

    found = await asyncio.gather(*(one(cells) for cells in cells_of.values()))
    return dict(zip(cells_of, found, strict=True))


class TestForgedAnswers:
    """Bytes of a kernel's own making, in the place of every answer."""

    @pytest.fixture(scope="class")
    @staticmethod
    def told(
        walled: Sandbox, tmp_path_factory: pytest.TempPathFactory
    ) -> dict[str, Told]:
        before = prepared(tmp_path_factory.mktemp("m") / "ran")
        sent = {**FORGED, WELL_MADE: AS_IT_SHOULD_BE}
        cells: dict[str, tuple[str, ...]] = {
            name: (before, SEND.replace("FORGED", forged))
            for name, forged in sent.items()
        }
        cells[HONEST] = (before,)
        with nothing_left_of(walled), little_memory():
            return asyncio.run(told_of_each(walled, cells))

    @pytest.mark.parametrize("name", FORGED)
    def test_there_is_no_answer(self, told: dict[str, Told], name: str) -> None:
        """What does not parse is absent, and so is all that comes after it."""
        assert told[name].statuses == ["ok", "ok"]
        for answer in (told[name]["one"], told[name]["two"]):
            assert answer.status == "absent"
            assert answer.arrays == {}
            assert answer.error != ""
        # Found out, not waited for.
        assert told[name]["one"].seconds < CALL_SECONDS

    def test_a_frame_that_parses_is_an_answer(self, told: dict[str, Told]) -> None:
        """The forger's own frames are read where nothing is wrong with them."""
        assert told[WELL_MADE]["two"].ok
        assert (told[WELL_MADE]["two"].batches()[0] == 0 * X).all()

    def test_a_kernel_beside_them_is_asked_as_ever(self, told: dict[str, Told]) -> None:
        """An honest notebook in the same sandbox has its answers."""
        assert told[HONEST]["one"].ok
        assert (told[HONEST]["two"].batches()[0] == 2 * X).all()


@pytest.mark.usefixtures("nothing_left")
def test_half_characters_become_none(walled: Sandbox) -> None:
    """A lone surrogate that JSON may spell is dropped: every encoder takes the rest."""
    text = r"""facts(head, '{"status": "raised", "error": {"name": "A\\ud800B"}}', 1)"""
    cells = (prepared(Path("/nowhere/ran")), SEND.replace("FORGED", text))
    told = asyncio.run(told_of_each(walled, {"surrogate": cells}))["surrogate"]
    answer: Answer = told["one"]
    assert answer.status == "raised"
    assert answer.error.startswith("AB")
    answer.error.encode()


@pytest.mark.usefixtures("nothing_left")
def test_a_kernel_that_crashes_as_it_is_read_is_absent(walled: Sandbox) -> None:
    """An array that lies about its memory ends its kernel, and nothing else."""
    lying = (
        "class Lying:\n"
        "    __array_interface__ = {'shape': (1 << 20,), 'typestr': '<f8',\n"
        "                           'version': 3, 'data': (8, False)}\n"
        "def double(x): return Lying()"
    )
    told = asyncio.run(told_of_each(walled, {"lying": (lying,)}))["lying"]
    assert told["one"].status == "absent"
    assert told["two"].status == "absent"


PNG_BOMB = """
import struct, zlib
from IPython.display import Image, SVG, display
def chunk(kind, data):
    return (struct.pack(">I", len(data)) + kind + data
            + struct.pack(">I", zlib.crc32(kind + data)))
SIDE = 50_000
packer = zlib.compressobj(9)
row = bytes(SIDE // 8 + 1)
rows = b"".join(packer.compress(row * 1000) for _ in range(SIDE // 1000))
png = (b"\\x89PNG\\r\\n\\x1a\\n"
       + chunk(b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, 1, 0, 0, 0, 0))
       + chunk(b"IDAT", rows + packer.flush()) + chunk(b"IEND", b""))
assert len(png) < 1 << 20
display(Image(data=png))
display({"image/png": "not base64 at all", "image/jpeg": 7}, raw=True)
display({"image/svg+xml": "<svg>" + "<g>" * 50_000}, raw=True)
"""


@pytest.mark.usefixtures("nothing_left")
def test_a_picture_that_swells_is_never_opened(walled: Sandbox, tmp_path: Path) -> None:
    """A PNG of 2.5 gigapixels in the output costs neither memory nor points."""
    with little_memory():
        result = doubled(walled, tmp_path, NEVER, PNG_BOMB, RIGHT)
    assert [cell.status for cell in result.execution.cells] == ["ok"] * 3
    assert result.score == 4.0


NO_NUMBERS = """
import numpy as np
bad = [float("nan"), float("inf"), -float("inf")]
def iris_predict(x): return np.full((len(x), 3), np.nan)
def mnist_predict(images): return np.full((len(images), 10), np.inf)
def iris_overfit(x, y, seed): return lambda x: np.full((len(x), 3), -np.inf)
def iris_remedy(x, y, seed): return lambda x: np.full(len(x), np.nan)
iris_fit = lambda x, y, hidden, epochs, seed: iris_predict
nothing = {key: bad for key in ("loss", "val_loss", "accuracy", "val_accuracy")}
iris_history = mnist_history = nothing
iris_split = {"x_train": np.full((99, 4), np.nan), "y_train": np.full(99, np.nan),
              "x_val": np.full((51, 4), np.inf), "y_val": np.full(51, np.inf)}
mnist_split = {"x_train": np.full((99, 28, 28), np.nan), "y_train": np.zeros(99),
               "x_val": np.full((51, 28, 28), np.inf), "y_val": np.zeros(51)}
iris_experiments = [{"hidden": h, "parameters": bad[0], "epochs": bad[1], "seed": 1,
                     "accuracy": bad[0], "val_accuracy": bad[1]} for h in [(), (4,)]]
"""


@pytest.mark.usefixtures("nothing_left")
def test_numbers_that_are_none_fail_closed(walled: Sandbox, tmp_path: Path) -> None:
    """NaN and infinity in every place of the lab earn what running earns: one point."""
    made = notebook(NO_NUMBERS)
    made.metadata["grader"] = {"assignment": "lab-frameworks", "framework": "torch"}
    result = graded_now(made, tmp_path, walled)
    assert result.status == "graded"
    assert {c.id: c.score for c in result.checks if c.score} == {"runs": 1}


def doubled(sandbox: Sandbox, folder: Path, *cells: str) -> Result:
    """The result of handing in these cells where numbers are to be doubled."""
    path = folder / "ana.ipynb"
    nbformat.write(notebook(*cells), path)
    root = write_assignment(folder / "assignments")
    conditions = Conditions(Seed("1"), sandbox, this_python(), "en", limits=SMALL)
    assignment = read_assignment(root / "doubling")
    return asyncio.run(grade(read_submission(path), assignment, conditions))
