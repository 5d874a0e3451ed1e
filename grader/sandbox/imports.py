"""What is worth importing for a notebook before its first cell runs, in which order."""

from __future__ import annotations

from collections.abc import Collection

SLOW = (
    *("torch", "torchvision", "lightning", "pytorch_lightning"),
    *("tensorflow", "keras", "sklearn", "scipy", "pandas", "matplotlib", "seaborn"),
)
"""What takes long to import; torch before TensorFlow."""
TORCH = {"torch", "torchvision", "lightning", "pytorch_lightning"}
TENSORFLOW = {"tensorflow", "keras"}
FIRST = "triton"
"""torch's optimizers import it, and loaded after TensorFlow it crashes the process
(torch 2.14.1 with triton 3.8.0, TensorFlow 2.21.0)."""
# What these import late, in the middle of a student's cell.
COMPANIONS = {
    "torch.optim": "torch._dynamo",
    "lightning": "torch._dynamo",
    "pytorch_lightning": "torch._dynamo",
    "matplotlib": "matplotlib_inline.backend_inline",
    "seaborn": "matplotlib_inline.backend_inline",
}


def family(imports: Collection[str]) -> tuple[str, ...]:
    """Which of torch and TensorFlow a notebook has in its process: none, one, both."""
    kinds = {"torch": TORCH, "tensorflow": TENSORFLOW}
    return tuple(name for name in kinds if not kinds[name].isdisjoint(imports))


def is_mixed(imports: Collection[str]) -> bool:
    """Whether a notebook has torch and TensorFlow in one process."""
    return len(family(imports)) > 1


def needed_first(imports: Collection[str]) -> list[str]:
    """What a kernel has to import before anything else, or crash later."""
    return [FIRST] if is_mixed(imports) else []


def preloaded(imports: Collection[str]) -> list[str]:
    """What a zygote imports for notebooks that import these modules, and no more."""
    slow = [name for name in imports if _package(name) in SLOW]
    slow.sort(key=lambda name: (SLOW.index(_package(name)), name))
    companions = [COMPANIONS[name] for name in slow if name in COMPANIONS]
    return [*needed_first(imports), *slow, *dict.fromkeys(companions)]


def _package(name: str) -> str:
    return name.partition(".")[0]
