"""What verification grades: references, starters and known wrong solutions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import nbformat
from nbformat import NotebookNode

from grader.assignment import Assignment
from grader.errors import BadInput
from grader.literate import (
    Mistake,
    framework_of,
    known_mistakes,
    mistaken_notebook,
    reference_notebook,
)
from grader.messages import LANGUAGES, say

Kind = Literal["reference", "starter", "mistake"]


@dataclass(frozen=True, eq=False)
class Case:
    """A notebook of ours to be graded with this seed; ``mistake`` where it is one."""

    assignment: Assignment
    framework: str
    kind: Kind
    name: str
    notebook: NotebookNode
    seed: str
    mistake: Mistake | None = None


@dataclass(frozen=True)
class Reference:
    """The references of one assignment: a script for each framework."""

    assignment: Assignment
    scripts: dict[str, Path]

    @property
    def folder(self) -> Path:
        return reference_folder(self.assignment)

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        return known_mistakes(self.assignment.folder / "known")


def reference_folder(assignment: Assignment) -> Path:
    """``reference/<id>``, beside the folder of assignments."""
    return assignment.folder.parent.parent / "reference" / assignment.id


def find_references(
    assignments: Collection[Assignment], framework: str | None = None
) -> list[Reference]:
    """The references of these assignments, those of one framework if it is named."""
    found = []
    for assignment in assignments:
        scripts = {
            framework_of(path): path
            for path in sorted(reference_folder(assignment).glob("with_*.py"))
        }
        chosen = {k: v for k, v in scripts.items() if framework in (None, k)}
        if chosen:
            found.append(Reference(assignment, chosen))
    if not found:
        raise BadInput(
            say("There is no reference to be found."),
            say(
                "They are in reference/<id>/, beside the folder of assignments: take a "
                "checkout, or name yours with --assignments."
            ),
        )
    return found


def references(reference: Reference, seeds: int) -> Iterator[Case]:
    """The solved notebooks; with another seed of their own for each after the first."""
    for framework, script in reference.scripts.items():
        for i in range(seeds):
            notebook = reference_notebook(
                script, reference.assignment.id, framework, "en", seed=i or None
            )
            yield Case(
                *(reference.assignment, framework, "reference"),
                *("reference" if seeds == 1 else f"reference {i + 1}", notebook),
                f"reference {i}",
            )


def starters(reference: Reference) -> Iterator[Case]:
    """Every starter, as a student gets it."""
    for framework in reference.scripts:
        for language in LANGUAGES:
            path = reference.assignment.starter(framework, language)
            notebook = nbformat.read(path, as_version=4)
            name = f"starter {language}"
            yield Case(
                *(reference.assignment, framework, "starter", name, notebook, name)
            )


def mistakes(reference: Reference) -> Iterator[Case]:
    """Every known wrong solution of these frameworks."""
    for mistake in reference.mistakes:
        if (script := reference.scripts.get(mistake.framework)) is not None:
            notebook = mistaken_notebook(
                *(script, mistake, reference.assignment.id, mistake.framework, "en")
            )
            yield Case(
                *(reference.assignment, mistake.framework, "mistake", mistake.name),
                notebook=notebook,
                seed=mistake.name,
                mistake=mistake,
            )


def all_cases(found: Sequence[Reference], seeds: int) -> list[Case]:
    """Everything that verification grades, a framework after the other."""
    cases: list[Case] = []
    for one in found:
        cases += [*references(one, seeds), *starters(one), *mistakes(one)]
    order = list(dict.fromkeys(case.framework for case in cases))
    return sorted(cases, key=lambda case: order.index(case.framework))
