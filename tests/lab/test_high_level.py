"""The checks of the high-level notebook, on answers made by hand."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from grader.assignment import Assignment, find_assignment
from grader.checks import Judgement, judge_all
from grader.datasets import material
from grader.evidence import Answer, Evidence
from grader.execution import Execution
from grader.streams import Seed

Array = NDArray[Any]


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return find_assignment("high-level")


@pytest.fixture(scope="module")
def truth(assignment: Assignment) -> Any:
    seed = Seed("answers made by hand")
    settings = assignment.settings
    data = material(seed, settings.data, strict=False)
    return assignment.exam().draw(seed, data, settings)


def judged(
    assignment: Assignment, truth: Any, answers: Mapping[str, Answer]
) -> dict[str, Judgement]:
    evidence = Evidence(Execution((), "completed", alive=True), answers)
    return {j.check.id: j for j in judge_all(assignment.checks(), evidence, truth)}


def answer(*arrays: Array) -> Answer:
    return Answer("ok", {str(i): array for i, array in enumerate(arrays)})


def test_silence_earns_nothing(assignment: Assignment, truth: Any) -> None:
    """Without an answer every check is failed or skipped, and none breaks."""
    results = judged(assignment, truth, {})
    assert {j.status for j in results.values()} <= {"failed", "skipped"}


@pytest.mark.parametrize("kind", ["binary", "multiclass", "multilabel"])
@pytest.mark.parametrize(
    ("change", "passes"),
    [
        ("truth", True),
        ("logits", False),
        ("sigmoid of the truth", False),
        ("equal", False),
        ("rounded", False),
        ("nan", False),
        ("of one row", False),
    ],
)
def test_only_good_probabilities_pass(
    assignment: Assignment, truth: Any, kind: str, change: str, passes: bool
) -> None:
    """The true ones do; flattened, rounded or unbounded ones do not."""
    p = getattr(truth, kind).truth
    tried = {
        "truth": p,
        "logits": 5 * p - 2,
        "sigmoid of the truth": 1 / (1 + np.exp(-p)),
        "equal": np.full_like(p, 0.25 if kind == "multiclass" else 0.5),
        "rounded": np.round(p),
        "nan": np.where(p > 0.5, np.nan, p),
        "of one row": p[:1],
    }[change]
    result = judged(assignment, truth, {f"fit_{kind}": answer(tried)})[kind]
    assert (result.status == "passed") is passes


def test_targets_follow_their_probabilities(assignment: Assignment) -> None:
    """Of the labels drawn with a probability near p, a share near p holds."""
    [check, *_] = assignment.checks()
    package = check.judge.__module__.rpartition(".")[0]
    rules = importlib.import_module(f"{package}.rules")
    for draw in (rules.binary, rules.multiclass, rules.multilabel):
        # Rows beyond the n trained ones show their probabilities: the same rows again.
        n = 40_000
        y = draw(np.random.default_rng(5), n, 0).y
        p = draw(np.random.default_rng(5), 0, n).truth
        held = np.eye(rules.CLASSES)[y] if draw is rules.multiclass else y
        for low, high in pairwise(np.linspace(0, 1, 6)):
            chosen = (p >= low) & (p < high)
            assert abs(held[chosen].mean() - p[chosen].mean()) <= 0.02


def network_answer(network: Any, *, transposed: bool, kind: str) -> Answer:
    """A ReLU network with random weights, as Keras or PyTorch stores them, shuffled."""
    rng = np.random.default_rng(3)
    sizes = network.sizes()
    layers = [(rng.normal(size=s), rng.normal(size=s[1])) for s in pairwise(sizes)]
    h = network.x.astype(np.float64)
    for i, (w, b) in enumerate(layers):
        h = h @ w + b
        h = np.maximum(h, 0) if i < len(layers) - 1 else h
    weights = [w.T if transposed else w for w, _ in layers] + [b for _, b in layers]
    arrays = {str(i): array for i, array in enumerate(reversed(weights))}
    return Answer("ok", {"outputs": h, **arrays}, {"words": {"kind": kind}})


@pytest.mark.parametrize("transposed", [False, True])
def test_a_network_may_keep_its_weights_in_any_order(
    assignment: Assignment, truth: Any, transposed: bool
) -> None:
    """Sizes tell which weights belong where, in Keras' layout and in PyTorch's."""
    answers = {
        f"{name}.{i}": network_answer(network, transposed=transposed, kind=kind)
        for i, network in enumerate(truth.networks)
        for name, kind in (("sequential_network", "sequential"), ("OwnNetwork", "own"))
    }
    results = judged(assignment, truth, answers)
    assert results["sequential_network"].status == "passed"
    assert results["own_network"].status == "passed"


def stopping_answers(truth: Any, losses: list[list[float]]) -> dict[str, Answer]:
    """Predictions whose cross-entropy is the least loss of each training."""
    answers = {}
    for i, (one, series) in enumerate(zip(truth.stoppings, losses, strict=True)):
        right = np.exp(-min(series))
        arrays = {"val_loss": np.array(series)}
        for rows, y in (("val", one.y_val), ("fresh", one.y_fresh)):
            arrays[rows] = np.full((len(y), 4), (1 - right) / 3)
            arrays[rows][np.arange(len(y)), y] = right
        answers[f"fit_with_early_stopping.{i}"] = Answer("ok", arrays)
    return answers


def stopped_in_time(truth: Any) -> list[list[float]]:
    """Losses of trainings that end as they should."""
    [first, second] = truth.stoppings
    return [
        [1.0, 0.8, *[0.9] * first.patience],
        [1.0, 0.7, *[0.9] * (second.epochs - 2)],
    ]


def test_early_stopping_is_counted_from_the_best_epoch(
    assignment: Assignment, truth: Any
) -> None:
    """Patience epochs after the best, or at the last allowed one."""
    stopped, used_up = stopped_in_time(truth)
    results = judged(assignment, truth, stopping_answers(truth, [stopped, used_up]))
    assert results["early_stopping"].status == "passed"
    assert results["best_weights"].status == "passed"
    late = judged(
        assignment, truth, stopping_answers(truth, [[*stopped, 0.9], used_up[:-1]])
    )
    assert late["early_stopping"].status == "failed"


def test_what_never_learnt_has_no_best_epoch(
    assignment: Assignment, truth: Any
) -> None:
    """A constant loss of ln 4 agrees with equal probabilities, and earns nothing."""
    blind = float(np.log(4))
    losses = [[blind] * (one.patience + 1) for one in truth.stoppings]
    results = judged(assignment, truth, stopping_answers(truth, losses))
    assert results["best_weights"].status == "failed"


def test_classes_that_were_given_are_no_prediction(
    assignment: Assignment, truth: Any
) -> None:
    """Who hands the validation classes back has learnt nothing about new rows."""
    answers = stopping_answers(truth, stopped_in_time(truth))
    for one in answers.values():
        one.arrays["fresh"][:] = 0.25
    result = judged(assignment, truth, answers)["best_weights"]
    assert result.status == "failed"
    assert "new rows" in str(result.outcome.message)


def row(hidden: Any, parameters: Any, accuracy: Any = 0.97) -> dict[str, Any]:
    activation = "tanh" if hidden == [32] else "relu"
    return {
        **{"hidden": hidden, "activation": activation},
        **{"parameters": parameters, "val_accuracy": accuracy},
    }


GOOD = [row([32], 25_450, 0.93), row([64], 50_890, 0.95), row([128], 101_770)]


@pytest.mark.parametrize(
    ("rows", "passes"),
    [
        (GOOD, True),
        (GOOD[:2], False),
        ([GOOD[1], GOOD[2], GOOD[2]], False),
        ([*GOOD[:2], row([128], 138)], False),
        ([*GOOD[:2], row([128], 101_770, 0.999)], False),
        ([*GOOD[:2], row([128], 101_770, 97.0)], False),
        ([*GOOD[:2], row([10**9], 101_770)], False),
        ([*GOOD[:2], row([True], 101_770)], False),
        ([*GOOD[:2], None], False),
        (None, False),
    ],
)
def test_experiments_are_read_with_distrust(
    assignment: Assignment, truth: Any, rows: Any, passes: bool
) -> None:
    """Three networks that differ, counted right, the best as good as it claims."""
    y = truth.mnist_exam.y.copy()
    y[:60] = (y[:60] + 1) % 10
    answers = {
        "mnist.whole": answer(y),
        "mnist.experiments": Answer("ok", facts={"value": rows}),
    }
    result = judged(assignment, truth, answers)["mnist_experiments"]
    assert (result.status == "passed") is passes


def test_a_true_claim_of_no_network_earns_nothing(
    assignment: Assignment, truth: Any
) -> None:
    """One digit for all is right once in ten, and a table that says so is no work."""
    y = truth.mnist_exam.y
    share = float((y == 3).mean())
    rows = [{**one, "val_accuracy": share} for one in GOOD]
    answers = {
        "mnist.whole": answer(np.full_like(y, 3)),
        "mnist.experiments": Answer("ok", facts={"value": rows}),
    }
    result = judged(assignment, truth, answers)["mnist_experiments"]
    assert result.status == "skipped"
