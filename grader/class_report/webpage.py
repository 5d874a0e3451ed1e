"""The report as one HTML file: no script, no request; numbers first, names last."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

import jinja2

from grader.class_report import wording
from grader.class_report.costs import Cost, Costs
from grader.class_report.distribution import Bin, Distribution
from grader.class_report.drift import Compared, OtherVersion
from grader.class_report.histogram import draw_histogram
from grader.class_report.item_analysis import Item
from grader.class_report.summary import AssignmentReport, ClassReport
from grader.messages import Translator, say, translator
from grader.reports.quantities import (
    NOTHING,
    SPACE,
    duration,
    number,
    points,
    quantity,
)
from grader.text import one_line

LONGEST = 200
DIGITS = 5
OUTCOMES = ("passed", "partial", "failed", "skipped")


def render(report: ClassReport) -> str:
    """The whole page, in the report's language."""
    t = translator(report.language)
    page = _templates().get_template("class.html.j2")
    return page.render(
        words={name: t(text) for name, text in wording.WORDS.items()},
        language=report.language,
        course=one_line(report.course, LONGEST),
        newest=t(say("Newest run: {when}", when=_moment(report.newest)))
        if report.newest
        else "",
        assignments=[_assignment(one, report, t) for one in report.assignments],
    )


def _moment(when: datetime | None) -> str:
    return f"{when:%Y-%m-%d %H:%M %Z}".strip() if when else NOTHING


def _assignment(
    one: AssignmentReport, report: ClassReport, t: Translator
) -> dict[str, Any]:
    found = one.attendance
    return {
        "id": one_line(one.id, LONGEST),
        "title": one_line(one.title, LONGEST),
        "points": points(one.max_score) if one.max_score else NOTHING,
        "attendance": found,
        "ungraded": found.ungraded + found.new,
        "tally": wording.tally(found, t),
        "scores": _scores(one.scores) if one.scores else None,
        "counts": wording.what_counts(one, t),
        "histogram": draw_histogram(one.bins, t),
        "bins": [(_range(each), each.count) for each in one.bins],
        "checks_mean": t(wording.CHECKS_MEAN),
        "checks": [_check(item) for item in one.items],
        "drifted": one.drift.drifted,
        "drift_means": t(wording.DRIFT_MEANS) if one.drift.metrics else "",
        "drift_notes": [*wording.drift_notes(one, t)],
        "metrics": [_metric(each, one, t) for each in one.drift.metrics],
        "versions": [_version(each) for each in one.drift.versions],
        "costs": _costs(one.costs, report, t) if one.costs else [],
        "stopped": [
            (report.name(each.student), wording.happened(each, t))
            for each in one.stopped
        ],
    }


def _scores(found: Distribution) -> dict[str, str]:
    """The figures in points, by the names of their words, in reading order."""
    return {
        "graded": f"{found.n}",
        "mean": points(found.mean),
        "sd": NOTHING if found.sd is None else points(found.sd),
        "min": points(found.min),
        "q1": points(found.q1),
        "median": points(found.median),
        "q3": points(found.q3),
        "max": points(found.max),
    }


def _range(found: Bin) -> str:
    return f"{points(found.low)} – {points(found.high)}"


def _check(item: Item) -> dict[str, Any]:
    counts = [item.passed, item.partial, item.failed, item.skipped]
    return {
        "title": item.title,
        "points": points(item.points),
        "difficulty": wording.coefficient(item.difficulty),
        "discrimination": wording.coefficient(item.discrimination),
        "counts": counts,
        "bar": _stacked(counts),
        "said": item.said,
    }


def _stacked(counts: list[int]) -> list[tuple[str, float, float]]:
    """Outcome, start and width of each part of a bar that is 100 wide."""
    whole, start, parts = sum(counts) or 1, 0.0, []
    for outcome, count in zip(OUTCOMES, counts, strict=True):
        width = 100 * count / whole
        if count:
            parts.append((outcome, round(start, 2), round(width, 2)))
        start += width
    return parts


def _metric(found: Compared, one: AssignmentReport, t: Translator) -> dict[str, Any]:
    return {
        "label": wording.measure(found, one, t),
        "framework": f"{found.framework}, {found.device}",
        "n": found.n,
        "median": _quantity(found.name, found.median),
        "mean": _quantity(found.name, found.mean),
        "bound": _quantity(found.name, found.bound),
        "drifted": found.drifted,
    }


def _quantity(name: str, value: float | None) -> str:
    """A bound stands a millionth below what it allows: that is not shown."""
    return quantity(name, None if value is None else round(value, DIGITS))


def _version(found: OtherVersion) -> tuple[str, str, str]:
    own = ", ".join(f"{version} (×{n})" for version, n in found.found)
    texts = (found.package, ", ".join(found.expected), own)
    package, expected, differing = (one_line(text, LONGEST) for text in texts)
    return package, expected, differing


def _costs(
    found: Costs, report: ClassReport, t: Translator
) -> list[tuple[str, str, str, str]]:
    """Label, median, most, and whose that was."""

    def told(label: str, cost: Cost, unit: Any) -> tuple[str, str, str, str]:
        return label, unit(cost.median), unit(cost.most), report.name(cost.student)

    return [
        told(t(say("Time in cells")), found.seconds, duration),
        told(t(say("Time in the student's functions")), found.probe_seconds, duration),
        told(t(say("Peak memory")), found.peak_memory_mb, _megabytes),
    ]


def _megabytes(value: float) -> str:
    return f"{number(value)}{SPACE}MB"


@cache
def _templates() -> jinja2.Environment:
    """Those of this package, and the style that the student's report has too."""
    return jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [
                jinja2.PackageLoader("grader.class_report"),
                jinja2.PackageLoader("grader.reports"),
            ]
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
