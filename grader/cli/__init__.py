"""The command line: one file a verb, imported only when its verb is used.

The only place that prints, exits, or catches ``GraderError``. ``grade --help`` imports
click and nothing else: not numpy, and never a framework.
"""

from __future__ import annotations

import importlib
import sys

import click

from grader import __version__
from grader.errors import GraderError
from grader.messages import mark, preferred_language, translator

VERBS = {
    "assignments": mark("List the assignments."),
    "start": mark("Write the starter notebook of an assignment."),
    "submit": mark("Grade a notebook."),
    "doctor": mark("Say what this machine can do, and what is missing."),
}


class Verbs(click.Group):
    """Knows its commands by name; loads the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"grader.cli.{cmd_name}")
        command: click.Command = module.command
        return _in_words(command)

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        say_it = translator(preferred_language())
        with formatter.section(say_it(mark("Commands"))):
            formatter.write_dl([(name, say_it(text)) for name, text in VERBS.items()])


@click.command(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=mark("Grade deep-learning notebooks on what they measurably do."),
    epilog="grade COMMAND --help",
)
@click.version_option(__version__, prog_name="grade")
def grade() -> None:
    """The group itself does nothing."""


def _in_words(command: click.Command) -> click.Command:
    """The help of a command and of its options in the user's language."""
    say_it = translator(preferred_language())
    command.help = say_it(command.help or "")
    for option in command.params:
        if isinstance(option, click.Option) and option.help:
            option.help = say_it(option.help)
    return command


def main() -> None:
    """Run a command; errors become one message on stderr and an exit code."""
    try:
        _in_words(grade).main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except GraderError as error:
        _show(error)
        sys.exit(error.exit_code)


def _show(error: GraderError) -> None:
    say_it = translator(preferred_language())
    click.echo(f"grade: {say_it(error.message)}", err=True)
    if error.hint is not None:
        click.echo(say_it(error.hint), err=True)
