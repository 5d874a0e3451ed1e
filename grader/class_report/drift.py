"""The class beside what the references reached: has the environment changed?

A reference is verified where it was trained. The students' notebooks run somewhere
else, later. Where many who earned all points of a check measure less than any honest
run of the reference would, or where packages have other versions, the targets may no
longer hold: the references want to be verified again.
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.class_report.rows import Row
from grader.references.targets import Reached, Targets

ENOUGH = 5
"""Fewer full scorers than this may all have chosen something unusual."""


@dataclass(frozen=True)
class Compared:
    """A metric of the ``n`` full scorers of its check who have it.

    ``median``: theirs, None where there is nobody. ``mean`` and ``bound``: what the
    reference of the same framework, on the same kind of device, reaches on average and
    in nearly all runs.
    """

    check: str
    name: str
    framework: str
    device: str
    n: int
    median: float | None
    mean: float
    bound: float

    @property
    def drifted(self) -> bool:
        enough = self.n >= ENOUGH and self.median is not None
        return enough and not (self.median or 0.0) >= self.bound


@dataclass(frozen=True)
class OtherVersion:
    """A package of the class that is not as the targets were measured with.

    ``expected``: its versions there. ``found``: other ones, with how many runs had
    each, the most common first.
    """

    package: str
    expected: tuple[str, ...]
    found: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Drift:
    """``recorded``: there are targets. ``unknown``: frameworks and devices of the class
    of which they say nothing."""

    recorded: bool
    metrics: tuple[Compared, ...] = ()
    versions: tuple[OtherVersion, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()

    @property
    def drifted(self) -> bool:
        return bool(self.versions) or any(one.drifted for one in self.metrics)


def drift(rows: Iterable[Row], targets: Targets) -> Drift:
    """Compare graded runs with the reference of their framework and device."""
    if not targets.reached:
        return Drift(recorded=False)
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.graded and row.ran:
            groups[row.framework, row.device].append(row)
    known: list[tuple[Reached, list[Row]]] = []
    unknown = []
    for group in sorted(groups):
        reached = targets.of(*group)
        if reached is None:
            unknown.append(group)
        else:
            known.append((reached, groups[group]))
    return Drift(
        recorded=True,
        metrics=tuple(one for pair in known for one in _metrics(*pair)),
        versions=_versions(known),
        unknown=tuple(unknown),
    )


def _metrics(reached: Reached, rows: Sequence[Row]) -> Iterator[Compared]:
    values = _measured_by_full_scorers(rows)
    for metric, reference in reached.metrics.items():
        check, _, name = metric.rpartition(".")
        own = values.get((check, name), ())
        yield Compared(
            check=check,
            name=name,
            framework=reached.framework,
            device=reached.device,
            n=len(own),
            median=statistics.median(own) if own else None,
            mean=reference.mean,
            bound=reference.bound,
        )


def _measured_by_full_scorers(
    rows: Iterable[Row],
) -> dict[tuple[str, str], list[float]]:
    """By check and measure."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in rows:
        for check in row.checks:
            if check.status == "passed":
                for name, value in check.measured.items():
                    found[check.id, name].append(value)
    return found


def _versions(
    known: Iterable[tuple[Reached, Sequence[Row]]],
) -> tuple[OtherVersion, ...]:
    """Packages that both have, in the order of their names."""
    expected: dict[str, set[str]] = defaultdict(set)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for reached, rows in known:
        for package, version in reached.versions.items():
            present = filter(None, (row.versions.get(package) for row in rows))
            own = Counter(_telling(package, one) for one in present)
            del own[_telling(package, version)]
            if own:
                expected[package].add(_telling(package, version))
                found[package].update(own)
    return tuple(
        OtherVersion(
            package,
            tuple(sorted(expected[package])),
            tuple(sorted(found[package].items(), key=lambda pair: (-pair[1], pair[0]))),
        )
        for package in sorted(found)
    )


def _telling(package: str, version: str) -> str:
    """What of a version may move a measure: a patch of Python's own does not."""
    return ".".join(version.split(".")[:2]) if package == "python" else version
