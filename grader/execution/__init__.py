"""How a notebook ran: per cell, and as a whole. What it printed earns nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import msgspec

from grader.messages import Message

Progress = Callable[[Message], None]
"""Told what is going on, in words, whenever that changes."""

Ending = Literal["completed", "timeout", "memory", "output", "protocol", "died"]
CellStatus = Literal["ok", "error", "timeout", "not_run"]


class CellError(msgspec.Struct, frozen=True, kw_only=True):
    """The exception that ended a cell."""

    name: str
    message: str


class CellRun(msgspec.Struct, frozen=True, kw_only=True):
    """How one code cell went; ``index`` counts all cells of the notebook from 0."""

    index: int
    status: CellStatus
    seconds: float
    error: CellError | None = None


@dataclass(frozen=True)
class Execution:
    """How the code cells went, in order, and how the run ended."""

    cells: tuple[CellRun, ...]
    outcome: Ending
    alive: bool

    @property
    def seconds(self) -> float:
        return sum(cell.seconds for cell in self.cells)

    @property
    def fatal_cell(self) -> int | None:
        """The index of the cell that cost the kernel its life, if one did."""
        if self.alive:
            return None
        ran = [cell.index for cell in self.cells if cell.status != "not_run"]
        return ran[-1] if ran else None
