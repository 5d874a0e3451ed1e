"""How long one notebook takes in each sandbox, beside a plain cold nbclient run.

Run by ``make bench``; prints a table. Every level runs the same notebooks in turn, so
that a machine that is slow for a while is slow for all of them.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import platform
import statistics
import sys
import time

import nbformat.v4 as v4
from nbclient import NotebookClient
from nbformat import NotebookNode

from grader.execution.runner import Patience, run_cells
from grader.execution.session import kernel_session
from grader.sandbox import Limits, Sandbox, sandbox_named
from grader.sandbox.interpreter import Interpreter, interrogate
from grader.submission import imported_modules

ROUNDS = 5
LEVELS = ("warm", "bwrap", "none")
DATA = """
import numpy as np
from sklearn.datasets import load_iris
x, y = load_iris(return_X_y=True)
x = (x - x.mean(axis=0)) / x.std(axis=0)
"""
TORCH = """
import torch
from torch import nn
net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
step = torch.optim.Adam(net.parameters(), lr=0.02)
xs, ys = torch.tensor(x, dtype=torch.float32), torch.tensor(y)
for epoch in range(60):
    step.zero_grad()
    nn.functional.cross_entropy(net(xs), ys).backward()
    step.step()
"""
KERAS = """
import keras
net = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(16, "relu"),
                        keras.layers.Dense(3, "softmax")])
net.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
net.fit(x, y, epochs=10, verbose=0)
"""
NOTEBOOKS = {
    "empty": ("x = 1",),
    "torch Iris": (DATA, TORCH),
    "Keras Iris": (DATA, KERAS),
}


def notebook(*cells: str) -> NotebookNode:
    made: NotebookNode = v4.new_notebook(cells=[v4.new_code_cell(c) for c in cells])
    return made


async def walled(
    sandbox: Sandbox, python: Interpreter, cells: tuple[str, ...]
) -> tuple[float, float]:
    """Seconds in all, from nothing to nothing left, and those of the cells alone."""
    start = time.perf_counter()
    imports = imported_modules("\n".join(cells))
    session = kernel_session(sandbox, python, Limits(), None, (), imports)
    async with session as kernel:
        patience = Patience(120, 120)
        run = await run_cells(kernel, notebook(*cells), patience, lambda _: None)
    assert run.outcome == "completed", run  # no figure for a failure
    return time.perf_counter() - start, run.seconds


async def cold(cells: tuple[str, ...]) -> float:
    """What nbclient alone takes to run the same cells in a kernel of its own."""
    start = time.perf_counter()
    client = NotebookClient(notebook(*cells), kernel_name="python3")
    await client.async_execute()
    return time.perf_counter() - start


async def measure() -> None:
    python = interrogate()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {python.version}")
    print(", ".join(f"{k} {v}" for k, v in python.packages.items()))
    print(f"medians of {ROUNDS} rounds, seconds; warm after its first kernel\n")
    titles = ("notebook", "level", "all", "cells", "beyond", "cold/all")
    print("{:12} {:8} {:>7} {:>7} {:>7} {:>9}".format(*titles))
    for name, cells in NOTEBOOKS.items():
        await measure_notebook(name, cells, python)


async def measure_notebook(
    name: str, cells: tuple[str, ...], python: Interpreter
) -> None:
    with contextlib.ExitStack() as leaving:
        sandboxes = {level: sandbox_named(level) for level in LEVELS}
        for sandbox in sandboxes.values():
            leaving.callback(sandbox.close)
            await walled(sandbox, python, cells)  # files into memory, zygote started
        times: dict[str, list[tuple[float, float]]] = {level: [] for level in LEVELS}
        plain = []
        for _ in range(ROUNDS):
            plain.append(await cold(cells))
            for level, sandbox in sandboxes.items():
                times[level].append(await walled(sandbox, python, cells))
    usual = statistics.median(plain)
    print(f"{name:12} {'nbclient':8} {usual:7.2f}")
    for level, pairs in times.items():
        total = statistics.median(pair[0] for pair in pairs)
        inside = statistics.median(pair[1] for pair in pairs)
        row = f"{total:7.2f} {inside:7.2f} {total - inside:7.2f} {usual / total:8.1f}x"
        print(f"{'':12} {level:8} {row}")


if __name__ == "__main__":
    sys.exit(asyncio.run(measure()))
