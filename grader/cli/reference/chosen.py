"""Options of the verbs that look at references, and what they choose."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.options import assignments_option
from grader.errors import BadInput
from grader.messages import mark, say

if TYPE_CHECKING:
    from grader.references.cases import Reference

CORES = os.cpu_count() or 1

Command = Callable[..., Any]


def which_options(command: Command) -> Command:
    """Which references: assignments, a framework, a folder."""
    for option in (
        assignments_option,
        click.option("--framework", metavar=mark("NAME"), help=mark("Only this one.")),
        click.argument("assignment_ids", metavar=mark("[ASSIGNMENT]..."), nargs=-1),
    ):
        command = option(command)
    return command


def how_options(command: Command) -> Command:
    """How they are graded: how many at a time, where, on what."""
    for option in (
        click.option(
            "--device",
            type=click.Choice(["auto", "cpu", "cuda"]),
            default="auto",
            help=mark("A GPU if there is one (auto), never (cpu), always (cuda)."),
        ),
        click.option(
            "--sandbox",
            type=click.Choice(["auto", "warm", "bwrap", "none"]),
            default="auto",
            help=mark("How notebooks are isolated."),
        ),
        click.option(
            "--jobs",
            type=click.IntRange(1),
            default=CORES,
            metavar="N",
            help=mark("Notebooks at a time; as many as there are cores by default."),
        ),
    ):
        command = option(command)
    return command


def chosen_references(
    ids: tuple[str, ...], framework: str | None, folder: Path | None
) -> list[Reference]:
    """The references of these assignments, or of all; ``BadInput`` if there is none."""
    from grader.assignment import find_assignment, find_assignments
    from grader.references.cases import find_references

    named = [find_assignment(name, folder) for name in ids]
    return find_references(named or [*find_assignments(folder).values()], framework)


def may_use_gpu(device: str) -> bool:
    """Whether kernels may see a GPU; ``BadInput`` where one is demanded in vain."""
    from grader.sandbox.devices import gpus

    if device == "cuda" and not gpus():
        raise BadInput(
            say("There is no GPU here."),
            say("Leave --device out, or choose --device cpu."),
        )
    return device != "cpu"
