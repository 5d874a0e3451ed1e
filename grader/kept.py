"""What one run of a notebook brought: all that judging needs, as a value and as bytes.

Judging is a function of this and of a truth that the seed draws again, so what is kept
can be judged by tomorrow's checks without a kernel. The bytes are compressed
MessagePack; arrays are dtype, shape and raw data. Nothing in them is ever executed.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any, Final, Literal

import msgspec
import numpy as np

from grader.errors import GraderFault
from grader.evidence import Answer, Evidence, Status
from grader.execution import CellRun, Ending, Execution
from grader.inside.frames import CODES
from grader.messages import say
from grader.result import Environment
from grader.streams import Seed

SCHEMA: Final = "grader.evidence/1"
MAX_BYTES = 64 << 20
"""Of one run, before compression; the evidence of the largest assignment has 2 MB."""
LEVEL = 3
"""zlib's: arrays of floats gain little from more, and take ten times longer."""
DTYPES = {dtype.str: dtype for dtype in CODES}


@dataclass(frozen=True)
class Gathered:
    """What one run brought.

    ``facts`` is what the kernel said of itself: for information, never for points.
    ``asked`` is the fingerprint of what was asked.
    """

    evidence: Evidence
    facts: Answer
    framework: str
    environment: Environment
    seed: Seed
    strict: bool
    asked: str


class _Array(msgspec.Struct, frozen=True, array_like=True):
    dtype: str
    shape: tuple[int, ...]
    data: bytes


class _Answer(msgspec.Struct, frozen=True):
    status: Status
    arrays: dict[str, _Array]
    facts: dict[str, Any]
    error: str
    seconds: float


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    schema: Literal["grader.evidence/1"] = SCHEMA
    cells: tuple[CellRun, ...]
    outcome: Ending
    alive: bool
    answers: dict[str, _Answer]
    facts: _Answer
    framework: str
    environment: Environment
    seed: str
    strict: bool
    asked: str


def to_bytes(gathered: Gathered) -> bytes | None:
    """Compressed bytes; None where there is more of it than is kept."""
    execution = gathered.evidence.execution
    answers = gathered.evidence.answers
    if (
        sum(a.nbytes for one in answers.values() for a in one.arrays.values())
        > MAX_BYTES
    ):
        return None
    kept = _Kept(
        cells=execution.cells,
        outcome=execution.outcome,
        alive=execution.alive,
        answers={key: _packed(answer) for key, answer in answers.items()},
        facts=_packed(gathered.facts),
        framework=gathered.framework,
        environment=gathered.environment,
        seed=gathered.seed.text,
        strict=gathered.strict,
        asked=gathered.asked,
    )
    data = msgspec.msgpack.encode(kept)
    return zlib.compress(data, LEVEL) if len(data) <= 2 * MAX_BYTES else None


def from_bytes(data: bytes) -> Gathered:
    """Read what ``to_bytes`` wrote; ``GraderFault`` where it was damaged."""
    try:
        inflater = zlib.decompressobj()
        raw = inflater.decompress(data, 2 * MAX_BYTES)
        kept = msgspec.msgpack.decode(raw, type=_Kept)
        answers = {key: _unpacked(answer) for key, answer in kept.answers.items()}
        facts = _unpacked(kept.facts)
    except (zlib.error, msgspec.DecodeError, ValueError, KeyError) as error:
        raise GraderFault(
            say("Stored evidence cannot be read: {why}", why=str(error)),
            say("Run the notebook again; its earlier results are still there."),
        ) from None
    return Gathered(
        Evidence(Execution(kept.cells, kept.outcome, kept.alive), answers),
        facts,
        kept.framework,
        kept.environment,
        Seed(kept.seed),
        kept.strict,
        kept.asked,
    )


def _packed(answer: Answer) -> _Answer:
    arrays = {
        name: _Array(array.dtype.newbyteorder("<").str, array.shape, _raw(array))
        for name, array in answer.arrays.items()
    }
    facts = dict(answer.facts)
    return _Answer(answer.status, arrays, facts, answer.error, answer.seconds)


def _raw(array: np.ndarray[Any, Any]) -> bytes:
    return np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes()


def _unpacked(answer: _Answer) -> Answer:
    arrays = {
        name: np.frombuffer(a.data, DTYPES[a.dtype]).reshape(a.shape)
        for name, a in answer.arrays.items()
    }
    return Answer(answer.status, arrays, answer.facts, answer.error, answer.seconds)
