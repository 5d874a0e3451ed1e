"""``grade submit``: run a notebook, judge it, explain the grade."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from grader.cli.options import (
    FILE,
    Number,
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

FORMATS = ("gradescope", "github", "junit", "markdown")
SUMMARY = "GITHUB_STEP_SUMMARY"
"""Where GitHub Actions says which file the summary of a step is."""


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
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
    help=mark("Write the result for another program, in place of the report."),
)
@click.option(
    "--out",
    type=FILE,
    metavar=mark("FILE"),
    help=mark("Where --format goes; then the report is shown too."),
)
@click.option("--seed", metavar="S", help=mark("Repeat a run; random by default."))
@click.option(
    "--min-score",
    type=Number(0, 100),
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
    format_name: str | None,
    out: Path | None,
    seed: str | None,
    min_score: float | None,
    sandbox_name: str,
    strict: bool,
    python: str | None,
    assignments_dir: Path | None,
) -> None:
    from grader.submission import read_submission

    if out is not None and format_name is None:
        raise BadInput(
            say("--out is the file of --format, which is not given."),
            say("Add --format, or use --json or --html for a report."),
        )
    writable(json_file, notebook)
    writable(html_file, notebook, json_file)
    writable(out, notebook, json_file, html_file)
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
    _report(result, Files(json_file, html_file, out), format_name)
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


class Files(NamedTuple):
    """Where a result is written to, beside the terminal."""

    json: Path | None
    html: Path | None
    formatted: Path | None


def _report(result: Result, files: Files, format_name: str | None) -> None:
    """Write the files, then say on the terminal what the result is."""
    problem: BadInput | None = None
    try:
        _write_files(result, files, format_name)
    except BadInput as error:
        problem = error  # the report is shown all the same
    _show(result, None if files.formatted is not None else format_name)
    if problem is not None:
        raise problem
    if files.html is not None:
        say_it = translator(result.language)
        message = say("The report with plots: {path}", path=str(files.html))
        click.echo(one_line(say_it(message)), err=format_name is not None)


def _write_files(result: Result, files: Files, format_name: str | None) -> None:
    from grader.exports import RESULT_FORMATS
    from grader.reports import webpage
    from grader.result import to_json

    if files.json is not None:
        _write(files.json, to_json(result))
    if files.html is not None:
        _write(files.html, webpage.render(result).encode())
    if files.formatted is not None and format_name is not None:
        _write(files.formatted, RESULT_FORMATS[format_name](result).encode())
    if format_name == "github" and os.environ.get(SUMMARY):
        summary = Path(os.environ[SUMMARY])
        _write(summary, RESULT_FORMATS["markdown"](result).encode(), add=True)


def _show(result: Result, format_name: str | None) -> None:
    """The report, or the format that was asked for, which a program reads."""
    from grader.exports import RESULT_FORMATS
    from grader.reports import terminal

    if format_name is None:
        click.echo(terminal.render(result, color=sys.stdout.isatty()), nl=False)
    else:
        click.echo(RESULT_FORMATS[format_name](result).encode(), nl=False)


def _write(path: Path, data: bytes, add: bool = False) -> None:
    try:
        with path.open("ab" if add else "wb") as file:
            file.write(data)
    except OSError as error:
        raise unwritable(path, error) from None
