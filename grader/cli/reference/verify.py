"""``grade reference verify``: what CI runs to know that all still holds."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import FILE, language, language_option, writable
from grader.cli.reference.chosen import (
    chosen_references,
    how_options,
    may_use_gpu,
    which_options,
)
from grader.messages import Translator, mark, say_n, translator
from grader.text import one_line

if TYPE_CHECKING:
    from grader.references.cases import Case
    from grader.references.verification import Verdict
    from grader.result import Result


@click.command(
    "verify",
    help=mark(
        "Grade every reference, starter and known mistake, and compare with what each "
        "has to get."
    ),
)
@which_options
@click.option(
    "--seeds",
    type=click.IntRange(1),
    default=1,
    metavar="N",
    help=mark("Runs of each reference; 1 by default."),
)
@how_options
@click.option("--junit", type=FILE, help=mark("Write the verdicts as JUnit XML."))
@language_option
def command(
    assignment_ids: tuple[str, ...],
    framework: str | None,
    assignments_dir: Path | None,
    seeds: int,
    jobs: int,
    sandbox: str,
    device: str,
    junit: Path | None,
    lang: str | None,
) -> None:
    writable(junit)
    from grader.references import verification
    from grader.references.cases import all_cases
    from grader.references.rounds import grade_all
    from grader.sandbox.interpreter import interrogate

    found = chosen_references(assignment_ids, framework, assignments_dir)
    cases = all_cases(found, seeds)
    chosen = language(lang)
    say_it = translator(chosen, *(one.assignment.locale for one in found))
    verdicts = verification.uncovered(found) if framework is None else []

    def done(case: Case, result: Result) -> None:
        verdicts.append(verification.verdict(case, result))
        click.echo(_line(verdicts[-1]))

    click.echo(
        say_it(
            say_n("One notebook is graded:", "{n} notebooks are graded:", len(cases))
        )
    )
    asyncio.run(
        grade_all(
            *(cases, interrogate(), sandbox, jobs, done),
            language=chosen,
            gpu=may_use_gpu(device),
        )
    )
    if junit is not None:
        junit.write_bytes(verification.junit(verdicts, say_it))
    _conclude(verdicts, say_it)


def _line(verdict: Verdict) -> str:
    sign = "✓" if verdict.difference is None else "✗"
    return one_line(
        f"{sign} {verdict.assignment:14} {verdict.framework:10} {verdict.name:34} "
        f"{verdict.score:>4g} {verdict.seconds:6.1f} s"
    )


def _conclude(verdicts: Sequence[Verdict], say_it: Translator) -> None:
    """The differences, each in words, and exit 1; or that there is none."""
    wrong = [(v, v.difference) for v in verdicts if v.difference is not None]
    for verdict, difference in wrong:
        place = f"{verdict.assignment}, {verdict.framework}, {verdict.name}"
        click.echo(one_line(f"{place}: {say_it(difference)}"), err=True)
    if wrong:
        sys.exit(1)
    n = len(verdicts)
    click.echo(
        say_it(say_n("It is as it should be.", "All {n} are as they should be.", n))
    )
