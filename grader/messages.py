"""Words for people: written in English in the code, translated when shown.

A ``Message`` is an English sentence (the gettext msgid) and the values that fill its
braces. It is translated once, where a result or an error is put into words, so that
checks stay free of languages and both languages say the same.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "es")
DOMAIN = "messages"
GRADER_LOCALE = Path(__file__).parent / "locale"
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True)
class Message:
    """An English sentence with named fields, and what fills them."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None

    def __str__(self) -> str:
        return translator("en")(self)


Translator = Callable[["Message | str"], str]


def say(text: str, /, **values: object) -> Message:
    """A message; ``text`` is extracted into the catalogues."""
    return Message(text, values)


def say_n(singular: str, plural: str, n: int, /, **values: object) -> Message:
    """A message that depends on a count; both forms may use ``{n}``."""
    return Message(singular, {"n": n, **values}, plural)


def mark(text: str) -> str:
    """Mark a word for the catalogues where a plain ``str`` is needed."""
    return text


def translator(language: str, *locales: Path) -> Translator:
    """Translate into ``language``, from these locale folders, then the grader's own.

    A word that no catalogue knows stays English: nothing is ever lost.
    """
    catalogues = [_catalogue(folder, language) for folder in (*locales, GRADER_LOCALE)]

    def translate(message: Message | str) -> str:
        if isinstance(message, str):
            message = Message(message)
        text = _lookup(catalogues, message)
        values = {
            name: translate(value) if isinstance(value, Message) else value
            for name, value in message.values.items()
        }
        return text.format(**values) if values else text

    return translate


def preferred_language() -> str:
    """The user's language by the usual environment variables, English otherwise."""
    for variable in VARIABLES:
        if value := os.environ.get(variable):
            return value[:2] if value[:2] in LANGUAGES else "en"
    return "en"


def _lookup(catalogues: list[gettext.NullTranslations], message: Message) -> str:
    if not message.text:
        return ""  # a catalogue answers the empty text with its own header
    for catalogue in catalogues:
        if message.plural is None:
            found = catalogue.gettext(message.text)
            unknown = found == message.text
        else:
            count = int(str(message.values["n"]))
            found = catalogue.ngettext(message.text, message.plural, count)
            unknown = found in (message.text, message.plural)
        if not unknown:
            return found
    if message.plural is not None and message.values["n"] != 1:
        return message.plural
    return message.text


@cache
def _catalogue(folder: Path, language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, folder, languages=[language], fallback=True)
