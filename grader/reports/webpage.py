"""The report as one HTML file: no script, no request, nothing of a student's raw."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import jinja2

from grader.messages import Translator, mark, say, translator
from grader.reports import wording
from grader.reports.hygiene import washed
from grader.reports.plots import drawing
from grader.reports.quantities import comparisons, points
from grader.result import CheckResult, Language, Result
from grader.text import clean

LONGEST = 2_000
"""Characters of a remark."""
WORDS = {
    "report": mark("Grading report"),
    "out_of": mark("out of"),
    "no_score": mark("No score yet"),
    "rejected": mark("Not accepted"),
    "overview": mark("At a glance"),
    "check": mark("Check"),
    "status": mark("Status"),
    "points": mark("Points"),
    "details": mark("Check by check"),
    "measure": mark("Measure"),
    "measured": mark("Measured"),
    "needed": mark("Needed"),
    "notes": mark("Notes"),
    "execution": mark("How the notebook ran"),
    "troubles": mark("Cells that did not reach their end"),
    "adjustments": mark("What the grader changed so that it runs here"),
    "provenance": mark("What this was graded with"),
    "warning": mark("Warning"),
    "legend": mark("Legend"),
}


def render(result: Result, remarks: Sequence[str] = ()) -> str:
    """The whole page, in the result's language.

    ``remarks`` stand below the score: what a course makes of it.
    """
    result = washed(result)
    t = translator(result.language)
    page = _page(result, t) | {"remarks": [clean(one, LONGEST) for one in remarks]}
    return _templates().get_template("report.html.j2").render(page)


def render_unrun(
    title: str, student: str, name: str, remarks: Sequence[str], language: Language
) -> str:
    """A page on a notebook that was never run: whose it is, and why."""
    page = {
        **{"title": title, "student": student, "name": name, "language": language},
        "kicker": translator(language)(WORDS["report"]),
        "remarks": [clean(one, LONGEST) for one in remarks],
    }
    return _templates().get_template("unrun.html.j2").render(page)


def _page(result: Result, t: Translator) -> dict[str, Any]:
    unwalled = result.environment.isolation == "none"
    return {
        "words": {name: t(text) for name, text in WORDS.items()},
        "result": result,
        "score": points(result.score),
        "max_score": points(result.max_score),
        "share": round(min(max(result.percent, 0.0), 100.0), 1),
        "flags_mean": t(wording.flags_mean(result)),
        "verdict": wording.verdict(result, t),
        "tally": wording.tally(result, t),
        "checks": [_check(check, result, t) for check in result.checks],
        "ending": wording.ending(result.execution, t),
        "troubles": wording.troubles(result.execution, t),
        "not_run": wording.cells_not_run(result.execution, t),
        "costs": wording.costs(result.execution, t),
        "provenance": wording.provenance(result, t),
        "unwalled": t(wording.UNWALLED_MEANS) if unwalled else "",
    }


def _check(check: CheckResult, result: Result, t: Translator) -> dict[str, Any]:
    return {
        "title": check.title,
        "status": check.status,
        "symbol": wording.SYMBOLS[check.status],
        "word": t(wording.STATUS_WORDS[check.status]),
        "points": wording.points_of(check, result),
        "message": check.message,
        "comparisons": comparisons(check, t),
        "plots": [drawing(plot, t) for plot in check.plots],
        "hints": [
            (t(say("Hint {n}", n=n)), hint)
            for n, hint in enumerate(wording.hints_of(check), start=1)
        ],
        "notes": check.notes,
    }


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("grader.reports"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
