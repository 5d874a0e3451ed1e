"""``grade reference list``: which references there are, and what is known of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import language, language_option
from grader.cli.reference.chosen import chosen_references, which_options
from grader.messages import Message, mark, say, translator

if TYPE_CHECKING:
    from grader.references.targets import Reached


@click.command("list", help=mark("List the references, and what is known of them."))
@which_options
@language_option
def command(
    assignment_ids: tuple[str, ...],
    framework: str | None,
    assignments_dir: Path | None,
    lang: str | None,
) -> None:
    from grader.references import targets

    say_it = translator(language(lang))
    for one in chosen_references(assignment_ids, framework, assignments_dir):
        known = targets.read(one.folder).reached
        for name in one.scripts:
            words = [say_it(_known(r)) for r in known if r.framework == name]
            told = "; ".join(words or [say_it(say("no targets yet"))])
            click.echo(f"{one.assignment.id:16} {name:11} {told}")


def _known(reached: Reached) -> Message:
    runs = max((metric.n for metric in reached.metrics.values()), default=0)
    return say(
        "{device}: {metrics} metrics of {runs} runs, {seconds:.1f} s each",
        device=reached.device,
        metrics=len(reached.metrics),
        runs=runs,
        seconds=reached.seconds,
    )
