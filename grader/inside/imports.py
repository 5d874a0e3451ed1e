"""Calls us back when student code has imported a module, and imports nothing itself."""

from __future__ import annotations

import contextlib
import importlib.abc
import sys
from collections.abc import Callable
from typing import Any

Patch = Callable[[Any], None]


def after_import(name: str, patch: Patch) -> None:
    """Call ``patch(module)`` whenever the module ``name`` has been imported.

    At once where it is imported already. An error in ``patch`` is swallowed: a
    student's import must not fail for it.
    """
    _finder().patches.setdefault(name, []).append(patch)
    module = sys.modules.get(name)
    if module is not None:
        _apply([patch], module)


def patches(name: str) -> list[Patch]:
    """What ``after_import`` was told for ``name``, first come first."""
    return list(_finder().patches.get(name, []))


def replace(module: Any, name: str, new: Any) -> None:
    """Put ``new`` in ``module`` and wherever its ``name`` was handed on to already."""
    old = getattr(module, name)
    for other in list(sys.modules.values()):
        # Not vars(): a lazy module would load itself.
        with contextlib.suppress(AttributeError):
            names = object.__getattribute__(other, "__dict__")
            if names.get(name) is old:
                names[name] = new


class _Finder(importlib.abc.MetaPathFinder):
    """Finds nothing itself: it asks the others and follows up what they found."""

    def __init__(self) -> None:
        self.patches: dict[str, list[Patch]] = {}

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        patches = self.patches.get(fullname)
        if patches is None:
            return None
        for finder in list(sys.meta_path):
            find = getattr(finder, "find_spec", None)
            spec = find(fullname, path, target) if find and finder is not self else None
            if spec is not None:
                _follow_up(spec.loader, patches)
                return spec
        return None


def _finder() -> _Finder:
    for finder in sys.meta_path:
        if isinstance(finder, _Finder):
            return finder
    made = _Finder()
    sys.meta_path.insert(0, made)
    return made


def _follow_up(loader: Any, patches: list[Patch]) -> None:
    """Let this module's own loader apply ``patches`` after it has run the module."""
    execute = getattr(loader, "exec_module", None)
    if execute is None:
        return

    def exec_module(module: Any) -> None:
        execute(module)
        _apply(patches, module)

    # Some loaders take no attributes; their modules stay unpatched.
    with contextlib.suppress(AttributeError, TypeError):
        loader.exec_module = exec_module


def _apply(patches: list[Patch], module: Any) -> None:
    for patch in patches:
        with contextlib.suppress(Exception):
            patch(module)
