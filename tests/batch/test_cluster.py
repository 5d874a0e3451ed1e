"""``grade batch --on``: a real scheduler and real workers, one of which is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from clusters import DaskCluster, dask_cluster
from commands import ROOT, Ran, grade, neutral_environment
from distributed import Client, Worker
from nbformat import v4
from small_assignment import NEVER, RIGHT, WRONG, write_assignment

from grader.gradebook.book import Gradebook
from grader.sandbox import choose

WALLED = choose("auto")[0].name != "none"
LEVEL = () if WALLED else ("--sandbox", "none", "--unsafe-no-isolation")
STUDENTS = 8


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Eight notebooks of a second each, of which one is wrong."""
    write_assignment(tmp_path / "assignments")
    for i in range(STUDENTS):
        code = f"import time\ntime.sleep(0.8)\n{WRONG if i == 0 else RIGHT}  # {i}"
        made = v4.new_notebook(cells=[v4.new_code_cell(f"{NEVER}\n{code}")])
        made.metadata["grader"] = {"assignment": "doubling"}
        folder = tmp_path / "submissions" / f"student{i}"
        folder.mkdir(parents=True)
        (folder / "doubling.ipynb").write_text(v4.writes(made), encoding="utf-8")
    return tmp_path


def batch(course: Path, *arguments: str) -> Ran:
    return grade("batch", "submissions", *LEVEL, *arguments, cwd=course)


def points(course: Path) -> dict[str, float | str]:
    with Gradebook(f"sqlite:///{course}/grades.db") as book:
        assert all(len(one.runs) == 1 for one in book.pending())
        return {
            entry.student: one.score if one.status == "graded" else one.reason
            for entry in book.entries()
            for one in entry.attempts
        }


def expected() -> dict[str, float | str]:
    return {f"student{i}": 1.0 if i == 0 else 4.0 for i in range(STUDENTS)}


def test_workers_give_what_this_machine_gives(course: Path) -> None:
    """Scores, and evidence that can be judged again; then there is nothing to do."""
    with dask_cluster(course, workers=2) as cluster:
        ran = batch(course, "--on", cluster.url)
        assert ran.code == 0, ran.err
        assert points(course) == expected()
        again = batch(course, "--on", cluster.url)
    assert (again.code, again.out) == (0, ran.out)
    assert "points" not in again.err
    rescored = grade("rescore", cwd=course)
    assert rescored.code == 0, rescored.err
    assert f"{STUDENTS} had been judged" in rescored.out
    # What ran there is what would run here: the same key, hence nothing to do.
    here = batch(course)
    assert (here.code, here.out) == (0, ran.out)
    assert "points" not in here.err


def test_a_worker_that_is_killed_loses_nothing(course: Path) -> None:
    """With two errands in its hands; each notebook is still recorded exactly once."""
    with dask_cluster(course, workers=2) as cluster:
        process = started(course, cluster)
        wait_for_first_grade(process)
        cluster.workers[0].send_signal(signal.SIGKILL)
        code, rest = ended(process)
        assert code == 0, rest
    assert points(course) == expected()


def test_a_grader_that_is_killed_leaves_the_cluster_in_order(course: Path) -> None:
    """Its errands are given up; the same command on the same workers does the rest."""
    with dask_cluster(course, workers=1) as cluster:
        process = started(course, cluster)
        wait_for_first_grade(process)
        process.kill()
        ended(process)
        ran = batch(course, "--on", cluster.url)
        assert ran.code == 0, ran.err
    assert points(course) == expected()


def test_a_scheduler_that_is_killed_leaves_what_was_done(course: Path) -> None:
    """One clear error; the same command, on another cluster, does the rest."""
    with dask_cluster(course, workers=1) as cluster:
        process = started(course, cluster)
        wait_for_first_grade(process)
        cluster.close()
        code, rest = ended(process)
        assert code == 3, rest
        assert "does not answer any more" in rest
        assert "Traceback" not in rest
    (course / "again").mkdir()
    with dask_cluster(course / "again", workers=1) as cluster:
        ran = batch(course, "--on", cluster.url)
    assert ran.code == 0, ran.err
    assert points(course) == expected()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--on", "tcp://127.0.0.1:9"), "no Dask scheduler"),
        (("--on", "nonsense://"), "no Dask scheduler"),
        (("--on", "tcp://127.0.0.1:9", "--jobs", "2"), "--jobs"),
    ],
)
def test_no_cluster_no_batch(
    course: Path, arguments: tuple[str, ...], words: str
) -> None:
    """One error that says what to do."""
    ran = batch(course, *arguments)
    assert ran.code == 2
    assert words in ran.err
    assert "Traceback" not in ran.err


def test_a_scheduler_without_workers_is_told(course: Path) -> None:
    with dask_cluster(course, workers=0) as cluster:
        ran = batch(course, "--on", cluster.url)
    assert ran.code == 2
    assert f"dask worker {cluster.url}" in ran.err


def test_workers_that_differ_are_refused(course: Path) -> None:
    """Another isolation is another grade: it is the first worker's or nobody's."""
    with dask_cluster(course, workers=1) as cluster:
        env = {"PATH": "/nowhere"}
        cluster.add_worker(env=env)
        ran = batch(course, "--on", cluster.url)
    assert ran.code == 2, ran.err
    assert "isolation" in ran.err


def test_who_asks_for_a_gpu_goes_where_there_is_one(course: Path) -> None:
    """Of those that declare one, and of nobody else; the others go anywhere."""
    for i in (0, 1, 2):
        path = course / "submissions" / f"student{i}" / "doubling.ipynb"
        asking = path.read_text(encoding="utf-8").replace(
            "import time", "device = 'cuda'; import time"
        )
        path.write_text(asking, encoding="utf-8")
    with dask_cluster(course, workers=1) as cluster:
        cluster.add_worker("--resources", "GPU=1")
        ran = batch(course, "--on", cluster.url)
        assert ran.code == 0, ran.err
        with Client(cluster.url) as client:
            known = client.run(errands_and_gpu())
    assert points(course) == expected()
    done = dict(known.values())
    assert len(done[True] | done[False]) == STUDENTS
    asked = {key for key in done[True] | done[False] if key.startswith("gpu-")}
    assert len(asked) == 3
    assert asked <= done[True]


def errands_and_gpu() -> Callable[[Worker], tuple[bool, set[str]]]:
    """Of a worker: whether it has a GPU, and the keys of what it was sent.

    A function that is no module's own travels whole: workers have no tests.
    """

    def told(dask_worker: Worker) -> tuple[bool, set[str]]:
        keys = {str(entry[0]) for entry in dask_worker.state.log}
        sent = {key for key in keys if "doubling-" in key}
        return "GPU" in dask_worker.state.total_resources, sent

    return told


def wait_for_first_grade(process: subprocess.Popen[str]) -> None:
    """Until one notebook is recorded: then the rest is under way, or still to come."""
    assert process.stderr is not None
    told: list[str] = []
    while "points" not in (line := process.stderr.readline()):
        assert line, told
        told.append(line)


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Its exit code, and what it said after what was read of it."""
    _, rest = process.communicate(timeout=120)
    return process.returncode, rest


def started(course: Path, cluster: DaskCluster) -> subprocess.Popen[str]:
    command = (sys.executable, "-m", "grader", "batch", "submissions", *LEVEL)
    return subprocess.Popen(
        [*command, "--on", cluster.url],
        cwd=course,
        env=neutral_environment() | {"PYTHONPATH": os.fspath(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
