"""The checks of the lab, in the order in which a student meets them."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from grader.answers import class_batches, require
from grader.checks import NotShown, Outcome, check, failed
from grader.datasets.rows import ServedRows
from grader.evidence import Evidence
from grader.judges import generalisation, history, running, split
from grader.measures.accuracy import accuracy
from grader.measures.networks import dense_parameters
from grader.messages import Message, say, say_n

from .exam import (
    DIGITS,
    REPLAY_SEEDS,
    SPECIES,
    Truth,
    measured_digits,
    replayed,
)
from .experiments import FIELDS, Experiment, covers_every_size, experiments_of

INPUTS = 4
UNBELIEVABLE = 0.998
FLOWERS_OFF = 2
IRIS_NAMES = history.Names("iris_history", "iris_predict", "iris_split")
MNIST_NAMES = history.Names("mnist_history", "mnist_predict", "mnist_split")


@check("The notebook runs from top to bottom", points=1)
def runs(evidence: Evidence, truth: Truth) -> Outcome:
    return running.judge(evidence.execution)


@check("Iris: validation flowers are kept apart", points=1)
def iris_split(evidence: Evidence, truth: Truth) -> Outcome:
    as_loaded = say("flowers in centimetres, as they were loaded")
    return split.judge(
        evidence["iris.split"],
        "iris_split",
        truth.served_flowers,
        SPECIES,
        least_rows=10,
        as_loaded=as_loaded,
    )


@check("Iris: the network classifies flowers that it has never seen", points=4)
def iris_accuracy(evidence: Evidence, truth: Truth) -> Outcome:
    threshold = truth.thresholds["iris_accuracy"]
    return generalisation.judge(evidence, "iris.exam", truth.iris_exam, threshold)


@check(
    "Iris: the history is complete and ends where the network is",
    points=1,
    needs=[iris_accuracy],
)
def iris_history(evidence: Evidence, truth: Truth) -> Outcome:
    rows = _known_rows(evidence, "iris", "x_val", truth.served_flowers)
    return history.judge(
        history.read(evidence["iris.history"], "iris_history"),
        evidence["iris.validation"],
        truth.served_flowers.y[rows],
        SPECIES,
        tolerance=1 / len(rows),
        names=IRIS_NAMES,
    )


@check(
    "Iris: loss and accuracy are drawn, for training and validation",
    points=1,
    needs=[iris_history],
)
def iris_curves(evidence: Evidence, truth: Truth) -> Outcome:
    series = history.read(evidence["iris.history"], "iris_history")
    return history.judge_drawn(evidence["figures"], series, "iris_history")


@check("Iris: experiments with networks of every size", points=1)
def iris_experiments(evidence: Evidence, truth: Truth) -> Outcome:
    answer = require(evidence["experiments"], "iris_experiments")
    rows = experiments_of(answer)
    if not rows:
        return failed(
            say("iris_experiments should be a list of dicts; no row is complete."),
            say(
                "Give each row the keys {fields}; hidden is a tuple of layer sizes.",
                fields=", ".join(FIELDS),
            ),
        )
    wrong = [row for row in rows if row.parameters not in _parameter_counts(row)]
    if wrong:
        return _wrong_parameters(wrong[0])
    if not covers_every_size(rows):
        return failed(
            say(
                "The experiments should cover networks of every size; they tried "
                "hidden = {networks}.",
                networks=", ".join(sorted({str(row.hidden) for row in rows})),
            ),
            say("Try one layer of 3, two layers in three sizes, and a deeper network."),
            rows=float(len(rows)),
        )
    message = say(
        "{n} experiments, of every size; their parameters are counted right.",
        n=len(rows),
    )
    return Outcome(1.0, message, measured={"rows": float(len(rows))})


@check("Iris: experiments can be repeated", points=2, needs=[iris_experiments])
def iris_replay(evidence: Evidence, truth: Truth) -> Outcome:
    served = truth.served_flowers
    rows = [
        _known_rows(evidence, "iris", part, served) for part in ("x_train", "x_val")
    ]
    true = [served.y[part] for part in rows]
    chosen = replayed(evidence["experiments"], truth)
    differing = [
        message
        for place, experiment in chosen
        if (message := _difference(evidence, place, experiment, true)) is not None
    ]
    alike = _alike(evidence, chosen) or _unlearnt(evidence, chosen, true[0], truth)
    agreeing = len(chosen) - len(differing)
    if alike is None and not differing:
        message = say_n(
            "One row was repeated with three seeds and agrees.",
            "{n} rows were repeated with three seeds each and agree.",
            agreeing,
        )
        return Outcome(1.0, message, measured={"agreeing": float(agreeing)})
    return Outcome(
        0.0 if alike is not None else agreeing / len(chosen),
        differing[0] if alike is None or differing else alike,
        hints=(
            say("Fill the rows with what iris_fit reaches on iris_split."),
            say("Let iris_fit use hidden, epochs and seed just as it is given them."),
        ),
        measured={"agreeing": float(agreeing)},
        needed={"agreeing": float(len(chosen))},
    )


@check("Overfitting: the network memorises wrong labels", points=2)
def overfit_observed(evidence: Evidence, truth: Truth) -> Outcome:
    memorised, fresh = _noisy_medians(evidence, truth, "overfit")
    needed = truth.thresholds["memorised"].target
    message = say(
        "iris_overfit reproduces {memorised:.1%} of the changed labels; at least "
        "{needed:.0%} shows overfitting.",
        memorised=memorised,
        needed=needed,
    )
    good = memorised >= needed
    return Outcome(
        1.0 if good else 0.0,
        message,
        hints=()
        if good
        else (
            say("Take a larger network, more epochs, and no regularisation."),
            say("Train until the accuracy on the noisy flowers themselves is 100%."),
        ),
        measured={"memorised": memorised, "fresh_accuracy": fresh},
        needed={"memorised": needed},
    )


@check("Overfitting: the remedy works", points=2, needs=[overfit_observed])
def overfit_prevented(evidence: Evidence, truth: Truth) -> Outcome:
    memorised, fresh = _noisy_medians(evidence, truth, "remedy")
    _, fresh_before = _noisy_medians(evidence, truth, "overfit")
    limit = truth.thresholds["memorised"].baseline
    message = say(
        "iris_remedy reproduces {memorised:.1%} of the changed labels, where at most "
        "{limit:.0%} is good, and gets {fresh:.1%} of fresh flowers right, where "
        "iris_overfit gets {before:.1%}.",
        memorised=memorised,
        limit=limit,
        fresh=fresh,
        before=fresh_before,
    )
    good = memorised <= limit and fresh > fresh_before
    return Outcome(
        1.0 if good else 0.0,
        message,
        hints=()
        if good
        else (
            say("Stop earlier, shrink the network, or add dropout or weight decay."),
            say("Compare both on flowers with correct labels that neither trained on."),
        ),
        measured={"memorised": memorised, "fresh_accuracy": fresh},
        needed={"memorised_at_most": limit, "fresh_accuracy_above": fresh_before},
    )


@check("MNIST: validation digits are kept apart", points=1)
def mnist_split(evidence: Evidence, truth: Truth) -> Outcome:
    as_loaded = say("images of whole numbers 0 to 255, as they were loaded")
    return split.judge(
        evidence["mnist.split"],
        "mnist_split",
        truth.served_digits,
        DIGITS,
        least_rows=500,
        as_loaded=as_loaded,
    )


@check("MNIST: the network reads digits that were withheld", points=3)
def mnist_accuracy(evidence: Evidence, truth: Truth) -> Outcome:
    threshold = truth.thresholds["mnist_accuracy"]
    outcome = generalisation.judge(evidence, "mnist.exam", truth.mnist_exam, threshold)
    share = outcome.measured["accuracy"]
    if not share > UNBELIEVABLE:
        return outcome
    flag = say(
        "{share:.2%} on withheld digits is more than fully connected networks reach.",
        share=share,
    )
    return replace(outcome, flags=(flag,))


@check(
    "MNIST: the history is complete and ends where the network is",
    points=1,
    needs=[mnist_accuracy],
)
def mnist_history(evidence: Evidence, truth: Truth) -> Outcome:
    series = history.read(evidence["mnist.history"], "mnist_history")
    _known_rows(evidence, "mnist", "x_val", truth.served_digits)
    rows = measured_digits(evidence["mnist.split"], truth)
    return history.judge(
        series,
        evidence["mnist.validation"],
        truth.served_digits.y[rows],
        DIGITS,
        tolerance=history.binomial_tolerance(series, len(rows)),
        names=MNIST_NAMES,
    )


def _known_rows(
    evidence: Evidence, name: str, field: str, served: ServedRows
) -> NDArray[np.int64]:
    """The rows of a split; a claim about rows nobody knows cannot be measured."""
    rows = split.rows(evidence[f"{name}.split"], field, served)
    if len(rows):
        return rows
    raise NotShown(
        say("It is measured on {field} of {name}_split.", field=field, name=name),
        say("Mend {name}_split first, as its own check says.", name=name),
    )


def _parameter_counts(row: Experiment) -> frozenset[int]:
    return dense_parameters((INPUTS, *row.hidden, SPECIES))


def _wrong_parameters(row: Experiment) -> Outcome:
    return failed(
        say(
            "A network 4-{sizes} has {needed} parameters; the row says {found}.",
            sizes="-".join(str(size) for size in (*row.hidden, SPECIES)),
            needed=_with_biases(row),
            found=row.parameters,
        ),
        say("Count the elements of every weight and bias that is trained."),
    )


def _with_biases(row: Experiment) -> int:
    sizes = (INPUTS, *row.hidden, SPECIES)
    return sum((a + 1) * b for a, b in pairwise(sizes))


def _difference(
    evidence: Evidence,
    place: int,
    experiment: Experiment,
    true: list[NDArray[np.int64]],
) -> Message | None:
    """How a row's claims differ from what ``iris_fit`` reaches, if they do."""
    claims = {
        "accuracy": experiment.accuracy,
        "val_accuracy": experiment.val_accuracy,
    }
    sizes = [len(part) for part in true]
    repeats = [
        class_batches(evidence[f"replay.{place}.{k}"], "iris_fit", sizes, SPECIES)
        for k in range(REPLAY_SEEDS)
    ]
    for part, (name, claim) in enumerate(claims.items()):
        reached = [accuracy(repeat[part], true[part]) for repeat in repeats]
        margin = FLOWERS_OFF / sizes[part] + 1e-9
        if not min(reached) - margin <= claim <= max(reached) + margin:
            return say(
                "Row {row}, hidden {hidden}, claims {name} {claim:.1%}; repeated with "
                "three seeds it reaches {low:.1%} to {high:.1%}.",
                row=place + 1,
                hidden=str(experiment.hidden),
                name=name,
                claim=claim,
                low=min(reached),
                high=max(reached),
            )
    return None


