"""Options and small steps that several verbs share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from grader.errors import BadInput
from grader.messages import LANGUAGES, mark, preferred_language, say

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


def language_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        help=mark("Language: en (English), es (español)."),
    )(command)


def assignments_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--assignments",
        "assignments_dir",
        type=FOLDER,
        metavar="DIR",
        help=mark("A folder of assignments, looked in first."),
    )(command)


def language(chosen: str | None, declared: str | None = None) -> Any:
    """The language: as chosen, as the notebook declares, as the system prefers."""
    if chosen is None and declared in LANGUAGES:
        return declared
    return chosen or preferred_language()


def writable(path: Path | None) -> None:
    """Refuse a file that could not be written, before any work is done."""
    if path is None:
        return
    if not path.absolute().parent.is_dir():
        raise BadInput(
            say("There is no folder {path}.", path=str(path.absolute().parent)),
            say("Make it first, or write the file elsewhere."),
        )
    if path.is_dir():
        raise BadInput(say("{path} is a folder, not a file.", path=str(path)))
