"""Reads the message catalogues, and the code that they are extracted from."""

from __future__ import annotations

import re
import string
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords
from babel.messages.pofile import read_po

from grader.assignment import find_assignments

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENTS = find_assignments(ROOT / "assignments")
FOLDERS = [ROOT / "grader", *(one.folder for one in ASSIGNMENTS.values())]
SOURCES = [
    path
    for folder in FOLDERS
    for path in sorted(folder.rglob("*.py"))
    if not {"known", "__pycache__"} & set(path.parts)
]
# How words are marked in code is written once, in the Makefile.
KEYWORDS = parse_keywords(re.findall(r"-k (\S+)", (ROOT / "Makefile").read_text()))

Forms = tuple[str, ...]
"""A message: one text, or one for each grammatical number."""
Field = tuple[str, str | None, str | None]
"""Name, format and conversion of a field in braces."""


def po_of(folder: Path) -> Path:
    return folder / "locale" / "es" / "LC_MESSAGES" / "messages.po"


def read(folder: Path) -> Catalog:
    with po_of(folder).open("rb") as file:
        return read_po(file, locale="es")


@cache
def catalogue(folder: Path) -> dict[Forms, Forms]:
    """English forms -> Spanish forms: one, or one for each number."""
    return {forms(entry.id): forms(entry.string) for entry in read(folder) if entry.id}


@cache
def extracted(folder: Path) -> set[Forms]:
    """The messages of the code, as ``make messages`` extracts them."""
    found = extract_from_dir(
        folder,
        method_map=[("**.py", "python")],
        keywords=KEYWORDS,
        directory_filter=lambda path: Path(path).name != "known",
    )
    return {forms(message) for _, _, message, _, _ in found}


def forms(text: Any) -> Forms:
    return (text,) if isinstance(text, str) else tuple(text)


def fields(text: str) -> set[Field]:
    """Name, format and conversion of each field in braces."""
    return {
        (name, spec, conversion)
        for _, name, spec, conversion in string.Formatter().parse(text)
        if name is not None
    }


def english_in(texts: list[str]) -> set[str]:
    """The English messages that occur in these texts.

    A single word is looked for as a whole text: "accuracy" is also a student's key.
    """
    whole = {" ".join(text.split()) for text in texts}
    joined = "\n".join(whole)
    return {
        english
        for folder in FOLDERS
        for both in catalogue(folder).items()
        for english, spanish in zip(*both, strict=True)
        if english != spanish
        and (
            re.search(pattern(english), joined) if " " in english else english in whole
        )
    }


@cache
def pattern(message: str) -> str:
    """A message with anything in its fields, as a regular expression."""
    parts = [re.escape(text) for text, *_ in string.Formatter().parse(message)]
    return r"(?<!\w)" + ".{1,200}?".join(parts) + r"(?!\w)"
