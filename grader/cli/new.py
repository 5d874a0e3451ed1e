"""``grade new``: the folder of a new assignment, small and working."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import FOLDER, language, language_option, unwritable
from grader.messages import mark, say, translator
from grader.text import one_line


@click.command(
    "new",
    help=mark(
        "Make assignments/NAME and reference/NAME: a small assignment that works, with "
        "its exam, its checks, a reference, known mistakes and starters, to be changed "
        "into yours."
    ),
)
@click.argument("name", metavar=mark("NAME"))
@click.option(
    "--framework",
    default="torch",
    metavar=mark("NAME"),
    help=mark("The first framework of it; torch by default."),
)
@click.option("--title", metavar=mark("TEXT"), help=mark("By default its name."))
@click.option(
    "--to",
    "folder",
    type=FOLDER,
    default=Path(),
    help=mark("The folder of the course; the present one by default."),
)
@language_option
def command(
    name: str, framework: str, title: str | None, folder: Path, lang: str | None
) -> None:
    from grader.scaffold import make_assignment

    say_it = translator(language(lang))
    try:
        written = make_assignment(folder, name, framework, title or name)
    except OSError as error:
        raise unwritable(folder, error) from None
    for path in written:
        click.echo(one_line(say_it(say("Wrote {path}.", path=str(path)))))
    command = f"grade reference verify {name}"
    click.echo(one_line(say_it(say("See that it works: {command}", command=command))))
