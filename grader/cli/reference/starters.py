"""``grade reference starters``: what students start from, made of the references."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import language, language_option
from grader.cli.reference.chosen import chosen_references, which_options
from grader.messages import mark, say, translator
from grader.text import one_line


@click.command("starters", help=mark("Write the starters anew from the references."))
@which_options
@language_option
def command(
    assignment_ids: tuple[str, ...],
    framework: str | None,
    assignments_dir: Path | None,
    lang: str | None,
) -> None:
    from grader import literate

    say_it = translator(language(lang))
    for one in chosen_references(assignment_ids, framework, assignments_dir):
        root = one.folder.parent.parent
        for path in literate.write_starters(root, one.assignment.id, framework or "*"):
            click.echo(one_line(say_it(say("Wrote {path}.", path=str(path)))))
