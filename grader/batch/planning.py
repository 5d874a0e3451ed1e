"""What of a gradebook is still to be done: attempts by the run that they share."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

import grader
from grader.assignment import Assignment
from grader.gradebook.entries import Pending
from grader.streams import Seed

Only = Literal["new", "failed", "ungraded"]


@dataclass(frozen=True)
class Place:
    """Where notebooks run, as far as what they bring depends on it.

    ``packages`` maps frameworks to versions; ``isolation`` is the sandbox's name;
    ``strict`` disguises data even where an assignment does not ask for it.
    """

    isolation: str
    python: str
    packages: dict[str, str]
    strict: bool = False
    grader: str = grader.__version__


@dataclass
class Work:
    """One run, and all attempts that it serves: copies of one notebook."""

    key: str
    assignment: Assignment
    seed: Seed
    notebook: str
    attempts: list[Pending] = field(default_factory=list)


def planned(
    pending: Iterable[Pending],
    assignments: Mapping[str, Assignment],
    seeds: Mapping[str, Seed],
    place: Place,
    only: Only | None = None,
) -> list[Work]:
    """The runs to do, each once, in the order of the attempts.

    Without ``only``: every attempt that has no grade. What has one is judged anew from
    what it brought (``rescoring``), not run again because a check has changed.
    ``new``: those that were never run; ``ungraded``: those that the machine failed;
    ``failed``: those whose notebook did not run to its end, once more.
    """
    works: dict[str, Work] = {}
    for attempt in pending:
        if attempt.notebook is None or attempt.assignment not in assignments:
            continue
        assignment, seed = assignments[attempt.assignment], seeds[attempt.assignment]
        if _wanted(attempt, assignment.version, only):
            again = len(attempt.runs) if only == "failed" else 0
            key = key_of(attempt.notebook, assignment, seed, place, again)
            new = Work(key, assignment, seed, attempt.notebook)
            works.setdefault(key, new).attempts.append(attempt)
    return [*works.values()]


def key_of(
    notebook: str,
    assignment: Assignment,
    seed: Seed,
    place: Place,
    again: int = 0,
) -> str:
    """A digest of all that a run depends on: the same key brings the same."""
    told = {
        "notebook": notebook,
        "assignment": [assignment.id, assignment.version],
        "seed": seed.text,
        **asdict(place),
        "strict": place.strict or assignment.settings.strict,
        "again": again,
    }
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    return f"sha256:{digest}"


def _wanted(attempt: Pending, version: str, only: Only | None) -> bool:
    runs = attempt.runs
    if only is None:
        return not any(
            run.status == "graded"
            or (run.status == "rejected" and run.assignment_version == version)
            for run in runs
        )
    if only == "new":
        return not runs
    if only == "ungraded":
        return bool(runs) and not any(run.status == "graded" for run in runs)
    return bool(runs) and runs[-1].ending not in ("completed", "")
