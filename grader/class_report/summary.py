"""All that the report says of a class, as one value: what is rendered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from grader.class_report.attendance import Attendance, Stopped, attendance, stopped
from grader.class_report.costs import Costs, costs
from grader.class_report.distribution import Bin, Distribution, bins, described
from grader.class_report.drift import Drift, drift
from grader.class_report.item_analysis import Item, items
from grader.class_report.rows import Row
from grader.gradebook.standings import Standing
from grader.references.targets import Targets
from grader.result import Language
from grader.text import one_line

NAME = 200
NO_TARGETS = Targets()


@dataclass(frozen=True)
class About:
    """What is known of an assignment besides its runs.

    ``checks``: their titles in the report's language, by id, in their order.
    """

    id: str
    title: str
    checks: Mapping[str, str] = field(default_factory=dict)
    targets: Targets = NO_TARGETS


@dataclass(frozen=True)
class AssignmentReport:
    """How a class did in one assignment.

    ``scores`` are those that count: of them ``penalised`` were lowered for lateness and
    ``by_hand`` were given by somebody. ``max_score`` is 0 where no run tells.
    """

    id: str
    title: str
    max_score: float
    attendance: Attendance
    stopped: tuple[Stopped, ...]
    scores: Distribution | None
    penalised: int
    by_hand: int
    bins: tuple[Bin, ...]
    items: tuple[Item, ...]
    costs: Costs | None
    drift: Drift


@dataclass(frozen=True)
class ClassReport:
    """A class in all its assignments; ``newest``: when the last run was recorded.

    ``names``: of students, by their key in the gradebook, where they are known.
    """

    assignments: tuple[AssignmentReport, ...]
    newest: datetime | None = None
    course: str = ""
    language: Language = "en"
    names: Mapping[str, str] = field(default_factory=dict)

    def name(self, student: str) -> str:
        """A student's name, else their key, on one line."""
        return one_line(self.names.get(student) or student, NAME)


def summed_up(
    about: About, standings: Sequence[Standing], rows: Sequence[Row]
) -> AssignmentReport:
    """One assignment: ``standings`` of its students, ``rows`` of their runs."""
    scores = [one.score for one in standings]
    max_score = max((one.max_score for one in standings), default=0.0)
    by_hand = [one.override is not None for one in standings]
    return AssignmentReport(
        id=about.id,
        title=about.title,
        max_score=max_score,
        attendance=attendance(standings),
        stopped=stopped(standings, rows),
        scores=described(scores),
        penalised=sum(
            one.penalty > 0 and not hand
            for one, hand in zip(standings, by_hand, strict=True)
        ),
        by_hand=sum(by_hand),
        bins=bins(scores, max_score),
        items=items(rows, about.checks),
        costs=costs(rows),
        drift=drift(rows, about.targets),
    )
