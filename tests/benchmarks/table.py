"""Prints figures in columns: words to the left, numbers to the right."""

from __future__ import annotations

from collections.abc import Sequence

Cell = str | float
SECONDS = ".2f"


def heading(text: str) -> None:
    print(f"\n{text}\n{'-' * len(text)}", flush=True)


def ratio(slow: float, fast: float) -> str:
    """How many times slower; for a reader, not for a computation."""
    return f"{slow / fast:.1f}x"


def show(titles: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """A table; numbers are in the unit that their title names, to two digits."""
    written = [[_written(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(titles, *written, strict=True)]
    words = [isinstance(cell, str) and not _is_ratio(cell) for cell in rows[0]]
    for line in (list(titles), *written):
        cells = [
            cell.ljust(width) if is_word else cell.rjust(width)
            for cell, width, is_word in zip(line, widths, words, strict=True)
        ]
        print("  ".join(cells).rstrip(), flush=True)


def _written(cell: Cell) -> str:
    return cell if isinstance(cell, str) else f"{cell:{SECONDS}}"


def _is_ratio(cell: str) -> bool:
    return cell == "" or cell[0].isdigit()
