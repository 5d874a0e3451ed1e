"""Text from strangers, made safe to show: no controls, no bidi tricks, no floods."""

from __future__ import annotations

import hashlib
import re

ELLIPSIS = "…"
LONGEST_FILE_NAME = 80

# A terminal's escape sequences go whole, so that "[31m" does not stay behind.
_ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor movements
    r"|(?:\x1b\]|\x9d)[^\x07\x1b\x9c\x9d]*(?:\x07|\x1b\\|\x9c)"  # OSC: titles, links
)
_UNSAFE = re.compile(r"[^\w.-]+")
_FORBIDDEN = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 but tab and newline
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidi controls
    "\u2028\u2029"  # line and paragraph separators: one kind of newline is enough
    "\ud800-\udfff"  # lone surrogates: no encoder takes them
    "]"
)


def one_line(text: str, limit: int = 1_000) -> str:
    """``clean``, and newlines and tabs become spaces: a message cannot fake another."""
    return clean(re.sub(r"[\t\n]+", " ", text), limit)


def clean(text: str, limit: int) -> str:
    """``text`` without what could steer a terminal or a reader's eye, cut to ``limit``.

    Escape sequences, C0 and C1 controls but newline and tab, bidi controls and lone
    surrogates are removed. At most ``limit`` characters return; an ellipsis is the
    last of them where text was cut.
    """
    text = _FORBIDDEN.sub("", _ESCAPE.sub("", text))
    return text if len(text) <= limit else text[: max(limit - 1, 0)] + ELLIPSIS


def safe_name(text: str) -> str:
    """A file name that says whose it is; one that had to change gets a digest too."""
    plain = _UNSAFE.sub("_", text).strip("._")[:LONGEST_FILE_NAME]
    if plain == text:
        return plain
    return f"{plain}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
