"""A second wash: what is rendered holds no control characters and no floods.

Text is cleaned where it is decoded. A stored result may be older than that rule, or
edited by hand, so that the renderers wash it again.
"""

from __future__ import annotations

from typing import Any

import msgspec

from grader.result import Result
from grader.text import clean

LIMIT = 4_000


def washed(result: Result) -> Result:
    """The same result with every text in it cleaned."""
    return msgspec.convert(_wash(msgspec.to_builtins(result)), Result)


def _wash(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value, LIMIT)
    if isinstance(value, dict):
        return {_wash(key): _wash(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_wash(item) for item in value]
    return value
