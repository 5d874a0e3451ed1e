"""The class beside what references reached: what is marked, and what is not."""

from __future__ import annotations

import pytest
from sample_rows import check, row

from grader.class_report.drift import Compared, OtherVersion, drift
from grader.class_report.rows import Row
from grader.references.targets import Metric, Reached, Targets

METRIC = Metric(n=20, mean=0.97, sd=0.01, min=0.95, bound=0.94)


def targets(framework: str = "torch", **versions: str) -> Targets:
    reached = Reached(
        framework=framework,
        device="cpu",
        seconds=1.0,
        versions=versions or {"torch": "2.0"},
        metrics={"net.accuracy": METRIC},
    )
    return Targets(reached=(reached,))


def measuring(*accuracies: float, share: float = 1.0, **changed: object) -> list[Row]:
    return [
        row(f"s{i}", check("net", share, measured={"accuracy": one}), **changed)
        for i, one in enumerate(accuracies)
    ]


def compared(rows: list[Row]) -> Compared:
    [found] = drift(rows, targets()).metrics
    return found


@pytest.mark.parametrize(
    ("accuracies", "drifted"),
    [
        ([0.9] * 5, True),
        ([0.9] * 4, False),
        ([0.94] * 5, False),
        ([0.99, 0.99, 0.93, 0.1, 0.1], True),
        ([0.99, 0.99, 0.95, 0.1, 0.1], False),
    ],
)
def test_five_full_scorers_below_the_bound_are_a_drift(
    accuracies: list[float], drifted: bool
) -> None:
    """By their median; on the bound is not below it, and four are too few."""
    found = compared(measuring(*accuracies))
    assert found.n == len(accuracies)
    assert (found.mean, found.bound) == (0.97, 0.94)
    assert found.drifted is drifted
    assert drift(measuring(*accuracies), targets()).drifted is drifted


def test_who_lost_points_says_nothing_of_the_reference() -> None:
    """Only those count who earned all points of that check, and have a grade."""
    found = compared(
        [
            *measuring(*[0.5] * 9, share=0.5),
            *measuring(*[0.5] * 9, graded=False),
            *measuring(0.96),
        ]
    )
    assert (found.n, found.median, found.drifted) == (1, 0.96, False)


def test_what_was_not_measured_is_no_zero() -> None:
    """Without a full scorer who has the measure there is no median."""
    found = compared([row(f"s{i}", check("net", 1.0)) for i in range(9)])
    assert (found.n, found.median, found.drifted) == (0, None, False)


def test_other_versions_are_a_drift() -> None:
    """Those of packages that both have, with how many runs had each."""
    rows = [
        *measuring(0.97, 0.97, versions={"torch": "2.1", "seaborn": "1"}),
        *measuring(0.97, versions={"torch": "2.0"}),
        *measuring(0.97, 0.97, 0.97, versions={"torch": "1.9"}),
    ]
    found = drift(rows, targets(torch="2.0", numpy="2.4"))
    expected = OtherVersion("torch", ("2.0",), (("1.9", 3), ("2.1", 2)))
    assert found.versions == (expected,)
    assert found.drifted


def test_the_same_versions_are_none() -> None:
    found = drift(measuring(0.97), targets())
    assert found.recorded
    assert (found.versions, found.drifted, found.unknown) == ((), False, ())


@pytest.mark.parametrize(("version", "told"), [("3.11.2", 0), ("3.12.0", 1)])
def test_a_patch_of_python_is_none(version: str, told: int) -> None:
    """It changes no measure; another minor version comes with other packages."""
    rows = measuring(0.97, versions={"python": version})
    assert len(drift(rows, targets(python="3.11.7")).versions) == told


def test_each_framework_is_compared_with_its_own_reference() -> None:
    """One that was never recorded is told, and compared with nothing."""
    rows = [*measuring(0.97), *measuring(0.2, framework="keras")]
    rows += measuring(0.2, device="cuda")
    found = drift(rows, targets())
    assert [(one.framework, one.n) for one in found.metrics] == [("torch", 1)]
    assert found.unknown == (("keras", "cpu"), ("torch", "cuda"))
    assert not found.drifted


def test_without_targets_nothing_is_compared() -> None:
    found = drift(measuring(0.1, 0.1), Targets())
    assert not found.recorded
    assert not found.drifted
    assert (found.metrics, found.versions, found.unknown) == ((), (), ())
