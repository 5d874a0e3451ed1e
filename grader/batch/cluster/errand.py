"""One run as it travels: plain data, the notebook as it lies in the gradebook."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from grader import __version__
from grader.batch.running import Order
from grader.result import Language
from grader.sandbox.devices import wishes_gpu
from grader.submission import to_bytes


@dataclass(frozen=True)
class Errand:
    """A notebook to run; ``version`` is that of the assignment that asks it.

    ``gpu``: it looks for one. ``imports`` are those of the whole batch, notebook by
    notebook: worth importing beforehand.
    """

    notebook: bytes
    name: str
    student: str
    assignment: str
    version: str
    seed: str
    gpu: bool
    imports: frozenset[frozenset[str]]


@dataclass(frozen=True)
class Terms:
    """What holds for all errands of a batch.

    ``sandbox`` as ``grade batch --sandbox``; ``assignments`` is a folder of them, used
    where a worker has it too.
    """

    sandbox: str
    language: Language
    assignments: Path | None = None

    @property
    def station(self) -> str:
        """The name of the station that works under these terms, of this grader."""
        told = repr((self, __version__)).encode()
        return f"grader-{hashlib.sha256(told).hexdigest()[:16]}"


def errand(order: Order, imports: frozenset[frozenset[str]]) -> Errand:
    """An order, loaded: nothing of the gradebook is needed where it is done."""
    work = order.work
    submission = order.load()
    return Errand(
        to_bytes(submission),
        submission.name,
        submission.student,
        work.assignment.id,
        work.assignment.version,
        work.seed.text,
        wishes_gpu(submission.code),
        imports,
    )
