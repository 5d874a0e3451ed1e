"""Runs the cells of a notebook, one by one, with timers of the grader's own.

nbclient does the talking. Outputs are dropped, since they earn nothing; ``relay.py``
counts them, so that a flood does not fill the grader's memory.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from grader.execution import CellError, CellRun, Ending, Execution, Progress
from grader.execution.session import Session
from grader.messages import Message, say
from grader.text import clean

GRACE_SECONDS = 5.0
LOOKING_SECONDS = 0.1
SHOWN_LINE = 48
# What nbclient has to say is said in the result; its log would be on the terminal.
_SILENT = logging.Logger("nbclient of the grader")
_SILENT.addHandler(logging.NullHandler())


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds, for one cell and for all of them."""

    cell: float
    total: float


class OutputlessClient(NotebookClient):
    """Keeps no outputs."""

    session: Session
    reply: dict[str, Any] | None = None
    flooded = False
    garbled = False

    def process_message(
        self, msg: dict[str, Any], cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        if msg["msg_type"] == "status":
            return super().process_message(msg, cell, cell_index)
        return None

    async def _async_poll_kernel_alive(self) -> None:
        """Look ten times as often as nbclient does whether the kernel has died."""
        while self.session.running.poll() is None:
            await asyncio.sleep(LOOKING_SECONDS)
        if self.task_poll_for_reply is not None:
            self.task_poll_for_reply.cancel()

    async def _async_poll_output_msg(
        self, parent_msg_id: str, cell: NotebookNode, cell_index: int
    ) -> None:
        """Listen to one cell; what nobody can read must not pile up unread."""
        try:
            await super()._async_poll_output_msg(parent_msg_id, cell, cell_index)
        except Exception:
            self.garbled = True
            self.session.running.kill()


async def run_cells(
    session: Session,
    notebook: NotebookNode,
    patience: Patience,
    progress: Progress,
    skipped: Collection[int] = (),
) -> Execution:
    """Run every code cell but the skipped; errors never stop the rest."""
    client = _client(session, notebook)
    runs: list[CellRun] = []
    ending: Ending = "completed"
    alive = True
    left = patience.total
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or not cell.source.strip() or index in skipped:
            continue
        if not alive or left <= 0:
            runs.append(CellRun(index=index, status="not_run", seconds=0.0))
            ending = "timeout" if alive else ending
            continue
        progress(_announcement(notebook, index))
        run, alive = await _run_cell(client, cell, index, min(patience.cell, left))
        if alive and not await asyncio.to_thread(session.running.sweep):
            run, alive = _dead(index, run.seconds), False
        runs.append(run)
        left -= run.seconds
        if not alive:
            ending = _fatal_ending(client, run)
        elif run.status == "timeout" and ending == "completed":
            ending = "timeout"
    return Execution(tuple(runs), ending, alive)


def _announcement(notebook: NotebookNode, index: int) -> Message:
    lines = notebook.cells[index].source.splitlines()
    first = next(line.strip() for line in lines if line.strip())
    return say(
        "cell {k} of {n}  {line}",
        k=index + 1,
        n=len(notebook.cells),
        line=clean(first, SHOWN_LINE),
    )


def _client(session: Session, notebook: NotebookNode) -> OutputlessClient:
    client = OutputlessClient(
        notebook,
        km=session.manager,
        timeout=None,
        allow_errors=True,
        store_widget_state=False,
        record_timing=False,
        log=_SILENT,
        skip_cells_with_tag="",  # Jupyter runs tagged cells, and so do we
    )
    client.kc = session.client
    client.session = session
    client.on_cell_executed = _remember_reply(client)
    return client


def _remember_reply(client: OutputlessClient) -> Callable[..., None]:
    def remember(cell: Any, cell_index: int, execute_reply: dict[str, Any]) -> None:
        client.reply = execute_reply

    return remember


async def _run_cell(
    client: OutputlessClient, cell: NotebookNode, index: int, seconds: float
) -> tuple[CellRun, bool]:
    """One cell; the second value is whether the kernel is still to be spoken to."""
    client.reply = None
    start = time.monotonic()
    task = asyncio.ensure_future(client.async_execute_cell(cell, index))
    try:
        late = not await _finished(task, seconds)
        for _ in range(2):
            if late and not task.done():
                client.session.running.interrupt()
                await _finished(task, GRACE_SECONDS)
    finally:
        deaf = not task.done()
        if deaf:
            task.cancel()
            client.session.running.kill()
            await asyncio.gather(task, return_exceptions=True)
    elapsed = time.monotonic() - start
    client.flooded |= client.session.severed.is_set()
    client.garbled |= client.session.hung_up.is_set()
    failure = None if task.cancelled() else task.exception()
    if failure is not None and not isinstance(failure, DeadKernelError):
        client.garbled = True  # a reply that nbclient could not make sense of
        client.session.running.kill()
    died = failure is not None or client.flooded or client.garbled
    if late:
        run = CellRun(index=index, status="timeout", seconds=elapsed)
    elif died:
        run = _dead(index, elapsed)
    else:
        run = _run_of_reply(client.reply, index, elapsed)
    return run, not (died or deaf)


async def _finished(task: asyncio.Future[Any], seconds: float) -> bool:
    done, _ = await asyncio.wait({task}, timeout=seconds)
    return bool(done)


def _dead(index: int, seconds: float) -> CellRun:
    error = CellError(name="KernelDied", message="")
    return CellRun(index=index, status="error", seconds=seconds, error=error)


def _run_of_reply(reply: dict[str, Any] | None, index: int, seconds: float) -> CellRun:
    content = reply["content"] if reply else {}
    if content.get("status") == "ok":
        return CellRun(index=index, status="ok", seconds=seconds)
    error = CellError(
        name=clean(str(content.get("ename", "")), 100),
        message=clean(str(content.get("evalue", "")), 500),
    )
    return CellRun(index=index, status="error", seconds=seconds, error=error)


def _fatal_ending(client: OutputlessClient, run: CellRun) -> Ending:
    # First: a kernel that dies of it dies slowly, and may seem to hang up.
    if client.session.running.out_of_memory:
        return "memory"
    if client.flooded:
        return "output"
    if client.garbled:
        return "protocol"
    return "timeout" if run.status == "timeout" else "died"
