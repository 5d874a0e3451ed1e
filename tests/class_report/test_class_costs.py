"""Time and memory: the median, the most, and whose that was."""

from __future__ import annotations

from sample_rows import row

from grader.class_report.costs import Cost, costs


def test_the_most_has_a_name() -> None:
    """Each figure has its own; of equals the first."""
    found = costs(
        [
            row("ana", seconds=3.0, probe_seconds=9.0, peak_memory_mb=100),
            row("luis", seconds=50.0, probe_seconds=1.0, peak_memory_mb=400),
            row("mei", seconds=4.0, probe_seconds=9.0, peak_memory_mb=300),
            row("zoe", seconds=5.0, probe_seconds=2.0, peak_memory_mb=400),
        ]
    )
    assert found is not None
    assert found.seconds == Cost(4.5, 50.0, "luis")
    assert found.probe_seconds == Cost(5.5, 9.0, "ana")
    assert found.peak_memory_mb == Cost(350, 400, "luis")


def test_what_never_ran_cost_nothing() -> None:
    """A run without cells is left out; where all are, there is nothing to tell."""
    found = costs([row("ana"), row("luis", ran=False, seconds=0.0)])
    assert found is not None
    assert found.seconds.median == 10.0
    assert costs([row("luis", ran=False)]) is None
