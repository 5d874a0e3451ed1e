"""The time in a ``timestamp.txt``, as nbgrader writes it there."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

MOMENT = re.compile(r"(\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s*(\S*)")
OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)")
UNIVERSAL = ("", "Z", "UTC", "GMT")
"""nbgrader takes a time without a zone for UTC."""


def read_stamp(data: bytes) -> datetime | None:
    """``2015-02-02 15:58:23.948203 America/Los_Angeles`` and its like, in UTC.

    None where there is no such time, or a zone that is not known: an abbreviation such
    as PST stands for several.
    """
    found = MOMENT.fullmatch(data.decode("utf-8-sig", "replace").strip())
    if found is None:
        return None
    try:
        moment = datetime.fromisoformat(found[1])
        return moment.replace(tzinfo=_zone(found[2])).astimezone(UTC)
    except (ValueError, KeyError, OSError, OverflowError):
        return None


def _zone(name: str) -> tzinfo:
    if name in UNIVERSAL:
        return UTC
    if offset := OFFSET.fullmatch(name):
        away = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return timezone(-away if offset[1] == "-" else away)
    return ZoneInfo(name)
