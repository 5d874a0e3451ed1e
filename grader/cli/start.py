"""``grade start``: a starter notebook to work in."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from grader.cli.options import (
    FOLDER,
    assignments_option,
    language,
    language_option,
    unwritable,
)
from grader.errors import BadInput
from grader.messages import mark, say, translator
from grader.text import one_line


@click.command(
    "start",
    help=mark("Write the starter notebook of ASSIGNMENT; an existing file is kept."),
)
@click.argument("assignment_id", metavar=mark("ASSIGNMENT"))
@click.option(
    "--framework",
    metavar=mark("NAME"),
    help=mark("torch, keras, ...; the first by default."),
)
@language_option
@click.option(
    "--to",
    "folder",
    type=FOLDER,
    default=Path(),
    help=mark("The folder to write it to."),
)
@click.option(
    "--seed", metavar="S", help=mark("The order of a quiz; random by default.")
)
@assignments_option
def command(
    assignment_id: str,
    framework: str | None,
    lang: str | None,
    folder: Path,
    seed: str | None,
    assignments_dir: Path | None,
) -> None:
    from grader.assignment import find_assignment

    assignment = find_assignment(assignment_id, assignments_dir)
    names = assignment.settings.frameworks
    framework = framework or names[0]
    if framework not in names:
        raise BadInput(
            say(
                "{assignment} has no framework “{name}”.",
                assignment=assignment_id,
                name=framework,
            ),
            say("Choose one of: {names}.", names=", ".join(names)),
        )
    chosen = language(lang)
    source = assignment.starter(framework, chosen)
    if not source.is_file():
        raise BadInput(
            say(
                "{assignment} has no starter for {framework} in {language}.",
                assignment=assignment_id,
                framework=framework,
                language=chosen,
            ),
            say("Choose another --lang or --framework."),
        )
    target = folder / f"{assignment_id}-{framework}.ipynb"
    if target.exists():
        raise BadInput(
            say("{path} exists already; nothing was written.", path=str(target)),
            say("Rename it, or choose another folder with --to."),
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_in_drawn_order(source.read_bytes(), seed))
    except OSError as error:
        raise unwritable(target, error) from None
    say_it = translator(chosen)
    handed_in = shlex.quote(str(target))
    click.echo(one_line(say_it(say("Wrote {path}.", path=str(target)))))
    message = say("Work in it, then: grade submit {path}", path=handed_in)
    click.echo(one_line(say_it(message)))


def _in_drawn_order(starter: bytes, seed: str | None) -> bytes:
    """The starter itself, or with its questions shuffled if it has any."""
    import nbformat

    from grader.literate import to_bytes
    from grader.shuffling import has_blocks, shuffled
    from grader.streams import Seed

    notebook = nbformat.reads(starter.decode(), as_version=4)
    if not has_blocks(notebook):
        return starter
    drawn = Seed(one_line(seed)) if seed is not None else Seed.drawn()
    return to_bytes(shuffled(notebook, drawn.stream("questions")))
