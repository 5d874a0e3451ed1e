"""``grade submit``: run a notebook, judge it, explain the grade."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import (
    FILE,
    Percentage,
    assignments_option,
    language,
    language_option,
    unwritable,
    writable,
)
from grader.errors import BadInput
from grader.messages import mark, say, translator
from grader.text import one_line

if TYPE_CHECKING:
    from grader.assignment import Assignment
    from grader.result import Result
    from grader.submission import Submission


@click.command(
    "submit",
    help=mark(
        "Run NOTEBOOK in a sandbox, measure what it trained, and explain the grade."
    ),
)
@click.argument("notebook", type=click.Path(path_type=Path))
@click.option(
    "--assignment",
    "assignment_id",
    metavar="ID",
    help=mark("By default what the notebook says."),
)
@click.option("--student", metavar="ID", help=mark("By default the file's name."))
@language_option
@click.option("--json", "json_file", type=FILE, help=mark("Write the result as JSON."))
@click.option(
    "--html", "html_file", type=FILE, help=mark("Write the report as a web page.")
)
@click.option("--seed", metavar="S", help=mark("Repeat a run; random by default."))
@click.option(
    "--min-score",
    type=Percentage(0, 100),
    metavar="PCT",
    help=mark("Below this percentage, exit with 1."),
)
@click.option(
    "--sandbox",
    "sandbox_name",
    type=click.Choice(["auto", "warm", "bwrap", "none"]),
    default="auto",
    help=mark("How the notebook is isolated."),
)
@click.option("--strict", is_flag=True, help=mark("Disguise the public data sets."))
@click.option(
    "--python", metavar=mark("PATH"), help=mark("Run notebooks in this environment.")
)
@assignments_option
def command(
    notebook: Path,
    assignment_id: str | None,
    student: str | None,
    lang: str | None,
    json_file: Path | None,
    html_file: Path | None,
    seed: str | None,
    min_score: float | None,
    sandbox_name: str,
    strict: bool,
    python: str | None,
    assignments_dir: Path | None,
) -> None:
    from grader.submission import read_submission

    writable(json_file, notebook)
    writable(html_file, notebook, json_file)
    submission = read_submission(notebook, student)
    # What grades is imported once there is something to grade.
    from grader.cli.progress import progress_display
    from grader.pipeline import Conditions, grade
    from grader.sandbox import choose
    from grader.sandbox.interpreter import interrogate
    from grader.streams import Seed

    assignment = _assignment(submission, assignment_id, assignments_dir)
    submission.framework(assignment.settings.frameworks)
    chosen = language(lang, submission.declared.get("language"))
    sandbox, warning = choose(sandbox_name)
    if (problem := sandbox.problem()) is not None:
        raise BadInput(
            say("The sandbox {name} cannot be used here.", name=sandbox.name), problem
        )
    if warning is not None:
        click.secho(translator(chosen)(warning), fg="yellow", err=True)
    conditions = Conditions(
        seed=Seed(one_line(seed)) if seed is not None else Seed.drawn(),
        sandbox=sandbox,
        interpreter=interrogate(python),
        language=chosen,
        strict=strict,
    )
    with contextlib.closing(sandbox), progress_display(chosen) as progress:
        result = asyncio.run(grade(submission, assignment, conditions, progress))
    _report(result, json_file, html_file)
    if result.status != "graded":
        sys.exit(3)
    if min_score is not None and not result.percent >= min_score:
        sys.exit(1)


def _assignment(
    submission: Submission, chosen: str | None, folder: Path | None
) -> Assignment:
    from grader.assignment import find_assignment

    name = chosen or submission.declared.get("assignment")
    if name is None:
        raise BadInput(
            say("The notebook does not say which assignment it answers."),
            say("Name it with --assignment; `grade assignments` lists them."),
        )
    return find_assignment(name, folder)


def _report(result: Result, json_file: Path | None, html_file: Path | None) -> None:
    from grader.reports import terminal, webpage
    from grader.result import to_json

    problem: BadInput | None = None
    try:
        if json_file is not None:
            _write(json_file, to_json(result))
        if html_file is not None:
            _write(html_file, webpage.render(result).encode())
    except BadInput as error:
        problem = error  # the report is shown all the same
    click.echo(terminal.render(result, color=sys.stdout.isatty()), nl=False)
    if problem is not None:
        raise problem
    if html_file is not None:
        say_it = translator(result.language)
        message = say("The report with plots: {path}", path=str(html_file))
        click.echo(one_line(say_it(message)))


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise unwritable(path, error) from None
