"""What a class takes: whole commands, a process each, into a gradebook of SQLite.

    python tests/benchmarks/classes.py [--different N] [--copies N] [--many N]
                                       [--cluster N] [--recorded N]

``grade batch`` on notebooks of as many different codes, and on copies of one; then
``grade rescore`` on what that brought. The batch is walled and warm, with as many jobs
as there are cores; its start and the zygote's are included. Host memory is the largest
of the command's own process.

Then the same on a Dask cluster, of one worker with one job, then of two: once to warm
them, then measured. At last listing and exporting a gradebook of so many recorded runs,
all with the whole result of a lab.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import table
from lessons import EMPTY, TORCH_IRIS, Classroom, Lesson, classroom
from sandboxes import tell_machine

from grader.gradebook.book import Gradebook
from grader.gradebook.entries import Judged, Received
from grader.result import from_json
from grader.sandbox.interpreter import interrogate
from grader.submission import parse_submission

TESTS = Path(__file__).parents[1]
RESULT = TESTS / "fixtures" / "good.en.result.json"
KIB_A_MIB = 1024
TOGETHER = 100


def hand_in(folder: Path, lesson: Lesson, count: int, *, different: bool) -> None:
    """Notebooks of ``count`` students; where different, their code differs too."""
    folder.mkdir()
    for i in range(count):
        notebook = lesson.notebook()
        if different:
            notebook.cells[0].source += f"\nmine = {i}"
        nbformat.write(notebook, folder / f"student{i}.ipynb")


def commanded(room: Classroom, *arguments: str) -> tuple[float, float]:
    """Seconds of a ``grade`` command, and the most MiB that its process had."""
    start = time.perf_counter()
    process = subprocess.Popen(
        (sys.executable, "-m", "grader", *arguments),
        cwd=room.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    told = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, told.decode()
    return time.perf_counter() - start, _mebibytes(used)


def _mebibytes(used: resource.struct_rusage) -> float:
    return used.ru_maxrss / KIB_A_MIB


def on_workers(room: Classroom, count: int, workers: int) -> float:
    """Seconds of a batch on workers of one job each, once they are warm."""
    sys.path.insert(0, str(TESTS))
    from clusters import dask_cluster

    folder = room.folder / f"workers{workers}"
    folder.mkdir()
    with dask_cluster(folder, workers) as cluster:
        for name, notebooks in (("warming", 2 * workers), ("measured", count)):
            hand_in(folder / name, TORCH_IRIS, notebooks, different=True)
            database = ("--db", f"sqlite:///{folder}/{name}.db")
            options = ("--on", cluster.url, *database)
            seconds, _ = commanded(room, "batch", str(folder / name), *options)
    return seconds


def record(path: Path, count: int) -> None:
    """A gradebook of so many students, each with a run of the lab."""
    result = from_json(RESULT.read_bytes())
    with Gradebook(f"sqlite:///{path}") as book:
        notebook = nbformat.writes(EMPTY.notebook()).encode()
        submission = parse_submission(notebook, "lab.ipynb", "")
        students = [f"student{i}" for i in range(count)]
        book.receive(
            Received(result.assignment.id, one, "lab.ipynb", one, one, submission)
            for one in students
        )
        attempts = [one.id for one in book.pending()]
        for first in range(0, count, TOGETHER):
            book.record(
                Judged(one, "1", "graded", result=result)
                for one in attempts[first : first + TOGETHER]
            )


def listed(path: Path) -> float:
    """Seconds until every student's attempts and grades are read."""
    start = time.perf_counter()
    with Gradebook(f"sqlite:///{path}") as book:
        book.entries()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description="Seconds that a class takes.")
    parser.add_argument("--different", type=int, default=100, metavar="N")
    parser.add_argument("--copies", type=int, default=100, metavar="N")
    parser.add_argument("--many", type=int, default=1000, metavar="N")
    parser.add_argument("--cluster", type=int, default=100, metavar="N")
    parser.add_argument("--recorded", type=int, default=10_000, metavar="N")
    options = parser.parse_args()
    tell_machine(interrogate())
    rows: list[tuple[table.Cell, ...]] = []

    def measure(what: str, count: int, seconds: float, memory: float) -> None:
        rows.append((what, str(count), seconds, 1000 * seconds / count, memory))

    with classroom() as room:
        batches: tuple[tuple[str, Lesson, int, bool], ...] = (
            ("different", TORCH_IRIS, options.different, True),
            ("copies", TORCH_IRIS, options.copies, False),
            ("few", EMPTY, options.many // 10, True),
            ("many", EMPTY, options.many, True),
        )
        for name, lesson, count, different in batches:
            hand_in(room.folder / name, lesson, count, different=different)
            database = ("--db", f"sqlite:///{name}.db")
            batch = ("batch", name, *database)
            words = f"batch, {name}: {lesson.name}"
            measure(words, count, *commanded(room, *batch))
        # Judged by other checks than before: none of it is a repetition.
        for checks in room.assignments.glob("*/checks.py"):
            checks.write_text(checks.read_text() + "\n")
        for name, count in (("different", options.different), ("many", options.many)):
            database = ("--db", f"sqlite:///{name}.db")
            measure(f"rescore, {name}", count, *commanded(room, "rescore", *database))
        for workers in (1, 2):
            seconds = on_workers(room, options.cluster, workers)
            words = f"batch, workers: {workers}"
            measure(words, options.cluster, seconds, float("nan"))
        record(room.folder / "recorded.db", options.recorded)
        seconds = listed(room.folder / "recorded.db")
        measure("list, recorded", options.recorded, seconds, float("nan"))
        for name in ("csv", "canvas"):
            export = ("export", name, "--db", "sqlite:///recorded.db", "--out", name)
            took = commanded(room, *export)
            measure(f"export {name}, recorded", options.recorded, *took)
    table.heading("a class: whole commands")
    titles = ("what", "notebooks", "seconds", "ms each", "host, MiB")
    table.show(titles, rows)


if __name__ == "__main__":
    main()
