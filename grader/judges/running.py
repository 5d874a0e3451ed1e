"""Did the notebook run from top to bottom?"""

from __future__ import annotations

from grader.checks import Outcome
from grader.execution import Execution
from grader.messages import say, say_n

NAMED_CELLS = 12


def judge(execution: Execution) -> Outcome:
    """All points where every code cell ran to its end."""
    bad = [cell for cell in execution.cells if cell.status != "ok"]
    total = len(execution.cells)
    measured = {"cells": float(total - len(bad))}
    needed = {"cells": float(total)}
    if not bad and total:
        message = say_n(
            "Its one cell ran to the end.", "All {n} cells ran to their end.", total
        )
        return Outcome(1.0, message, measured=measured, needed=needed)
    numbers = ", ".join(str(cell.index + 1) for cell in bad[:NAMED_CELLS])
    return Outcome(
        0.0,
        say_n(
            "One cell did not run to its end: number {cells}.",
            "{n} cells did not run to their end: numbers {cells}.",
            len(bad),
            cells=numbers + (", ..." if len(bad) > NAMED_CELLS else ""),
        ),
        hints=(
            say("Restart the kernel and run all cells; mend the first that fails."),
        ),
        measured=measured,
        needed=needed,
    )
