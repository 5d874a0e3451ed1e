"""What the report says in words, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from grader.class_report.attendance import Attendance, Stopped, Why
from grader.class_report.drift import Compared, Drift
from grader.class_report.summary import AssignmentReport
from grader.messages import Message, Translator, mark, say, say_n
from grader.reports.quantities import NOTHING, label_of

MINUS = "\N{MINUS SIGN}"

WORDS: Final[Mapping[str, str]] = {
    "report": mark("Class report"),
    "overview": mark("At a glance"),
    "assignment": mark("Assignment"),
    "students": mark("Students"),
    "graded": mark("Graded"),
    "ungraded": mark("No grade"),
    "rejected": mark("Rejected"),
    "missing": mark("Missing"),
    "points": mark("Points"),
    "mean": mark("Mean"),
    "sd": mark("Standard deviation"),
    "min": mark("Lowest"),
    "q1": mark("Lower quartile"),
    "median": mark("Median"),
    "q3": mark("Upper quartile"),
    "max": mark("Highest"),
    "scores": mark("Scores"),
    "nobody": mark("Nobody has a grade yet."),
    "histogram": mark("Students by score"),
    "as_table": mark("The same as a table"),
    "checks": mark("Check by check"),
    "check": mark("Check"),
    "difficulty": mark("Difficulty"),
    "discrimination": mark("Discrimination"),
    "passed": mark("Passed"),
    "partial": mark("Partial"),
    "failed": mark("Not passed"),
    "skipped": mark("Skipped"),
    "said": mark("What those who lost points were told"),
    "references": mark("Beside the references"),
    "framework": mark("Framework"),
    "measure": mark("Measure"),
    "full_scorers": mark("Full scorers"),
    "class_median": mark("Median of theirs"),
    "reference_mean": mark("Mean of the reference"),
    "bound": mark("Its bound"),
    "package": mark("Package"),
    "measured_with": mark("References"),
    "found_in_class": mark("This class"),
    "costs": mark("Time and memory"),
    "cost": mark("What"),
    "most": mark("Most"),
    "student": mark("Student"),
    "stopped": mark("What did not run to its end, or has no grade"),
    "what": mark("What happened"),
    "below": mark("below its bound"),
    "to_verify": mark("verify the references"),
}

CHECKS_MEAN = mark(
    "Difficulty is the mean share of the points that was earned, from 0 to 1: the"
    " lower, the harder. Discrimination is the correlation with the score on all other"
    " checks, from −1 to 1: near 0 or below, this check does not measure what the"
    " others do. A dash stands where too few students, or too equal ones, tell."
)
DRIFT_MEANS = mark(
    "Of each measure the median of those students who earned all points of its check,"
    " beside the mean of the reference in the same framework. Nearly every run of the"
    " reference stays above its bound; a median of five students or more that does not"
    " is marked."
)
NO_TARGETS = mark(
    "What the references of this assignment reach is not recorded here, so there is"
    " nothing to compare with."
)
ALL_QUIET = mark(
    "Nothing has drifted: versions are the same, and no median is below its bound."
)

WHY: Final[Mapping[Why, str]] = {
    "timeout": mark("ran out of time"),
    "memory": mark("needed more memory than it may use"),
    "output": mark("printed far too much"),
    "protocol": mark("sent messages that make no sense"),
    "died": mark("its process ended before the last cell"),
    "new": mark("not graded yet"),
    "ungraded": mark("no grade, by a fault that is not the student's"),
    "rejected": mark("could not be taken"),
}


def tally(found: Attendance, t: Translator) -> str:
    """How many students there are, and what they have, in a sentence."""
    return t(
        say_n(
            "One student: {graded} graded, {ungraded} without a grade for now, "
            "{rejected} rejected, {missing} missing.",
            "{n} students: {graded} graded, {ungraded} without a grade for now, "
            "{rejected} rejected, {missing} missing.",
            found.students,
            graded=found.graded,
            ungraded=found.ungraded + found.new,
            rejected=found.rejected,
            missing=found.missing,
        )
    )


def what_counts(one: AssignmentReport, t: Translator) -> str:
    """How scores differ from what notebooks earned; empty where they do not."""
    told = []
    if one.penalised:
        told.append(
            say_n(
                "One score was lowered because it came late.",
                "{n} scores were lowered because they came late.",
                one.penalised,
            )
        )
    if one.by_hand:
        told.append(
            say_n(
                "One score was given by hand.",
                "{n} scores were given by hand.",
                one.by_hand,
            )
        )
    return " ".join(map(t, told))


def drift_notes(one: AssignmentReport, t: Translator) -> Iterator[str]:
    """What the comparison comes to, and with what nothing could be compared."""
    found = one.drift
    if not found.recorded:
        yield t(NO_TARGETS)
        return
    if found.drifted:
        yield t(_drifted(one.id, found))
    elif found.metrics:
        yield t(ALL_QUIET)
    elif not found.unknown:
        yield t(WORDS["nobody"])
    for framework, device in found.unknown:
        yield t(
            say(
                "Of a reference in {framework} on {device} nothing is recorded.",
                framework=framework or NOTHING,
                device=device or NOTHING,
            )
        )


def _drifted(assignment: str, found: Drift) -> Message:
    """One sentence on what it means, by what was found."""
    if any(one.drifted for one in found.metrics):
        return say(
            "Students who earned all points of a check stay below what its reference"
            " reaches: they may train less, but the environment may also have changed,"
            " so verify the references again, with"
            " `grade reference verify {assignment}`.",
            assignment=assignment,
        )
    return say(
        "Notebooks ran with other versions than those that the targets were measured"
        " with, so these may no longer hold: verify the references again, with"
        " `grade reference verify {assignment}`.",
        assignment=assignment,
    )


def happened(one: Stopped, t: Translator) -> str:
    """Why, and what the gradebook says of it."""
    why = t(WHY[one.why])
    return f"{why}: {one.reason}" if one.reason else why


def measure(found: Compared, one: AssignmentReport, t: Translator) -> str:
    """What was compared: the check and its measure."""
    titles = {item.id: item.title for item in one.items}
    return f"{titles.get(found.check, found.check)}: {label_of(found.name, t)}"


def coefficient(value: float | None) -> str:
    """Two decimals; a dash for none."""
    if value is None:
        return NOTHING
    text = f"{value:.2f}"
    return text.replace("-", MINUS) if float(text) else text.lstrip("-")
