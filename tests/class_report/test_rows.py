"""Results are folded into what the report needs, and nothing else is kept."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from grader.class_report.rows import folded, row_of
from grader.gradebook.entries import Recorded
from grader.result import Result, from_json

FIXTURE = Path(__file__).parents[1] / "fixtures" / "good.en.result.json"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
NAN = float("nan")


def result() -> Result:
    return from_json(FIXTURE.read_bytes())


def test_a_row_has_what_the_report_shows() -> None:
    folded_row = row_of("ana", result())
    assert (folded_row.framework, folded_row.device) == ("torch", "cpu")
    assert folded_row.versions["torch"] == "2.14.1"
    assert folded_row.versions["python"] == "3.11.2"
    assert (folded_row.seconds, folded_row.peak_memory_mb) == (12.14, 512)
    assert sum(check.score for check in folded_row.checks) == 17.5
    shares = {check.id: check.share for check in folded_row.checks}
    assert shares["mnist_accuracy"] == pytest.approx(2.5 / 3)


def test_only_finite_measures_are_kept() -> None:
    """Neither null nor NaN was measured."""
    good = result()
    measured = {"a": 1.0, "b": None, "c": NAN, "d": float("inf")}
    first = msgspec.structs.replace(good.checks[0], measured=measured)
    folded_row = row_of("ana", msgspec.structs.replace(good, checks=(first,)))
    assert folded_row.checks[0].measured == {"a": 1.0}


def test_texts_are_one_line_and_short() -> None:
    """A message of a student's cannot fake another, nor fill the page."""
    good = result()
    first = msgspec.structs.replace(good.checks[0], message="a\n\x1b[2Jb" + "x" * 5_000)
    folded_row = row_of("ana", msgspec.structs.replace(good, checks=(first,)))
    message = folded_row.checks[0].message
    assert message.startswith("a bx")
    assert len(message) <= 300


def test_the_newest_run_is_told_whatever_it_brought() -> None:
    """One that brought no result counts too; where there is no run there is no time."""
    recorded = [
        Recorded(1, NOON, result()),
        Recorded(2, NOON + timedelta(days=1), None),
        Recorded(3, NOON - timedelta(days=1), result()),
    ]
    found = folded(recorded, {1: "ana", 2: "luis", 3: "mei"})
    assert [one.student for one in found.rows] == ["ana", "mei"]
    assert found.newest == NOON + timedelta(days=1)
    assert folded([], {}).newest is None


def test_a_result_is_let_go_before_the_next_is_read() -> None:
    """Whole results are never in memory together: a class may have thousands."""
    alive: list[weakref.ref[Recorded]] = []

    def recorded() -> Iterator[Recorded]:
        for run in range(5):
            assert not any(one() for one in alive[:-1])
            one_run = Recorded(run, NOON, result())
            alive.append(weakref.ref(one_run))
            yield one_run
            del one_run

    found = folded(recorded(), dict.fromkeys(range(5), "ana"))
    assert len(found.rows) == len(alive) == 5
