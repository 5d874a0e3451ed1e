"""Who runs the notebooks of a batch: this machine, or a cluster."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from grader.batch.running import Crew, Local
from grader.course import Course
from grader.errors import BadInput
from grader.messages import say
from grader.pipeline import Conditions
from grader.result import Language
from grader.sandbox import CORES, choose
from grader.sandbox.interpreter import interrogate
from grader.streams import Seed


class Wanted(NamedTuple):
    """Where and how notebooks are to be run, as the command line says."""

    sandbox: str
    jobs: int | None
    url: str | None
    assignments_dir: Path | None
    language: Language


@contextlib.contextmanager
def crew_for(wanted: Wanted) -> Iterator[Crew]:
    """Those who run the notebooks: this machine, or a cluster."""
    if wanted.url is not None:
        yield _cluster(wanted, wanted.url)
        return
    with contextlib.closing(choose(wanted.sandbox)[0]) as sandbox:
        if (problem := sandbox.problem()) is not None:
            raise BadInput(
                say("The sandbox {name} cannot be used here.", name=sandbox.name),
                problem,
            )
        conditions = Conditions(Seed(""), sandbox, interrogate(), wanted.language)
        yield Local(conditions, wanted.jobs or CORES)


def _cluster(wanted: Wanted, url: str) -> Crew:
    if wanted.jobs is not None:
        raise BadInput(
            say("--jobs is for this machine; with --on, the workers decide."),
            say("Start more workers, or leave --jobs out."),
        )
    try:
        from grader.batch.cluster.client import cluster
    except ModuleNotFoundError:
        raise BadInput(
            say("A cluster needs Dask, which is not installed here."),
            say("Install it: pip install 'dl-grader[cluster]'."),
        ) from None
    from grader.batch.cluster.errand import Terms

    folder = (wanted.assignments_dir or Path("assignments")).resolve()
    return asyncio.run(cluster(url, Terms(wanted.sandbox, wanted.language, folder)))


def refuse_below(course: Course, isolation: str) -> None:
    """Refuse a sandbox that is weaker than the course demands."""
    if course.accepts(isolation):
        return
    raise BadInput(
        say(
            "A batch runs other people's code: the isolation {name} is too weak, "
            "the course demands {demanded}.",
            name=isolation,
            demanded=course.isolation,
        ),
        say(
            "`grade doctor` says what is missing. On a machine of no value, add "
            "--unsafe-no-isolation."
        ),
    )
