"""The GPUs of this machine, as the files through which a program reaches them."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path("/dev")
GPU = re.compile(r"nvidia\d+")
NODES = re.compile(r"nvidia(\d+|ctl|-uvm|-uvm-tools|-modeset)")
# What a notebook says that looks for a GPU: torch's and TensorFlow's names for one, and
# Lightning's. Asking whether there is one is asking for it.
WISH = re.compile(r"\bcuda\b|\bGPU\b|[\"']gpu[\"']|\bnvidia-smi\b")


def gpus() -> tuple[Path, ...]:
    """The nodes of all NVIDIA GPUs and of their driver; none where there is no GPU."""
    if not FOLDER.is_dir():
        return ()
    found = sorted(path for path in FOLDER.iterdir() if NODES.fullmatch(path.name))
    return tuple(found) if any(GPU.fullmatch(path.name) for path in found) else ()


def wishes_gpu(code: str) -> bool:
    """Whether a notebook with this code asks for a GPU, or whether there is one."""
    return WISH.search(code) is not None


def gpus_for(code: str) -> tuple[Path, ...]:
    """The nodes that a notebook with this code is to see."""
    return gpus() if wishes_gpu(code) else ()
