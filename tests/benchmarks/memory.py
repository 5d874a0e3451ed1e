"""What memory the host and its kernels take, and whether a long run slows down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import table
from lessons import TORCH_IRIS
from starts import Started, started
from stopwatch import Stopwatch, opened
from throughput import JOBS, Counts, among

from grader.sandbox import Limits, Sandbox
from grader.sandbox.pid_namespace import parent

MORE = frozenset(
    {"torchvision", "lightning", "tensorflow", "keras", "pandas", "matplotlib"}
)
KIB_A_MIB = 1024


async def of_the_host(watch: Stopwatch, counts: Counts) -> None:
    """This process's memory as it grades many, and the seconds of the last of them."""
    table.heading(f"many in a row: {JOBS} jobs, warm, torch Iris")
    with opened(["warm"]) as sandboxes:
        for sandbox in sandboxes.values():
            await _many_in_a_row(watch, sandbox, counts)


async def _many_in_a_row(watch: Stopwatch, sandbox: Sandbox, counts: Counts) -> None:
    limits = Limits().among(JOBS)
    seconds: list[float] = []

    async def one() -> None:
        seconds.append((await watch.graded(TORCH_IRIS, sandbox, limits)).total)

    await watch.graded(TORCH_IRIS, sandbox, limits)  # the zygote starts with it
    await among(counts.few, one)
    few = _mib("status", "VmRSS")
    await among(counts.many - counts.few, one)
    many = _mib("status", "VmRSS")
    each = (many - few) / (counts.many - counts.few) * KIB_A_MIB
    table.show(
        ("MiB of the host", f"after {counts.few}", f"after {counts.many}", "KiB each"),
        [("", few, many, each)],
    )
    part = counts.many // 8
    first, last = median(seconds[:part]), median(seconds[-part:])
    table.show(
        ("median seconds", f"first {part}", f"last {part}", "last/first"),
        [("", first, last, last / first)],
    )


async def of_kernels(watch: Stopwatch) -> None:
    """A zygote's, with little and with much preloaded, and what a fork adds to it."""
    table.heading("memory of warm kernels: MiB; preloading: seconds, once")
    rows: list[Sequence[table.Cell]] = []
    torch = watch.imports(TORCH_IRIS)
    for name, imports in (("torch", torch), ("everything", torch | MORE)):
        with opened(["warm"]) as sandboxes:
            for sandbox in sandboxes.values():
                async with started(watch, sandbox, imports) as first:
                    pass
                async with started(watch, sandbox, imports) as later:
                    preload = first.seconds - later.seconds
                    rows.append((name, preload, *_zygote_and_kernel(later)))
    if rows:
        titles = ("preloaded", "seconds", "zygote, resident", "kernel, private")
        table.show(titles, rows)


def _zygote_and_kernel(kernel: Started) -> tuple[float, float]:
    """MiB: what is resident of the zygote, what the kernel does not share with it."""
    zygote = parent(kernel.processes[0])
    assert zygote is not None
    own = (
        _mib("smaps_rollup", field, kernel.processes[-1])
        for field in ("Private_Clean", "Private_Dirty")
    )
    return _mib("status", "VmRSS", zygote), sum(own)


def _mib(file: str, field: str, pid: int | str = "self") -> float:
    text = Path(f"/proc/{pid}/{file}").read_text()
    found = re.search(rf"^{field}:\s+(\d+) kB$", text, re.MULTILINE)
    assert found is not None, text
    return int(found.group(1)) / KIB_A_MIB
