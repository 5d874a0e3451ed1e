"""Words for people: filled in, counted, translated, and never lost."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from grader.messages import (
    Message,
    mark,
    preferred_language,
    say,
    say_n,
    translator,
)

VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def test_fields_are_filled_in() -> None:
    """Values go into their braces; a message alone is English."""
    assert str(say("{name} has {n:.1f} kB.", name="a", n=2)) == "a has 2.0 kB."


@pytest.mark.parametrize("hostile", ["{0.__class__}", "{", "}", "{name}", "%s", "\\"])
def test_values_are_not_read_as_fields(hostile: str) -> None:
    """Braces in a student's words are words."""
    assert str(say("found {what}", what=hostile)) == f"found {hostile}"
    inner = say("“{x}”", x=hostile)
    assert str(say("in {inner}", inner=inner)) == f"in “{hostile}”"


def test_braces_without_fields_stay() -> None:
    """A sentence without values is shown as it is."""
    assert str(Message("a dict {}")) == "a dict {}"
    assert translator("es")("") == ""


def test_messages_count() -> None:
    """One is singular; none and many are plural."""
    counted = [str(say_n("one row", "{n} rows", n)) for n in (0, 1, 2)]
    assert counted == ["0 rows", "one row", "2 rows"]


def test_messages_in_messages_are_translated_too(tmp_path: Path) -> None:
    """A value that is a message speaks the same language as its sentence."""
    spanish = translator("es", tmp_path)
    hint = say("Check the name; quote it if it has spaces.")
    assert spanish(hint) != str(hint)
    assert spanish(say("{hint}", hint=hint)) == spanish(hint)


def test_what_no_catalogue_knows_stays_english() -> None:
    """An unknown sentence, or an unknown language, is English; nothing is lost."""
    unknown = say("A sentence of {n} words that nobody translated.", n=9)
    assert translator("es")(unknown) == str(unknown)
    assert translator("tlh")(unknown) == str(unknown)


def test_marking_changes_nothing() -> None:
    """It only tells the catalogues."""
    assert mark("word") == "word"


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"LANG": "es_ES.UTF-8"}, "es"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "es", "LC_ALL": "en_GB"}, "en"),
        ({"LANG": "en", "LC_MESSAGES": "es_MX"}, "es"),
        ({"LANG": "es", "LC_ALL": ""}, "es"),
        ({"LANGUAGE": "es:en", "LANG": "en_US"}, "es"),
    ],
)
def test_the_users_language_is_the_environments(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
) -> None:
    """The usual variables in their usual order; what we do not speak is English."""
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    assert preferred_language() == language


def test_messages_are_equal_by_what_they_say() -> None:
    """Two of the same are one: they are values."""
    assert say("a {x}", x=1) == say("a {x}", x=1)
    assert say("a {x}", x=1) != say("a {x}", x=2)
    fields = [name for _, name, _, _ in string.Formatter().parse(say("{a}{b}").text)]
    assert fields == ["a", "b"]
