"""What references reach, over many seeds: ``reference/<id>/targets.json``.

A metric is a value that a check measured and needed at least some amount of, as
``iris_accuracy.accuracy``. Its bound, the one-sided normal tolerance limit (95 %
confidence, 99 % of runs), guards the reference: below it something has changed.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

import msgspec

from grader.errors import BadInput
from grader.measures.tolerance import lower_bound
from grader.messages import say
from grader.result import Result

FILE = "targets.json"
SCHEMA: Final = "grader.targets/1"
DIGITS = 6
OWN_COUNTS = ("cells",)
"""How many cells a notebook has is its author's choice, and nothing that it reaches."""


class Metric(msgspec.Struct, frozen=True, kw_only=True):
    """One metric over ``n`` runs; ``bound`` is what nearly all runs reach."""

    n: int
    mean: float
    sd: float
    min: float
    bound: float


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """What the reference of one framework reaches on one kind of device.

    ``seconds``: the median of a run, cells and probes together.
    """

    framework: str
    device: str
    seconds: float
    versions: dict[str, str]
    metrics: dict[str, Metric]


class Targets(msgspec.Struct, frozen=True, kw_only=True):
    """All that was recorded of an assignment's references."""

    schema: Literal["grader.targets/1"] = SCHEMA
    reached: tuple[Reached, ...] = ()

    def of(self, framework: str, device: str) -> Reached | None:
        return next(
            (r for r in self.reached if (r.framework, r.device) == (framework, device)),
            None,
        )

    def updated(self, new: Iterable[Reached]) -> Targets:
        """With these in the place of what was known of their framework and device."""
        known = {(r.framework, r.device): r for r in (*self.reached, *new)}
        return Targets(reached=tuple(known[key] for key in sorted(known)))


def measured(result: Result) -> dict[str, float]:
    """The metrics of one result; absent where a check measured nothing finite."""
    return {
        f"{check.id}.{name}": value
        for check in result.checks
        for name, value in check.measured.items()
        if name in check.needed and name not in OWN_COUNTS and value is not None
    }


def reached(results: Sequence[Result]) -> Reached:
    """What these runs of one reference, at least one, reached together."""
    first = results[0]
    runs = [measured(result) for result in results]
    common = [name for name in runs[0] if all(name in run for run in runs)]
    times = [r.execution.seconds + r.execution.probe_seconds for r in results]
    return Reached(
        framework=first.submission.framework,
        device=first.environment.device,
        seconds=round(statistics.median(times), 1),
        versions={"python": first.environment.python, **first.environment.packages},
        metrics={name: _metric([run[name] for run in runs]) for name in common},
    )


def missed(result: Result, targets: Targets) -> Mapping[str, tuple[float, float]]:
    """Metrics below their bound, or gone: name -> (measured, bound)."""
    known = targets.of(result.submission.framework, result.environment.device)
    if known is None:
        return {}
    found = measured(result)
    return {
        name: (found.get(name, float("nan")), metric.bound)
        for name, metric in known.metrics.items()
        if not found.get(name, float("nan")) >= metric.bound
    }


def read(folder: Path) -> Targets:
    """The targets in a reference's folder; empty ones where there is no file."""
    path = folder / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Targets)
    except FileNotFoundError:
        return Targets()
    except (msgspec.DecodeError, OSError) as error:
        raise BadInput(
            say("{path} is not valid: {why}", path=str(path), why=str(error)),
            say("Restore it, or make it anew with `grade reference train`."),
        ) from None


def write(folder: Path, targets: Targets) -> Path:
    """Write ``targets.json``; the same targets give the same bytes."""
    path = folder / FILE
    text = msgspec.json.format(msgspec.json.encode(targets), indent=2)
    path.write_bytes(text + b"\n")
    return path


def _metric(values: Sequence[float]) -> Metric:
    return Metric(
        n=len(values),
        mean=round(statistics.fmean(values), DIGITS),
        sd=round(statistics.stdev(values), DIGITS) if len(values) > 1 else 0.0,
        min=min(values),
        bound=round(lower_bound(values) - 10**-DIGITS, DIGITS),
    )
