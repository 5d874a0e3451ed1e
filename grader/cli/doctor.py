"""``grade doctor``: what this machine can do, what is missing, what to do about it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import click

from grader.cli.options import assignments_option, language, language_option
from grader.errors import GraderError
from grader.messages import Message, Translator, mark, say, translator

FRAMEWORKS = {
    "torch": "torch torchvision lightning",
    "torchvision": "torchvision",
    "tensorflow": "tensorflow keras",
}
GOOD, MISSING = "✓", "✗"


@click.command(
    "doctor",
    help=mark(
        "Say what this machine can do, what is missing, and what to do about it."
    ),
)
@language_option
@click.option(
    "--python", metavar=mark("PATH"), help=mark("The environment that runs notebooks.")
)
@assignments_option
def command(lang: str | None, python: str | None, assignments_dir: Path | None) -> None:
    say_it = translator(language(lang))
    _section(say_it, say("Isolation"))
    _isolation(say_it)
    _section(say_it, say("Frameworks"))
    _frameworks(say_it, python)
    _section(say_it, say("Devices"))
    _devices(say_it)
    _section(say_it, say("Data"))
    _data(say_it)
    _section(say_it, say("Assignments"))
    _assignments(say_it, assignments_dir)


def _isolation(say_it: Translator) -> None:
    from grader.sandbox import sandbox_named, walls

    levels = {
        "warm": say("warm: as bwrap, forked with the frameworks already imported."),
        "bwrap": say("bwrap: notebooks run walled in, without a network."),
    }
    for name, good in levels.items():
        problem = sandbox_named(name).problem()
        if problem is None:
            _line(say_it, GOOD, good)
        else:
            _line(say_it, MISSING, Message(f"{name}: {say_it(problem)}"))
    if sandbox_named("bwrap").problem() is None:
        for wall in walls.surveyed():
            sign, words = (GOOD, wall.good) if wall.stands else (MISSING, wall.missing)
            _line(say_it, sign, words)
    _line(say_it, GOOD, say("none: works everywhere, for your own notebooks only."))


def _frameworks(say_it: Translator, python: str | None) -> None:
    from grader.sandbox.interpreter import interrogate

    try:
        interpreter = interrogate(python)
    except GraderError as error:
        _line(say_it, MISSING, error.message)
        if error.hint is not None:
            click.echo(f"    {say_it(error.hint)}")
        return
    _line(
        say_it,
        GOOD,
        say(
            "Python {version}, {path}",
            version=interpreter.version,
            path=str(interpreter.executable),
        ),
    )
    for name, version in interpreter.packages.items():
        _line(say_it, GOOD, Message(f"{name} {version}"))
    for name, packages in FRAMEWORKS.items():
        if name not in interpreter.packages:
            command = f"{interpreter.executable} -m pip install {packages}"
            _line(say_it, MISSING, Message(f"{name}: {command}"))


def _devices(say_it: Translator) -> None:
    _line(say_it, GOOD, say("CPU"))
    tool = shutil.which("nvidia-smi")
    if tool is None:
        _line(say_it, MISSING, say("No NVIDIA GPU; every lab trains on a CPU too."))
        return
    query = [tool, "--query-gpu=name,memory.total", "--format=csv,noheader"]
    done = subprocess.run(  # noqa: S603  # a fixed command
        query, capture_output=True, text=True, check=False, timeout=30
    )
    for name in done.stdout.splitlines():
        _line(say_it, GOOD, Message(name.strip()))


def _data(say_it: Translator) -> None:
    from grader import datasets

    folder = Path(datasets.__file__).parent
    for title, name in (("Iris", "iris.csv"), ("MNIST", "mnist.npz")):
        path = folder / name
        if path.is_file() and path.stat().st_size > 1_000:
            _line(say_it, GOOD, say("{title}: served without a network.", title=title))
        else:
            _line(say_it, MISSING, say("{title}: reinstall the grader.", title=title))


def _assignments(say_it: Translator, chosen: Path | None) -> None:
    from grader.assignment import find_assignments

    for name, assignment in find_assignments(chosen).items():
        _line(say_it, GOOD, Message(f"{name} · {assignment.folder}"))


def _section(say_it: Translator, title: Message) -> None:
    click.secho(say_it(title), bold=True)


def _line(say_it: Translator, sign: str, message: Message) -> None:
    click.echo(f"  {sign} {say_it(message)}")
