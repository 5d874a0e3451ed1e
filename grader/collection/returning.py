"""Where a report on a file goes, so that the LMS that sent the file takes it back.

Both know whose it is by names alone. Moodle: a folder, or the beginning of a name, with
the participant's number before ``assignsubmission_file``
(``mod/assign/feedback/file/importziplib.php``). Canvas: the first two numbers between
underscores, of the user and of the attachment (``generate_comments_from_files`` of
``app/models/assignment.rb``); both as read in 2026.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from grader.collection.layouts import MOODLE, canvas_name

PARTS = re.compile(r"[/!]")
"""What separates the parts of an origin; the latter stands before a zip's member."""


def returned(origin: str, suffix: str) -> str | None:
    """The path of a report, ending in ``suffix``; None where no LMS sent the file."""
    parts = PARTS.split(origin)
    for place, part in enumerate(parts):
        found = MOODLE.fullmatch(part)
        if found and found["id"]:
            inside = parts[place + 1 :][-1:] if not found["file"] else []
            return _with_suffix("/".join([part, *inside]), suffix)
    whole = [part for part in parts if canvas_name(part)]
    return _with_suffix(whole[-1], suffix) if whole else None


def _with_suffix(path: str, suffix: str) -> str:
    """Only a notebook's own ending goes: a name may have other dots."""
    plain = PurePosixPath(path)
    known = plain.suffix.lower() in (".ipynb", ".zip")
    return f"{plain.with_suffix('') if known else plain}{suffix}"
