"""The language of what a command says: ``--lang``, else the environment's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from commands import grade

from grader.cli.spoken import spoken_language
from grader.messages import preferred_language

SPANISH = {"LANG": "es_ES.UTF-8"}
CASES = {
    "a message of ours": (["submit", "x.ipynb"], "There is no", "No existe el archivo"),
    "a complaint of click's": (["submit"], "Missing argument", "Falta el argumento"),
    "another option": (["submit", "--bogus"], "No such option", "No existe la opción"),
    "help": (["submit", "--help"], "Show this message", "Muestra esta ayuda"),
    "a doctor": (["doctor"], "Isolation", "Aislamiento"),
}


@pytest.mark.parametrize("name", CASES)
def test_lang_wins_over_the_environment(name: str, tmp_path: Path) -> None:
    """Wherever ``--lang`` stands, help, complaints and results are in its language."""
    arguments, english, spanish = CASES[name]
    ran = grade(*arguments, "--lang", "es", cwd=tmp_path)
    assert spanish in ran.out + ran.err
    ran = grade(*arguments, "--lang=en", cwd=tmp_path, env=SPANISH)
    assert english in ran.out + ran.err


def test_environment_decides_without_lang(tmp_path: Path) -> None:
    """``grade --help`` is in Spanish on a Spanish system, the list of commands too."""
    ran = grade("--help", cwd=tmp_path, env=SPANISH)
    assert "Uso: " in ran.out
    assert "Califica un notebook." in ran.out


def test_environment_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language lasts as long as the command."""
    monkeypatch.delenv("LANGUAGE", raising=False)
    with spoken_language(["submit", "--lang", "en", "x.ipynb", "--lang=es"]):
        assert preferred_language() == "es"
    assert "LANGUAGE" not in os.environ


@pytest.mark.parametrize("arguments", [["--lang"], ["--lang", "fr"], ["--language=es"]])
def test_only_a_known_language_is_spoken(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ``--lang`` does not know leaves the language to the environment."""
    monkeypatch.setenv("LANGUAGE", "es:en")
    with spoken_language(arguments):
        assert preferred_language() == "es"
