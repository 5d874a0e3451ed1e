"""Numbers in words."""

from __future__ import annotations

import msgspec
import pytest

from grader.messages import translator
from grader.reports import quantities
from grader.result import CheckResult, Status

NAN, INF = float("nan"), float("inf")


def check(
    measured: dict[str, float | None],
    needed: dict[str, float],
    status: Status = "failed",
) -> CheckResult:
    """A check with these figures."""
    return CheckResult(
        id="a",
        title="A",
        status=status,
        score=0.0,
        max_score=1.0,
        message="",
        measured=measured,
        needed=needed,
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [(17.5, "17.5"), (20.0, "20"), (10 / 3, "3.33"), (0.0, "0"), (NAN, "—")],
)
def test_points_without_needless_zeros(value: float, shown: str) -> None:
    """Points are as short as they can be."""
    assert quantities.points(value) == shown


@pytest.mark.parametrize(
    ("share", "shown"), [(0.97123, "97.1%"), (1.0, "100.0%"), (None, "—"), (INF, "—")]
)
def test_shares_are_percentages(share: float | None, shown: str) -> None:
    """One decimal, and a dash for what is not a number."""
    assert quantities.percent(share) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.04, "0.0 s"), (119.94, "119.9 s"), (180.0, "3 min 0 s")]
)
def test_durations(seconds: float, shown: str) -> None:
    """Seconds, then minutes."""
    assert quantities.duration(seconds).replace("\xa0", " ") == shown


def test_names_tell_units() -> None:
    """A name that ends in a share's word is a percentage; others are plain numbers."""
    told = quantities.comparisons(
        check({"val_accuracy": 0.5, "epochs": 60000.0, "loss": 0.123456}, {}),
        translator("en"),
    )
    assert [row.measured for row in told] == [
        "50.0%",
        "60\u202f000",
        "0.1235",
    ]


def test_needed_stands_beside_measured() -> None:
    """Bounds become words, beside the measure that they bound."""
    rows = quantities.comparisons(
        check({"memorised": None}, {"memorised_at_most": 0.85, "classes": 3.0}),
        translator("en"),
    )
    assert [(r.measured, r.needed) for r in rows] == [
        ("—", "at most 85.0%"),
        ("—", "3"),
    ]


def test_skipped_checks_compare_nothing() -> None:
    """What was not judged has no figures to show."""
    skipped = check({}, {"accuracy": 0.9}, status="skipped")
    assert quantities.comparisons(skipped, translator("en")) == []


def test_a_check_may_name_what_it_measures() -> None:
    """Its own label, in the words of its assignment, comes before the reports'."""
    one = msgspec.structs.replace(
        check({"gap": 0.5, "right": 3.0}, {}), labels={"gap": "brecha"}
    )
    found = quantities.comparisons(one, translator("es"))
    assert [row.label for row in found] == ["brecha", "respuestas correctas"]
