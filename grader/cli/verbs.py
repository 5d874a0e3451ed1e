"""Groups of commands that load the one that is called, in the user's language."""

from __future__ import annotations

import copy
import importlib
from collections.abc import Mapping
from typing import Any

import click

from grader.messages import mark, preferred_language, translator


class Verbs(click.Group):
    """Knows its commands by name and help; each is ``command`` of a module of its own.

    ``verbs``: name -> one line of help; ``package``: where their modules are.
    """

    def __init__(
        self, *args: Any, verbs: Mapping[str, str], package: str, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._verbs = verbs
        self._package = package

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._verbs:
            return None
        module = importlib.import_module(f"{self._package}.{cmd_name}")
        command: click.Command = module.command
        return in_words(command)

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        say_it = translator(preferred_language())
        rows = [(name, say_it(text)) for name, text in self._verbs.items()]
        with formatter.section(say_it(mark("Commands"))):
            formatter.write_dl(rows)


def in_words(command: click.Command) -> click.Command:
    """The same command, with all its help in the user's language."""
    say_it = translator(preferred_language())
    spoken = copy.copy(command)
    spoken.help = say_it(command.help or "")
    spoken.epilog = say_it(command.epilog or "")
    spoken.options_metavar = say_it(command.options_metavar or "")
    if isinstance(spoken, click.Group):
        spoken.subcommand_metavar = say_it(spoken.subcommand_metavar)
    spoken.params = [copy.copy(param) for param in command.params]
    for param in spoken.params:
        param.metavar = say_it(param.metavar) if param.metavar else None
        if isinstance(param, click.Option) and param.help:
            param.help = say_it(param.help)
    return spoken
