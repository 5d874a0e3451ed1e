"""The checks of the overfitting notebook, as a student meets them."""

from __future__ import annotations

from grader.checks import Outcome, check
from grader.evidence import Evidence
from grader.judges import running

from . import diagnosis, effects, five_points, stopping, tradeoff
from .exam import Truth


@check("The notebook runs from top to bottom", points=1)
def runs(evidence: Evidence, truth: Truth) -> Outcome:
    return running.judge(evidence.execution)


@check("Five points: a line with 2 parameters, a curve with 7", points=2)
def models(evidence: Evidence, truth: Truth) -> Outcome:
    return five_points.judge_models(evidence, truth.points)


@check("Five points: training and validation error", points=1)
def errors(evidence: Evidence, truth: Truth) -> Outcome:
    return five_points.judge_errors(evidence, truth.points)


@check("The network learns, and its history is true", points=1)
def network(evidence: Evidence, truth: Truth) -> Outcome:
    return effects.judge_network(evidence, truth.draws, truth.thresholds)


@check("Cause: too few data", points=1, needs=[network])
def few_data(evidence: Evidence, truth: Truth) -> Outcome:
    return _cause(evidence, truth, "few_data")


@check("Cause: too strong a model", points=1, needs=[network])
def strong_model(evidence: Evidence, truth: Truth) -> Outcome:
    return _cause(evidence, truth, "strong_model")


@check("Cause: too much noise", points=1, needs=[network])
def noise(evidence: Evidence, truth: Truth) -> Outcome:
    return _cause(evidence, truth, "noise")


@check("Detect: underfit, good or overfit?", points=2)
def verdicts(evidence: Evidence, truth: Truth) -> Outcome:
    limits = truth.thresholds["verdicts"]
    return diagnosis.judge_verdicts(evidence, truth.curves, limits)


@check("Detect: the epoch at which to stop", points=2)
def epochs(evidence: Evidence, truth: Truth) -> Outcome:
    limits = truth.thresholds["epochs"]
    return diagnosis.judge_epochs(evidence, truth.curves, limits)


@check("Prevent: more data", points=1)
def more_data(evidence: Evidence, truth: Truth) -> Outcome:
    return _remedy(evidence, truth, "more_data")


@check("Prevent: a smaller model", points=1)
def smaller_model(evidence: Evidence, truth: Truth) -> Outcome:
    return _remedy(evidence, truth, "smaller_model")


@check("Prevent: weight decay", points=1)
def weight_decay(evidence: Evidence, truth: Truth) -> Outcome:
    return _remedy(evidence, truth, "weight_decay")


@check("Prevent: dropout", points=1)
def dropout(evidence: Evidence, truth: Truth) -> Outcome:
    return _remedy(evidence, truth, "dropout")


@check("Prevent: early stopping", points=1)
def early_stopping(evidence: Evidence, truth: Truth) -> Outcome:
    return stopping.judge(evidence, truth.draws, truth.thresholds)


@check("Bias and variance of given predictions", points=1)
def decompose(evidence: Evidence, truth: Truth) -> Outcome:
    return tradeoff.judge_decompose(evidence, truth.predictions)


@check("Bias falls and variance grows with complexity", points=2)
def bias_variance(evidence: Evidence, truth: Truth) -> Outcome:
    return tradeoff.judge_experiment(evidence, truth.experiment)


def _cause(evidence: Evidence, truth: Truth, name: str) -> Outcome:
    return effects.judge_cause(evidence, name, truth.draws, truth.thresholds)


def _remedy(evidence: Evidence, truth: Truth, name: str) -> Outcome:
    return effects.judge_remedy(evidence, name, truth.draws, truth.thresholds)
