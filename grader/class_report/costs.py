"""What the runs of a class took: the usual, the most, and whose that was."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from grader.class_report.rows import Row


@dataclass(frozen=True)
class Cost:
    """``student`` is the first who needed the most."""

    median: float
    most: float
    student: str


@dataclass(frozen=True)
class Costs:
    """Seconds in cells, seconds in the student's functions, and megabytes."""

    seconds: Cost
    probe_seconds: Cost
    peak_memory_mb: Cost


def costs(rows: Iterable[Row]) -> Costs | None:
    """Of all runs in which a cell was run; None where there was none."""
    ran = [row for row in rows if row.ran]
    if not ran:
        return None
    return Costs(
        _cost(ran, lambda row: row.seconds),
        _cost(ran, lambda row: row.probe_seconds),
        _cost(ran, lambda row: row.peak_memory_mb),
    )


def _cost(rows: Sequence[Row], of: Callable[[Row], float]) -> Cost:
    most = max(rows, key=of)
    return Cost(statistics.median(map(of, rows)), of(most), most.student)
