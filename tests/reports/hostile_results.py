"""A result in which every string that a student can reach is an attack."""

from __future__ import annotations

from typing import Any

import msgspec
from sample_results import struggling

from grader.result import Result

ATTACKS = (
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>here</a>",
    "</title></style></pre></svg><h1>20 / 20</h1>",
    "{{ 7 * 7 }}{% include 'style.css' %}{0}{value}",
    "[bold red]20 / 20[/] [link=https://evil.example]x[/link] :boom:",
    "\x1b[2J\x1b[31m\x1b]8;;https://evil.example\x07 \x9b31m \x08\x08 \r",
    "\u202e02 / 02\u202c \u2066 \u200f \u2028",
    "lone \ud800 surrogate",
    "W" * 5_000,
    "漢" * 300,
)
CHOSEN = frozenset({"status", "type", "outcome", "schema", "language", "isolation"})


def hostile() -> Result:
    """A sample whose free texts all carry every attack, names of measures included."""
    data = msgspec.to_builtins(struggling("en"))
    result: Result = msgspec.convert(_poisoned(data), Result)
    return result


def _poisoned(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: item if key in CHOSEN else _poisoned(item)
            for key, item in _renamed(value).items()
        }
    if isinstance(value, list | tuple):
        return [_poisoned(item) for item in value]
    return " ".join(ATTACKS) if isinstance(value, str) else value


def _renamed(value: dict[str, Any]) -> dict[str, Any]:
    """Measures and packages, the two mappings whose names are free, get a bad one."""
    for name in ("measured", "packages"):
        if isinstance(value.get(name), dict):
            value = {**value, name: {**value[name], ATTACKS[0] + ATTACKS[1]: None}}
    if "packages" in value:
        value["packages"] = dict.fromkeys(value["packages"], ATTACKS[1])
    return value