def _alike(evidence: Evidence, chosen: list[tuple[int, Experiment]]) -> Message | None:
    """Two rows of other sizes whose networks give the very same scores, if any do."""
    for (first, a), (second, b) in combinations(chosen, 2):
        one, other = (
            evidence[f"replay.{row}.0"].batches()[0] for row in (first, second)
        )
        # Classes may well agree; scores of different networks do not, to the last bit.
        continuous = one.ndim == 2 and one.dtype.kind == "f"
        if a.hidden != b.hidden and continuous and np.array_equal(one, other):
            return say(
                "iris_fit should train the network that it is asked for; hidden {a} "
                "and {b} gave the very same scores.",
                a=str(a.hidden),
                b=str(b.hidden),
            )
    return None


def _unlearnt(
    evidence: Evidence,
    chosen: list[tuple[int, Experiment]],
    true: NDArray[np.int64],
    truth: Truth,
) -> Message | None:
    """No repeated network learnt its own training flowers: claims of it are empty."""
    reached = max(
        accuracy(
            class_batches(
                evidence[f"replay.{row}.{k}"],
                "iris_fit",
                [len(true), len(batches[1])],
                SPECIES,
            )[0],
            true,
        )
        for row, _ in chosen
        for k in range(REPLAY_SEEDS)
        if (batches := evidence[f"replay.{row}.{k}"].batches())
    )
    needed = truth.thresholds["iris_accuracy"].baseline
    if reached >= needed:
        return None
    return say(
        "iris_fit should train: the best repeated network is right on {reached:.1%} of "
        "its own training flowers.",
        reached=reached,
    )


def _noisy_medians(evidence: Evidence, truth: Truth, role: str) -> tuple[float, float]:
    """Medians over the draws: changed labels reproduced; accuracy on fresh flowers."""
    memorised, fresh = [], []
    for i, draw in enumerate(truth.draws):
        trained, unseen = class_batches(
            evidence[f"{role}.{i}"],
            f"iris_{role}",
            [len(draw.noisy.labels), len(draw.fresh.y)],
            SPECIES,
        )
        changed = draw.noisy.changed
        memorised.append(accuracy(trained[changed], draw.noisy.labels[changed]))
        fresh.append(accuracy(unseen, draw.fresh.y))
    return float(np.median(memorised)), float(np.median(fresh))
