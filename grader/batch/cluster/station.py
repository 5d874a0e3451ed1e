"""What a worker has ready, from its first errand to its end."""

from __future__ import annotations

import asyncio
import threading

from distributed import Worker, WorkerPlugin, get_worker

from grader.assignment import Assignment, find_assignments
from grader.batch.cluster.errand import Errand, Terms
from grader.batch.crew import Task, run_one
from grader.batch.planning import Place
from grader.batch.running import Finished
from grader.errors import GraderFault
from grader.kept import to_bytes
from grader.messages import Message, say
from grader.pipeline import DEFAULT_LIMITS, Conditions, Questions, questions
from grader.sandbox import choose
from grader.sandbox.interpreter import interrogate
from grader.streams import Seed
from grader.submission import Submission, from_bytes

GPU = "GPU"
"""The resource by which a worker says that it has one."""


class Station(WorkerPlugin):
    """A sandbox with its zygotes, and the exam that was drawn last.

    It outlives a batch: the next one under the same terms finds it warm.
    """

    idempotent = True

    def __init__(self, terms: Terms) -> None:
        self.name = terms.station
        self._terms = terms

    def setup(self, worker: Worker) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._limits = DEFAULT_LIMITS.among(worker.state.nthreads)
        self._asking: dict[tuple[str, str], Questions] = {}
        self._gpu = GPU in worker.state.total_resources
        self._sandbox, _ = choose(self._terms.sandbox)
        self._expected: frozenset[frozenset[str]] = frozenset()
        self._interpreter = interrogate()

    async def teardown(self, worker: Worker) -> None:
        """End what runs: its client is gone, and the next one's errands wait for it."""
        ending = asyncio.run_coroutine_threadsafe(_end_all(), self._loop)
        await asyncio.wrap_future(ending)
        self._loop.call_soon_threadsafe(self._loop.stop)
        await asyncio.to_thread(self._thread.join)
        self._loop.close()
        self._sandbox.close()

    def told(self) -> Place | Message:
        """The place, or why nothing can be run here."""
        problem = self._sandbox.problem()
        if problem is not None:
            return problem
        about = self._interpreter
        return Place(self._sandbox.name, about.version, about.packages)

    def run(self, errand: Errand) -> Finished | Message:
        """Run one notebook; as many at a time as the worker has threads.

        They share a loop of their own, as jobs of one machine do: the worker's own has
        to answer its scheduler while we judge.
        """
        running = asyncio.run_coroutine_threadsafe(self._run(errand), self._loop)
        return running.result()

    async def _run(self, errand: Errand) -> Finished | Message:
        folder = self._terms.assignments
        known = find_assignments(folder if folder and folder.is_dir() else None)
        assignment = known.get(errand.assignment)
        if assignment is None or assignment.version != errand.version:
            return say(
                "A worker does not have this version of {name}.", name=errand.assignment
            )
        if self._expected != errand.imports:
            self._expected = errand.imports
            self._sandbox.expect(errand.imports)
        seed = Seed(errand.seed)
        task = Task(None, assignment, seed, lambda: _submission(errand))
        conditions = Conditions(
            seed,
            self._sandbox,
            self._interpreter,
            self._terms.language,
            limits=self._limits,
            gpu=self._gpu,
        )
        brought = await run_one(task, conditions, self._asked(assignment, seed))
        if isinstance(brought, GraderFault):
            return brought.message
        return Finished(to_bytes(brought.gathered), brought.result)

    def _asked(self, assignment: Assignment, seed: Seed) -> Questions:
        """What is asked, drawn once for all errands of an assignment."""
        key = (assignment.id, seed.text)
        if key not in self._asking:
            self._asking.clear()  # one is large, and errands come by assignment
            strict = assignment.settings.strict
            self._asking[key] = questions(assignment, seed, strict)
        return self._asking[key]


def done_here(errand: Errand, station: str) -> Finished | Message:
    """The function that is sent: this worker's station does the errand."""
    return _station(get_worker(), station).run(errand)


def describe(station: str, dask_worker: Worker) -> Place | Message:
    """What a worker's station tells of itself."""
    return _station(dask_worker, station).told()


async def _end_all() -> None:
    """Cancel every other task of this loop, and wait until each has tidied up."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _station(worker: Worker, name: str) -> Station:
    station = worker.plugins[name]
    assert isinstance(station, Station)  # noqa: S101  # the client has registered it
    return station


def _submission(errand: Errand) -> Submission:
    return from_bytes(errand.notebook, errand.name, errand.student)
