"""Puts a result into words: the last step before the reports."""

from __future__ import annotations

import math
from collections.abc import Sequence

from grader.assignment import Assignment
from grader.checks import (
    CurvesPlot,
    IntervalPlot,
    Judgement,
)
from grader.evidence import Answer, Evidence
from grader.kept import Gathered
from grader.messages import Message, Translator, mark, translator
from grader.result import (
    AssignmentSummary,
    CheckResult,
    Curves,
    ExecutionSummary,
    Interval,
    Language,
    Mark,
    Plot,
    Result,
    Series,
    SubmissionSummary,
)
from grader.submission import Submission

MAX_POINTS = 500
MAX_ADJUSTMENTS = 50
DIGITS = 6
# What `inside` tells of itself. A kernel's words are translated only where
# they are these: anything else could be a notebook's own.
ADJUSTMENTS = frozenset(
    {
        mark("scikit-learn Iris served offline"),
        mark("scikit-learn fetch_openml MNIST served offline"),
        mark("Keras MNIST served offline"),
        mark("torchvision MNIST served offline"),
        mark("google.colab was replaced by one that does nothing"),
        mark("Keras compile: the third argument was taken as metrics"),
    }
)


def compose(
    submission: Submission,
    assignment: Assignment,
    gathered: Gathered,
    judgements: Sequence[Judgement],
    suspicions: Sequence[Message],
    language: Language,
) -> Result:
    """The result of one run, in ``language``; no grade where a check itself failed."""
    say_it = translator(language, assignment.locale)
    faulty = any(judgement.status == "error" for judgement in judgements)
    flags = [*suspicions, *(f for j in judgements for f in j.outcome.flags)]
    return Result(
        status="ungraded" if faulty else "graded",
        score=0.0 if faulty else sum(judgement.score for judgement in judgements),
        max_score=sum(judgement.check.points for judgement in judgements),
        assignment=AssignmentSummary(
            id=assignment.id,
            version=assignment.version,
            title=assignment.title(language),
        ),
        submission=SubmissionSummary(
            id=submission.id,
            student=submission.student,
            name=submission.name,
            framework=gathered.framework,
        ),
        checks=tuple(_check(judgement, say_it) for judgement in judgements),
        flags=tuple(say_it(flag) for flag in flags),
        execution=_execution(gathered.evidence, gathered.facts, say_it),
        environment=gathered.environment,
        strict=gathered.strict,
        seed=gathered.seed.text,
        language=language,
    )


def _check(judgement: Judgement, say_it: Translator) -> CheckResult:
    outcome = judgement.outcome
    return CheckResult(
        id=judgement.check.id,
        title=say_it(judgement.check.title),
        status=judgement.status,
        score=judgement.score,
        max_score=judgement.check.points,
        message=say_it(outcome.message),
        hints=tuple(say_it(hint) for hint in outcome.hints),
        notes=tuple(say_it(note) for note in outcome.notes),
        measured={name: _number(v) for name, v in outcome.measured.items()},
        needed={name: round(v, DIGITS) for name, v in outcome.needed.items()},
        labels={name: say_it(label) for name, label in outcome.labels.items()},
        plots=tuple(_plot(plot, say_it) for plot in outcome.plots),
    )


def _plot(plot: CurvesPlot | IntervalPlot, say_it: Translator) -> Plot:
    if isinstance(plot, IntervalPlot):
        return Interval(
            title=say_it(plot.title),
            value=round(plot.value, DIGITS),
            low=round(plot.low, DIGITS),
            high=round(plot.high, DIGITS),
            baseline=plot.baseline,
            target=plot.target,
        )
    return Curves(
        title=say_it(plot.title),
        x_label=say_it(plot.x_label),
        series=tuple(
            Series(
                label=say_it(line.label),
                values=tuple(_number(v) for v in line.values[:MAX_POINTS]),
            )
            for line in plot.lines
        ),
        marks=tuple(
            Mark(label=say_it(p.label), x=p.x, y=round(p.y, DIGITS))
            for p in plot.points
            if math.isfinite(p.y)
        ),
    )


def _number(value: float) -> float | None:
    return round(float(value), DIGITS) if math.isfinite(value) else None


def _execution(
    evidence: Evidence, facts: Answer, say_it: Translator
) -> ExecutionSummary:
    execution = evidence.execution
    asked = sum(answer.seconds for answer in evidence.answers.values())
    adjustments = facts.facts.get("adjustments")
    peak = facts.facts.get("peak_memory")
    return ExecutionSummary(
        seconds=round(execution.seconds, 3),
        probe_seconds=round(asked, 3),
        outcome=execution.outcome,
        cells=execution.cells,
        peak_memory_mb=peak >> 20 if isinstance(peak, int) and peak > 0 else 0,
        adjustments=tuple(
            say_it(text) if text in ADJUSTMENTS else text
            for text in map(str, adjustments[:MAX_ADJUSTMENTS])
        )
        if isinstance(adjustments, list)
        else (),
    )
