"""``grade reference``: references are listed, trained over seeds, verified."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.options import FILE, assignments_option, language, writable
from grader.errors import BadInput
from grader.messages import Message, Translator, mark, say, say_n, translator
from grader.text import one_line

if TYPE_CHECKING:
    from grader.references.cases import Case, Reference
    from grader.references.verification import Verdict
    from grader.result import Result

CORES = os.cpu_count() or 1


@click.group(
    "reference",
    help=mark("References: list them, train them over seeds, verify them."),
)
def command() -> None:
    """Nothing of its own."""


def _shared(verb: Any) -> Any:
    for option in (
        click.argument("assignment_ids", metavar=mark("[ASSIGNMENT]..."), nargs=-1),
        click.option("--framework", metavar=mark("NAME"), help=mark("Only this one.")),
        assignments_option,
    ):
        verb = option(verb)
    return verb


def _graded(verb: Any) -> Any:
    for option in (
        click.option(
            "--jobs",
            type=click.IntRange(1),
            default=CORES,
            metavar="N",
            help=mark("Notebooks at a time; the cores of this machine by default."),
        ),
        click.option(
            "--sandbox",
            type=click.Choice(["auto", "warm", "bwrap", "none"]),
            default="auto",
            help=mark("How notebooks are isolated."),
        ),
        click.option(
            "--device",
            type=click.Choice(["auto", "cpu", "cuda"]),
            default="auto",
            help=mark("A GPU where there is one (auto), none, or nothing else."),
        ),
    ):
        verb = option(verb)
    return _shared(verb)


@command.command("list", help=mark("List the references, and what is known of them."))
@_shared
def list_command(
    assignment_ids: tuple[str, ...], framework: str | None, assignments_dir: Path | None
) -> None:
    from grader.references import targets

    say_it = translator(language(None))
    for reference in _references(assignment_ids, framework, assignments_dir):
        known = targets.read(reference.folder)
        for name in reference.scripts:
            runs = [r for r in known.reached if r.framework == name]
            recorded = [
                say_it(
                    say("{device}: {seconds:.0f} s", device=r.device, seconds=r.seconds)
                )
                for r in runs
            ]
            words = ", ".join(recorded) or say_it(say("no targets yet"))
            click.echo(f"{reference.assignment.id:16} {name:11} {words}")


@command.command(
    "verify",
    help=mark(
        "Grade every reference, starter and known wrong solution, and compare with "
        "what each has to get."
    ),
)
@_graded
@click.option(
    "--seeds",
    type=click.IntRange(1),
    default=1,
    metavar="N",
    help=mark("Runs of each reference."),
)
@click.option("--junit", type=FILE, help=mark("Write the verdicts as JUnit XML."))
def verify_command(
    assignment_ids: tuple[str, ...],
    framework: str | None,
    assignments_dir: Path | None,
    jobs: int,
    sandbox: str,
    device: str,
    seeds: int,
    junit: Path | None,
) -> None:
    from grader.references import verification
    from grader.references.cases import all_cases
    from grader.sandbox.interpreter import interrogate

    writable(junit)
    found = _references(assignment_ids, framework, assignments_dir)
    say_it = translator(language(None), *(r.assignment.locale for r in found))
    cases = all_cases(found, seeds)
    click.echo(say_it(say_n("One notebook.", "{n} notebooks.", len(cases))))
    verdicts = verification.uncovered(found) if framework is None else []

    def done(case: Case, result: Result) -> None:
        verdicts.append(verification.verdict(case, result))
        click.echo(_line(verdicts[-1], say_it))

    asyncio.run(_grade_all(cases, interrogate(), sandbox, jobs, done, gpu=_gpu(device)))
    if junit is not None:
        junit.write_bytes(verification.junit(verdicts, say_it))
    _conclude(verdicts, say_it)


@command.command(
    "train",
    help=mark("Run references over seeds, and write what they reach to targets.json."),
)
@_graded
@click.option(
    "--seeds",
    type=click.IntRange(2),
    default=20,
    metavar="N",
    help=mark("Runs of each reference; 20 by default."),
)
def train_command(
    assignment_ids: tuple[str, ...],
    framework: str | None,
    assignments_dir: Path | None,
    jobs: int,
    sandbox: str,
    device: str,
    seeds: int,
) -> None:
    from grader.references import targets
    from grader.references.cases import references
    from grader.sandbox.interpreter import interrogate

    say_it = translator(language(None))
    python = interrogate()
    for reference in _references(assignment_ids, framework, assignments_dir):
        runs: dict[str, list[Result]] = {name: [] for name in reference.scripts}
        cases = list(references(reference, seeds))
        total = len(cases)

        def done(
            case: Case, result: Result, runs: Any = runs, total: int = total
        ) -> None:
            runs[case.framework].append(result)
            count = sum(map(len, runs.values()))
            message = say(
                "{n} of {total}: {assignment}, {framework}: {score:g} of {most:g}",
                n=count,
                total=total,
                assignment=case.assignment.id,
                framework=case.framework,
                score=result.score,
                most=result.max_score,
            )
            click.echo(one_line(say_it(message)))

        asyncio.run(_grade_all(cases, python, sandbox, jobs, done, gpu=_gpu(device)))
        new = [targets.reached(results) for results in runs.values()]
        known = targets.read(reference.folder).updated(new)
        path = targets.write(reference.folder, known)
        click.echo(one_line(say_it(say("Wrote {path}.", path=str(path)))))


async def _grade_all(*arguments: Any, **options: Any) -> None:
    from grader.references.rounds import grade_all

    await grade_all(*arguments, **options)


def _references(
    ids: tuple[str, ...], framework: str | None, folder: Path | None
) -> list[Reference]:
    from grader.assignment import find_assignment, find_assignments
    from grader.references.cases import find_references

    chosen = [find_assignment(name, folder) for name in ids]
    return find_references(chosen or list(find_assignments(folder).values()), framework)


def _gpu(device: str) -> bool:
    from grader.sandbox.devices import gpus

    if device == "cuda" and not gpus():
        raise BadInput(
            say("There is no GPU here."),
            say("Leave --device out, or choose --device cpu."),
        )
    return device != "cpu"


def _line(verdict: Verdict, say_it: Translator) -> str:
    sign = "✓" if verdict.difference is None else "✗"
    return one_line(
        f"{sign} {verdict.assignment:16} {verdict.framework:10} {verdict.name:32} "
        f"{verdict.score:>5g} {verdict.seconds:6.1f} s"
    )


def _conclude(verdicts: list[Verdict], say_it: Translator) -> None:
    wrong = [verdict for verdict in verdicts if verdict.difference is not None]
    if not wrong:
        click.echo(
            say_it(
                say_n("It is as expected.", "All {n} are as expected.", len(verdicts))
            )
        )
        return
    for verdict in wrong:
        click.echo(one_line(say_it(_difference(verdict))), err=True)
    sys.exit(1)


def _difference(verdict: Verdict) -> Message:
    return say(
        "{assignment}, {framework}, {name}: {difference}",
        assignment=verdict.assignment,
        framework=verdict.framework,
        name=verdict.name,
        difference=verdict.difference,
    )
