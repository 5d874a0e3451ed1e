"""A second wash: what is rendered holds no control characters and no floods.

Text is cleaned where it is decoded. A stored result may be older than that rule, or
edited by hand, so that the renderers wash it again.
"""

from __future__ import annotations

from typing import Any

import msgspec

from grader.result import Result
from grader.text import clean

LINE = 200  # names, titles, labels: what belongs on a line or two
TEXT = 2_000
TEXTS = frozenset({"message", "hints", "notes", "flags", "adjustments"})


def washed(result: Result) -> Result:
    """The same result with every text in it cleaned."""
    return msgspec.convert(_wash(msgspec.to_builtins(result), LINE), Result)


def _wash(value: Any, limit: int) -> Any:
    if isinstance(value, str):
        return clean(value, limit)
    if isinstance(value, dict):
        return {
            clean(key, LINE): _wash(item, TEXT if key in TEXTS else LINE)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_wash(item, limit) for item in value]
    return value
