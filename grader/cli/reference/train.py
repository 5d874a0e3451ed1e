"""``grade reference train``: what references reach over seeds, written down."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import language, language_option
from grader.cli.reference.chosen import (
    chosen_references,
    how_options,
    may_use_gpu,
    which_options,
)
from grader.messages import Message, mark, say, translator
from grader.text import one_line

if TYPE_CHECKING:
    from grader.references.cases import Case
    from grader.result import Result


@click.command(
    "train",
    help=mark("Run references over seeds, and write what they reach to targets.json."),
)
@which_options
@click.option(
    "--seeds",
    type=click.IntRange(2),
    default=20,
    metavar="N",
    help=mark("Runs of each reference; 20 by default."),
)
@how_options
@language_option
def command(
    assignment_ids: tuple[str, ...],
    framework: str | None,
    assignments_dir: Path | None,
    seeds: int,
    jobs: int,
    sandbox: str,
    device: str,
    lang: str | None,
) -> None:
    from grader.references import targets
    from grader.references.cases import references
    from grader.references.rounds import grade_all
    from grader.sandbox.interpreter import interrogate

    say_it = translator(language(lang))
    imperfect = False
    python, gpu = interrogate(), may_use_gpu(device)
    for reference in chosen_references(assignment_ids, framework, assignments_dir):
        cases = list(references(reference, seeds))
        runs: dict[str, list[Result]] = {name: [] for name in reference.scripts}

        def done(
            case: Case, result: Result, runs: dict[str, list[Result]] = runs
        ) -> None:
            runs[case.framework].append(result)
            message = say(
                "{assignment}, {framework}, {n}/{seeds}: {score:g} of {most:g} points",
                assignment=case.assignment.id,
                framework=case.framework,
                n=len(runs[case.framework]),
                seeds=seeds,
                score=result.score,
                most=result.max_score,
            )
            click.echo(one_line(say_it(message)))

        asyncio.run(grade_all(cases, python, sandbox, jobs, done, gpu=gpu))
        new = [targets.reached(results) for results in runs.values()]
        known = targets.read(reference.folder).updated(new)
        path = targets.write(reference.folder, known)
        click.echo(one_line(say_it(say("Wrote {path}.", path=str(path)))))
        for framework_name, results in runs.items():
            lost = [r for r in results if not r.score >= r.max_score]
            imperfect |= bool(lost)
            if lost:
                told = _imperfect(framework_name, len(lost), len(results))
                click.echo(one_line(say_it(told)), err=True)
    if imperfect:
        sys.exit(1)


def _imperfect(framework: str, lost: int, runs: int) -> Message:
    return say(
        "{framework}: {lost} of {runs} runs lost points. A bound that rests on them "
        "guards little: mend the reference or the check, and train again.",
        framework=framework,
        lost=lost,
        runs=runs,
    )
