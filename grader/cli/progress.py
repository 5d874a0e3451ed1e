"""Shows what is going on, on stderr, so that a report on stdout can be piped."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from rich import progress
from rich.console import Console

from grader.execution import Progress
from grader.messages import Message, say, translator


@contextlib.contextmanager
def progress_display(language: str) -> Iterator[Progress]:
    """A live line on a terminal; a plain line whenever something changes elsewhere."""
    say_it = translator(language)
    console = Console(stderr=True, markup=False, highlight=False)
    if not console.is_terminal:
        yield _each_once(lambda message: console.print(say_it(message)))
        return
    columns = (
        progress.SpinnerColumn(),
        progress.TimeElapsedColumn(),
        progress.TextColumn("{task.description}", markup=False),
    )
    with progress.Progress(*columns, console=console, transient=True) as live:
        task = live.add_task(say_it(say("starting the kernel")), total=None)
        yield lambda message: live.update(task, description=say_it(message))


def _each_once(show: Progress) -> Progress:
    """Leave out what was just said."""
    last: list[Message] = []

    def say_once(message: Message) -> None:
        if last != [message]:
            last[:] = [message]
            show(message)

    return say_once
