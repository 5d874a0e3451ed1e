"""``grade assignments``: what can be graded."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.options import assignments_option, language, language_option
from grader.messages import mark


@click.command(
    "assignments",
    help=mark("List the assignments: id, title, frameworks."),
)
@language_option
@assignments_option
def command(lang: str | None, assignments_dir: Path | None) -> None:
    from grader.assignment import find_assignments

    found = find_assignments(assignments_dir)
    chosen = language(lang)
    width = max((len(name) for name in found), default=0)
    for name, assignment in found.items():
        frameworks = ", ".join(assignment.settings.frameworks)
        click.echo(f"{name:{width}}  {assignment.title(chosen)} ({frameworks})")
