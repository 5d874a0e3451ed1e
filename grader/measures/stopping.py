"""When early stopping has to end a training."""

from __future__ import annotations

from collections.abc import Sequence


def stopping_epoch(losses: Sequence[float], patience: int, most: int) -> int | None:
    """The number of epochs after which a training with these losses has to end.

    It ends when ``patience`` epochs in a row brought no loss below the least so far, or
    after ``most`` epochs. None where neither is reached: the training ended too early.
    NaN is no improvement.
    """
    least, waited = float("inf"), 0
    for epoch, loss in enumerate(losses[:most], start=1):
        if loss < least:
            least, waited = loss, 0
        else:
            waited += 1
        if waited >= patience or epoch == most:
            return epoch
    return None
