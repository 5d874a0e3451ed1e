"""Shows which cell runs, on stderr, so that a report on stdout can be piped."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from nbformat import NotebookNode
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from grader.messages import say, translator
from grader.text import clean

Show = Callable[[int, NotebookNode], None]


@contextlib.contextmanager
def progress_display(notebook: NotebookNode, language: str) -> Iterator[Show]:
    """A live line on a terminal; one plain line a cell elsewhere."""
    say_it = translator(language)
    console = Console(stderr=True, markup=False, highlight=False)
    total = len(notebook.cells)

    def describe(index: int, cell: NotebookNode) -> str:
        where = say_it(say("cell {k} of {n}", k=index + 1, n=total))
        first = next((line for line in cell.source.splitlines() if line.strip()), "")
        return f"{where}  {clean(first.strip(), 48)}"

    if not console.is_terminal:
        yield lambda index, cell: console.print(describe(index, cell))
        return
    columns = (
        SpinnerColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(say_it(say("starting the kernel")), total=None)

        def show(index: int, cell: NotebookNode) -> None:
            progress.update(task, description=describe(index, cell))

        yield show
