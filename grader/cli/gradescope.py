"""``grade gradescope``: an autograder to upload."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import (
    FILE,
    assignments_option,
    language,
    language_option,
    unwritable,
    writable,
)
from grader.messages import mark, say, translator
from grader.text import one_line


@click.command(
    "gradescope",
    help=mark(
        "Build the autograder zip of ASSIGNMENT for Gradescope: this grader, its "
        "assignment, and the versions that are installed here."
    ),
)
@click.argument("assignment_id", metavar="ASSIGNMENT")
@click.option(
    "--out",
    type=FILE,
    default="autograder.zip",
    metavar=mark("FILE"),
    help=mark("By default autograder.zip."),
)
@click.option(
    "--seed", metavar="S", help=mark("The same exam for everybody; keep it secret.")
)
@click.option("--strict", is_flag=True, help=mark("Disguise the public data sets."))
@language_option
@assignments_option
def command(
    assignment_id: str,
    out: Path,
    seed: str | None,
    strict: bool,
    lang: str | None,
    assignments_dir: Path | None,
) -> None:
    from grader.assignment import find_assignment
    from grader.autograder.building import autograder

    writable(out)
    chosen = language(lang)
    say_it = translator(chosen)
    assignment = find_assignment(assignment_id, assignments_dir)
    options: tuple[str, ...] = ("--seed", seed) if seed is not None else ()
    if strict:
        options += ("--strict",)
    data = autograder(assignment, chosen, say_it, options)
    try:
        out.write_bytes(data)
    except OSError as error:
        raise unwritable(out, error) from None
    message = say(
        "{path}: upload it as the autograder of the assignment; {points} points.",
        path=str(out),
        points=sum(check.points for check in assignment.checks()),
    )
    click.echo(one_line(say_it(message)))
