"""Sends errands to a Dask cluster, a few for each worker, and hears of each."""

from __future__ import annotations

import logging
import uuid
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from distributed import Client, Future, wait
from distributed.client import FutureCancelledError, FuturesCancelledError
from distributed.scheduler import KilledWorker

from grader.batch.cluster.errand import Errand, Terms, errand
from grader.batch.cluster.station import GPU, Station, describe, done_here
from grader.batch.planning import Place
from grader.batch.running import Done, Finished, Order
from grader.errors import BadInput, GraderFault
from grader.messages import Message, say

AHEAD = 2
"""Errands for each thread of a worker: one that is done, and the next."""
SECONDS = 10
"""How long a scheduler may take to answer."""


LOST = (FuturesCancelledError, FutureCancelledError, OSError)
"""What befalls a client whose scheduler has gone."""
LOUD = ("distributed", "distributed.client")
"""Loggers that tell of lost connections on stderr; we say it in words of ours."""


@dataclass(frozen=True)
class Cluster:
    """The workers behind a scheduler, who all run notebooks under the same terms."""

    url: str
    terms: Terms
    place: Place

    async def run(self, orders: Sequence[Order], done: Done) -> None:
        """Run all, and tell of each as soon as it is done.

        A worker that dies loses nothing: its errands go to others, and to those that
        are started later. ``GraderFault`` where the scheduler is gone.
        """
        async with connected(self.url, self.terms) as client:
            try:
                await self._send_all(client, orders, done)
            except LOST as error:
                raise _gone(self.url) from error

    async def _send_all(
        self, client: Client, orders: Sequence[Order], done: Done
    ) -> None:
        imports = frozenset(order.imports for order in orders)
        running: dict[Future[Any], Order] = {}
        left = deque(orders)
        while left or running:
            workers = await _workers(client)
            gpu = any(GPU in worker["resources"] for worker in workers)
            while left and len(running) < AHEAD * max(1, _threads(workers)):
                order = left.popleft()
                running[self._sent(client, errand(order, imports), gpu)] = order
            finished, _ = await wait([*running], return_when="FIRST_COMPLETED")
            for future in finished:
                done(running.pop(future).work, await _outcome(future))

    def _sent(self, client: Client, one: Errand, gpu: bool) -> Future[Any]:
        """An errand on its way; where somebody has a GPU, who asks for one goes there.

        What was left without a grade may come again: hence a key of its own.
        """
        wishes = one.gpu and gpu
        sent: Future[Any] = client.submit(
            done_here,
            one,
            self.terms.station,
            key=f"{'gpu-' * wishes}{one.assignment}-{uuid.uuid4().hex}",
            pure=False,
            resources={GPU: 1} if wishes else None,
        )
        return sent


async def cluster(url: str, terms: Terms) -> Cluster:
    """A cluster whose workers are all alike; ``BadInput``, saying why, where not."""
    async with connected(url, terms) as client:
        if not await _workers(client):
            raise BadInput(
                say("The scheduler at {url} has no workers.", url=url),
                say("Start one: {command}", command=f"dask worker {url} --nthreads 1"),
            )
        told = await client.run(describe, terms.station)
    return Cluster(url, terms, _agreed(told))


@asynccontextmanager
async def connected(url: str, terms: Terms) -> AsyncIterator[Client]:
    """A client whose workers have a station each; those to come get one too."""
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = await Client(url, asynchronous=True, timeout=SECONDS)
    except (OSError, TimeoutError, ValueError) as error:
        why = str(error).strip().partition("\n")[0] or type(error).__name__
        raise BadInput(
            say("There is no Dask scheduler at {url}: {why}", url=url, why=why),
            say("Start one with `dask scheduler`; it prints its address."),
        ) from None
    try:
        await client.register_plugin(Station(terms))
        yield client
    finally:
        await client.close()


def _agreed(told: Mapping[str, Place | Message]) -> Place:
    """What all workers are; ``BadInput`` naming two that differ."""
    places: dict[str, Place] = {}
    for worker, place in told.items():
        if isinstance(place, Message):
            raise BadInput(say("{worker} cannot run notebooks.", worker=worker), place)
        places[worker] = place
    one, *others = places
    for other in others:
        if places[other] != places[one]:
            raise BadInput(
                say(
                    "The workers differ: {one} has {own}; {other} has {its}.",
                    one=one,
                    own=_differing(places[one], places[other]),
                    other=other,
                    its=_differing(places[other], places[one]),
                ),
                say("Install the same on all machines: a grade must not depend on it."),
            )
    return places[one]


def _differing(place: Place, other: Place) -> str:
    """What of a place is not as in another one."""
    mine, theirs = _flat(place), _flat(other)
    found = [f"{key} {mine[key]}" for key in mine if mine[key] != theirs.get(key)]
    return ", ".join(found) or "-"


def _flat(place: Place) -> dict[str, str]:
    told = {"isolation": place.isolation, "python": place.python}
    return {**told, "grader": place.grader, **place.packages}


async def _outcome(future: Future[Any]) -> Finished | Message:
    try:
        outcome: Finished | Message = await future
    except KilledWorker:
        return say("Every worker that ran it died.")
    return outcome


async def _workers(client: Client) -> list[dict[str, Any]]:
    """What the scheduler knows of each worker at this moment."""
    scheduler: Any = client.scheduler
    known = await scheduler.identity(n_workers=-1)
    return [*known["workers"].values()]


def _threads(workers: Sequence[dict[str, Any]]) -> int:
    return sum(worker["nthreads"] for worker in workers)


def _gone(url: str) -> GraderFault:
    return GraderFault(
        say("The scheduler at {url} does not answer any more.", url=url),
        say("What was done is recorded. Start it, and give the same command again."),
    )
