"""When early stopping ends a training."""

from __future__ import annotations

import pytest

from grader.measures.stopping import stopping_epoch


@pytest.mark.parametrize(
    ("losses", "epochs"),
    [
        ([3, 2, 1, 2, 2], 5),  # two epochs after the best
        ([3, 2, 1, 2, 2, 0], 5),  # what comes later is too late
        ([3, 2, 1, 1, 1], 5),  # as good is not better
        ([3, 4, 2, 3, 1, 2, 2], 7),  # an improvement starts the wait anew
        ([3, 2, 1, 2], None),  # it was not waited long enough
        ([7, 6, 5, 4, 3, 2, 1, 0], 8),  # the most
        ([7, 6, 5, 4, 3, 2, 1, 2, 2], 8),
        ([float("nan"), float("nan")], 2),
        ([], None),
    ],
)
def test_it_ends_after_patience_or_at_the_most(
    losses: list[float], epochs: int | None
) -> None:
    """Patience 2, at most 8 epochs."""
    assert stopping_epoch(losses, patience=2, most=8) == epochs
