"""Who has a grade, who has none, and whose notebook did not run."""

from __future__ import annotations

from datetime import UTC, datetime

from sample_rows import attempt, row, standing

from grader.class_report.attendance import Stopped, attendance, stopped
from grader.gradebook.entries import Override

BY_HAND = Override(12.0, "prof", "ill", datetime(2026, 11, 20, tzinfo=UTC))


def test_students_are_counted_by_what_they_have() -> None:
    found = attendance(
        [
            *(standing("a"), standing("b", None), standing("c", 0.0)),
            standing("d", None, status="ungraded"),
            standing("e", None, status="new"),
            standing("f", None, status="rejected"),
        ]
    )
    assert (found.students, found.graded, found.missing) == (6, 2, 1)
    assert (found.ungraded, found.new, found.rejected) == (1, 1, 1)


def test_nobody_is_nobody() -> None:
    assert attendance([]).students == 0
    assert stopped([], []) == ()


def test_who_did_not_run_is_named_with_the_reason() -> None:
    """By the ending of the run that counts, or the status of its attempt."""
    refused = attempt(status="rejected", reason="not a\nnotebook\x1b[2J", run=2)
    standings = [
        *(standing("fine"), standing("late"), standing("absent", None)),
        standing("broken", None, status="rejected", attempt=refused),
    ]
    rows = [row("fine"), row("late", ending="timeout")]
    assert stopped(standings, rows) == (
        Stopped("late", "timeout", ""),
        Stopped("broken", "rejected", "not a notebook"),
    )


def test_a_grade_by_hand_hides_no_failure() -> None:
    """The student has a grade; the notebook still could not be run."""
    failed = attempt(status="ungraded", reason="the disk is full")
    by_hand = standing("ana", 12.0, attempt=failed, override=BY_HAND)
    assert attendance([by_hand]).graded == 1
    assert stopped([by_hand], []) == (Stopped("ana", "ungraded", "the disk is full"),)
