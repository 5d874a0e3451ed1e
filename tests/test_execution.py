"""How a run is summed up: endings, fatal cells, and errors."""

from __future__ import annotations

import pytest

from grader.evidence import Answer, Evidence
from grader.execution import CellRun, CellStatus, Execution
from grader.execution.runner import _run_of_reply
from grader.pipeline import _with_first_ending


def runs(*statuses: CellStatus) -> tuple[CellRun, ...]:
    return tuple(
        CellRun(index=2 * place, status=status, seconds=1.5)
        for place, status in enumerate(statuses)
    )


def test_a_living_kernel_has_no_fatal_cell() -> None:
    """Errors are not fatal."""
    assert Execution(runs("ok", "error"), "completed", alive=True).fatal_cell is None


def test_the_last_cell_that_ran_is_the_fatal_one() -> None:
    """Cells that were not run have killed nobody."""
    ran = runs("ok", "timeout", "not_run", "not_run")
    assert Execution(ran, "timeout", alive=False).fatal_cell == 2
    assert Execution((), "died", alive=False).fatal_cell is None
    assert Execution(ran, "timeout", alive=False).seconds == 6.0


def test_the_run_without_the_fatal_cell_says_what_ended_the_first() -> None:
    """Its answers count; the cell keeps its place, and the ending its name."""
    first = Execution(runs("ok", "error", "not_run"), "died", alive=False)
    ran = runs("ok", "ok", "ok")
    last = Execution((ran[0], ran[2]), "completed", alive=True)
    evidence = Evidence(last, {"x": Answer("ok")})
    found = _with_first_ending(evidence, first)
    assert [cell.status for cell in found.execution.cells] == ["ok", "error", "ok"]
    assert [cell.index for cell in found.execution.cells] == [0, 2, 4]
    assert found.execution.outcome == "died"
    assert found.execution.alive
    assert found["x"].ok


def test_a_single_run_is_left_as_it_is() -> None:
    """Nothing is merged where nothing ended."""
    ran = Execution(runs("ok"), "completed", alive=True)
    evidence = Evidence(ran, {})
    assert _with_first_ending(evidence, ran) is evidence


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        ({"content": {"status": "ok"}}, "ok"),
        ({"content": {"status": "error", "ename": "E", "evalue": "v"}}, "error"),
        ({"content": {"status": "aborted"}}, "error"),
        ({"content": {}}, "error"),
        (None, "error"),
    ],
)
def test_only_a_reply_that_says_ok_is_ok(
    reply: dict[str, object] | None, status: str
) -> None:
    """Silence is no success."""
    assert _run_of_reply(reply, 0, 1.0).status == status


def test_errors_are_cleaned() -> None:
    """Names and messages come from strangers."""
    content = {"ename": ["E"] * 99, "evalue": "\x1b[31m" + "x" * 9999}
    error = _run_of_reply({"content": content}, 0, 1.0).error
    assert error is not None
    assert len(error.name) <= 100
    assert len(error.message) == 500
    assert error.message.startswith("xxx")
