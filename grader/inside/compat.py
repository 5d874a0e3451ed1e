"""Lets notebooks written for Colab or for an older Keras run as they were meant.

- ``google.colab`` exists nowhere else: here it is a module whose ``drive`` and
  ``files`` do nothing.
- Keras 3 takes the third positional argument of ``compile`` as loss weights, where
  Keras 2 (and many lessons) took it as metrics.
"""

from __future__ import annotations

import functools
import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Callable, Sequence
from typing import Any

from .imports import after_import

Note = Callable[[str], None]


def install(note: Note) -> None:
    """Make both work; ``note`` hears of what was used."""
    sys.meta_path.append(_Colab(note))
    after_import("keras.src.trainers.trainer", functools.partial(_patch_compile, note))


def _patch_compile(note: Note, module: Any) -> None:
    original = module.Trainer.compile

    @functools.wraps(original)
    def compile_model(self: Any, *args: Any, **kwargs: Any) -> Any:
        if len(args) > 2 and "metrics" not in kwargs and _are_metrics(args[2]):
            note("Keras compile: the third argument was taken as metrics")
            return original(self, *args[:2], metrics=args[2], **kwargs)
        return original(self, *args, **kwargs)

    module.Trainer.compile = compile_model


def _are_metrics(value: Any) -> bool:
    """Loss weights are numbers; metrics are names, functions or objects."""
    return (
        isinstance(value, (list, tuple))
        and len(value) > 0
        and not any(isinstance(item, (int, float)) for item in value)
    )


class _Colab(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Makes ``google.colab`` when it is imported, and not before.

    Notebooks ask ``"google.colab" in sys.modules`` to find out where they are.
    """

    def __init__(self, note: Note) -> None:
        self._note = note

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: Any = None
    ) -> Any:
        if fullname not in ("google", "google.colab"):
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def exec_module(self, module: types.ModuleType) -> None:
        if module.__name__ == "google":
            return
        self._note("google.colab was replaced by one that does nothing")
        drive, files = types.ModuleType("drive"), types.ModuleType("files")
        vars(drive).update(mount=_nothing, flush_and_unmount=_nothing)
        vars(files).update(upload=_no_files, download=_nothing)
        vars(module).update(drive=drive, files=files)
        sys.modules["google.colab.drive"] = drive
        sys.modules["google.colab.files"] = files


def _nothing(*args: Any, **kwargs: Any) -> None:
    """Do nothing, for any arguments."""


def _no_files(*args: Any, **kwargs: Any) -> dict[str, bytes]:
    """What was uploaded: nothing."""
    return {}
