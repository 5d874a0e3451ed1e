"""Shuffles the questions of a starter, so that answers cannot be copied by their place.

Cells whose metadata say ``{"grader": {"shuffle": NAME}}`` with one NAME are a block.
Blocks change places with each other, and so do the items of a list within a text cell
of a block; everything else stays where it is.
"""

from __future__ import annotations

import re
from itertools import groupby

import numpy as np
from nbformat import NotebookNode

ITEM = re.compile(r"^- .*(?:\n {2}.*)*", re.MULTILINE)


def shuffled(notebook: NotebookNode, rng: np.random.Generator) -> NotebookNode:
    """The notebook with its blocks and their lists in a drawn order."""
    blocks = {
        name: [_list_shuffled(cell, rng) for cell in cells]
        for name, cells in groupby(notebook.cells, _block)
        if name is not None
    }
    names = list(blocks)
    order = iter(names[i] for i in rng.permutation(len(names)))
    cells: list[NotebookNode] = []
    for name, found in groupby(notebook.cells, _block):
        cells += found if name is None else blocks[next(order)]
    new: NotebookNode = notebook.copy()
    new["cells"] = cells
    return new


def has_blocks(notebook: NotebookNode) -> bool:
    """Whether there is anything to shuffle."""
    return any(_block(cell) is not None for cell in notebook.cells)


def _block(cell: NotebookNode) -> str | None:
    ours = cell.metadata.get("grader", {})
    name = ours.get("shuffle") if isinstance(ours, dict) else None
    return None if name is None else str(name)


def _list_shuffled(cell: NotebookNode, rng: np.random.Generator) -> NotebookNode:
    if cell.cell_type != "markdown":
        return cell
    items = ITEM.findall(cell.source)
    order = iter([items[i] for i in rng.permutation(len(items))])
    new: NotebookNode = cell.copy()
    new["source"] = ITEM.sub(lambda _: next(order), cell.source)
    return new
