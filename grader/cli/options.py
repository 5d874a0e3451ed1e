"""Options and small steps that several verbs share."""

from __future__ import annotations

import errno
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from grader.errors import BadInput, system_reason
from grader.messages import LANGUAGES, mark, preferred_language, say, translator


class Number(click.FloatRange):
    """Unlike ``FloatRange``, without NaN, which is no score, and without infinity."""

    name = "float"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number):
            wrong = (
                say("{value} is not a finite number.", value=value)
                if self.max is None
                else say("{value} is not a number from 0 to 100.", value=value)
            )
            self.fail(translator(preferred_language())(wrong), param, ctx)
        return number


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
        metavar=mark("DIR"),
        help=mark("A folder of assignments, looked in first."),
    )(command)


def chosen_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--assignment",
        "chosen",
        metavar="ID",
        help=mark("Only this one; all of the gradebook by default."),
    )(command)


def database_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--db",
        "url",
        envvar="GRADER_DB",
        default="sqlite:///grades.db",
        metavar="URL",
        help=mark("The gradebook; by default sqlite:///grades.db, or GRADER_DB."),
    )(command)


def course_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--course",
        "course_file",
        type=FILE,
        metavar=mark("FILE"),
        help=mark("Deadlines, penalties and rules; by default course.toml, if any."),
    )(command)


def attempts_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--attempts",
        type=click.Choice(["best", "last"]),
        help=mark("Which attempt counts, whatever the course file says."),
    )(command)


def roster_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--roster",
        "roster_file",
        type=FILE,
        metavar=mark("FILE"),
        help=mark("Who is in the class: an export of Canvas or Moodle, or a CSV."),
    )(command)


def language(chosen: str | None, declared: str | None = None) -> Any:
    """The language: as chosen, as the notebook declares, as the system prefers."""
    if chosen is None and declared in LANGUAGES:
        return declared
    return chosen or preferred_language()


def writable(path: Path | None, *others: Path | None) -> None:
    """Refuse a file that could not be written, before any work is done.

    ``others`` are files that it must not replace: a student's own notebook, say.
    """
    if path is None:
        return
    parent = path.absolute().parent
    if not parent.is_dir():
        raise BadInput(
            say("There is no folder {path}.", path=str(parent)),
            say("Make it first, or write the file elsewhere."),
        )
    if any(other is not None and path.resolve() == other.resolve() for other in others):
        raise BadInput(
            say("{path} would be overwritten.", path=str(path)),
            say("Give the report a name of its own."),
        )
    if not os.access(path if path.exists() else parent, os.W_OK):
        raise unwritable(path, None)


def database_file(url: str) -> Path | None:
    """The file of a gradebook in SQLite, which no report must replace."""
    kind, _, path = url.partition(":///")
    return Path(path) if kind.startswith("sqlite") and path else None


def unwritable(path: Path, error: OSError | None) -> BadInput:
    """What to say of a file that cannot be written."""
    why = system_reason(error or PermissionError(errno.EACCES, ""))
    return BadInput(
        say("{path} cannot be written: {why}", path=str(path), why=why),
        say("Check the rights and the free space there, or write elsewhere."),
    )
