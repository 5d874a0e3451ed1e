"""The checks of the lab, in the order in which a student meets them."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from grader.answers import class_batches, history_of, require
from grader.checks import (
    CurvesPlot,
    IntervalPlot,
    Line,
    NotShown,
    Outcome,
    Point,
    check,
    failed,
)
from grader.evidence import Evidence
from grader.measures.accuracy import Classes, accuracy, agreement
from grader.measures.credit import credit_between
from grader.measures.intervals import clopper_pearson
from grader.measures.leakage import shared_rows
from grader.measures.networks import dense_parameters
from grader.messages import Message, say, say_n

from .exam import (
    REPLAY_SEEDS,
    SINGLES,
    Served,
    Truth,
    measured_digits,
    replayed,
    rows_found,
)
from .experiments import FIELDS, Experiment, covers_every_size, experiments_of

KEYS = ("loss", "val_loss", "accuracy", "val_accuracy")
INPUTS = 4
SPECIES = 3
DIGITS = 10
AGREEMENT = 0.998
"""Rounding may flip a tie; a batch's own statistics flip far more than this."""
SHARED_ROWS = 0.20
UNBELIEVABLE = 0.998
FLOWERS_OFF = 2
STANDARD_ERRORS = 3.0


@check("The notebook runs from top to bottom", points=1)
def runs(evidence: Evidence, truth: Truth) -> Outcome:
    bad = [cell for cell in evidence.execution.cells if cell.status != "ok"]
    total = len(evidence.execution.cells)
    measured = {"cells": float(total - len(bad))}
    needed = {"cells": float(total)}
    if not bad and total:
        return Outcome(
            1.0,
            say_n(
                "Its one cell ran to the end.", "All {n} cells ran to their end.", total
            ),
            measured=measured,
            needed=needed,
        )
    return Outcome(
        0.0,
        say_n(
            "One cell did not run to its end: number {cells}.",
            "{n} cells did not run to their end: numbers {cells}.",
            len(bad),
            cells=", ".join(str(cell.index + 1) for cell in bad[:12])
            + (", ..." if len(bad) > 12 else ""),
        ),
        hints=(
            say("Restart the kernel and run all cells; mend the first that fails."),
        ),
        measured=measured,
        needed=needed,
    )


@check("Iris: validation flowers are kept apart", points=1)
def iris_split(evidence: Evidence, truth: Truth) -> Outcome:
    return _split(evidence, "iris", truth.served_flowers, SPECIES, rows=10)


@check("Iris: the network classifies flowers that it has never seen", points=4)
def iris_accuracy(evidence: Evidence, truth: Truth) -> Outcome:
    return _accuracy(evidence, truth, "iris", truth.flowers.y, SPECIES)


@check(
    "Iris: the history is complete and ends where the network is",
    points=1,
    needs=[iris_split, iris_accuracy],
)
def iris_history(evidence: Evidence, truth: Truth) -> Outcome:
    rows = rows_found(evidence["iris.split"], "x_val", truth.served_flowers)
    true = truth.served_flowers.y[rows]
    return _history(evidence, "iris", true, SPECIES, tolerance=1 / len(true))


@check(
    "Iris: loss and accuracy are drawn, for training and validation",
    points=1,
    needs=[iris_history],
)
def iris_curves(evidence: Evidence, truth: Truth) -> Outcome:
    history = history_of(evidence["iris.history"], "iris_history", KEYS)
    figures = evidence["figures"]
    if not figures.ok:
        return failed(
            say("The figures of the notebook could not be read."),
            say("Restart the kernel, run all cells, and look whether they are drawn."),
        )
    drawn = [np.asarray(y) for name, y in figures.arrays.items() if name.endswith("/y")]
    missing = [key for key in KEYS if not any(_same(y, history[key]) for y in drawn)]
    measured = {"curves": float(len(KEYS) - len(missing))}
    needed = {"curves": float(len(KEYS))}
    if not missing:
        message = say("All four curves of iris_history are drawn.")
        return Outcome(1.0, message, measured=measured, needed=needed)
    return Outcome(
        1 - len(missing) / len(KEYS),
        say(
            "All four series of iris_history should be drawn; not found in any figure: "
            "{keys}.",
            keys=", ".join(missing),
        ),
        hints=(
            say("Draw the series with plt.plot, over the epochs, just as they are."),
            say("Make two plots, for loss and for accuracy, each with both curves."),
        ),
        measured=measured,
        needed=needed,
    )


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


@check(
    "Iris: experiments can be repeated",
    points=2,
    needs=[iris_split, iris_experiments],
)
def iris_replay(evidence: Evidence, truth: Truth) -> Outcome:
    split = evidence["iris.split"]
    parts = {
        "accuracy": rows_found(split, "x_train", truth.served_flowers),
        "val_accuracy": rows_found(split, "x_val", truth.served_flowers),
    }
    chosen = replayed(evidence["experiments"], truth)
    differing = []
    for place, experiment in chosen:
        for part, (name, rows) in enumerate(parts.items()):
            true = truth.served_flowers.y[rows]
            reached = _replays(
                evidence, place, part, [len(p) for p in parts.values()], true
            )
            claim = getattr(experiment, name)
            margin = FLOWERS_OFF / len(true) + 1e-9
            if not min(reached) - margin <= claim <= max(reached) + margin:
                differing.append(_difference(place, experiment, name, claim, reached))
                break
    agreeing = len(chosen) - len(differing)
    return Outcome(
        agreeing / len(chosen),
        differing[0]
        if differing
        else say_n(
            "One row was repeated with three seeds and agrees.",
            "{n} rows were repeated with three seeds each and agree.",
            agreeing,
        ),
        hints=(
            say("Fill the rows with what iris_fit reaches on iris_split."),
            say("Let iris_fit use hidden, epochs and seed just as it is given them."),
        )
        if differing
        else (),
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
    return _split(evidence, "mnist", truth.served_digits, DIGITS, rows=500)


@check("MNIST: the network reads digits that were withheld", points=3)
def mnist_accuracy(evidence: Evidence, truth: Truth) -> Outcome:
    return _accuracy(evidence, truth, "mnist", truth.digits_y, DIGITS)


@check(
    "MNIST: the history is complete and ends where the network is",
    points=1,
    needs=[mnist_split, mnist_accuracy],
)
def mnist_history(evidence: Evidence, truth: Truth) -> Outcome:
    true = truth.served_digits.y[measured_digits(evidence["mnist.split"], truth)]
    claims = history_of(evidence["mnist.history"], "mnist_history", KEYS)
    share = float(np.clip(claims["val_accuracy"][-1], 0.5 / len(true), 1))
    error = math.sqrt(share * (1 - min(share, 0.9999)) / len(true))
    tolerance = STANDARD_ERRORS * error + 1 / len(true)
    return _history(evidence, "mnist", true, DIGITS, tolerance)


def _split(
    evidence: Evidence, name: str, served: Served, n_classes: int, rows: int
) -> Outcome:
    variable = f"{name}_split"
    answer = require(evidence[f"{name}.split"], variable)
    places = {f: rows_found(answer, f, served) for f in ("x_train", "x_val")}
    for part in ("train", "val"):
        if not len(places[f"x_{part}"]):
            return failed(*_unknown_rows(answer.facts, variable, f"x_{part}", name))
        true = served.y[places[f"x_{part}"]]
        claimed = answer.arrays.get(f"y_{part}")
        if claimed is None or claimed.shape != true.shape or (claimed != true).any():
            return failed(
                say(
                    "{field} of {variable} should hold the class of every row of "
                    "x_{part}; it does not.",
                    field=f"y_{part}",
                    variable=variable,
                    part=part,
                ),
                say("Split inputs and classes together, classes as whole numbers."),
            )
    validation = served.y[places["x_val"]]
    shared = shared_rows(
        answer.arrays["x_train"], answer.arrays["x_val"], served.repeated
    )
    present = len(np.unique(validation))
    measured = {
        "validation_rows": float(len(validation)),
        "classes": float(present),
        "shared": shared,
    }
    needed = {
        "validation_rows": float(rows),
        "classes": float(n_classes),
        "shared_at_most": SHARED_ROWS,
    }
    message, hints = _split_verdict(measured, needed)
    notes: tuple[Message, ...] = ()
    if 0 < shared <= SHARED_ROWS:
        notes = (
            say(
                "{share:.1%} of the validation rows are training rows too; so few cost "
                "nothing.",
                share=shared,
            ),
        )
    return Outcome(
        0.0 if hints else 1.0,
        message,
        hints=hints,
        notes=notes,
        measured=measured,
        needed=needed,
    )


def _split_verdict(
    measured: dict[str, float], needed: dict[str, float]
) -> tuple[Message, tuple[Message, ...]]:
    rows, present, shared = measured.values()
    if not shared <= needed["shared_at_most"]:
        return (
            say(
                "{share:.1%} of the validation rows are training rows too; at most "
                "{limit:.0%} may be.",
                share=shared,
                limit=needed["shared_at_most"],
            ),
            (say("Split first, then train on x_train alone."),),
        )
    if present < needed["classes"]:
        return (
            say(
                "The validation set should hold all {classes:.0f} classes; it holds "
                "{found:.0f}.",
                found=present,
                classes=needed["classes"],
            ),
            (say("The data are sorted by class: shuffle, or stratify, as you split."),),
        )
    if rows < needed["validation_rows"]:
        return (
            say(
                "The validation set should have at least {rows:.0f} rows; it has "
                "{found:.0f}.",
                found=rows,
                rows=needed["validation_rows"],
            ),
            (say("Keep about a fifth of the data for validation."),),
        )
    message = say("{rows:.0f} rows are kept apart, with every class.", rows=rows)
    return message, ()


def _unknown_rows(
    facts: object, variable: str, field: str, name: str
) -> tuple[Message, Message]:
    described = facts.get("fields", {}) if isinstance(facts, dict) else {}
    found = described.get(field) if isinstance(described, dict) else None
    unit = (
        say("flowers in centimetres, as they were loaded")
        if name == "iris"
        else say("images of whole numbers 0 to 255, as they were loaded")
    )
    if not isinstance(found, dict):
        message = say("{variable} has no {field}.", variable=variable, field=field)
    else:
        message = say(
            "{field} of {variable} should hold rows as they were loaded; found shape "
            "{shape}, values {low} to {high}.",
            field=field,
            variable=variable,
            shape=str(found.get("shape")),
            low=_short(found.get("low")),
            high=_short(found.get("high")),
        )
    return message, say("Keep {unit}; normalise later.", unit=unit)


def _short(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, (int, float)) else "?"


def _accuracy(
    evidence: Evidence,
    truth: Truth,
    name: str,
    true: NDArray[np.int64],
    n_classes: int,
) -> Outcome:
    function = f"{name}_predict"
    [answers] = class_batches(
        evidence[f"{name}.exam"], function, [len(true)], n_classes
    )
    right = int((answers == true).sum())
    low, high = clopper_pearson(right, len(true))
    threshold = truth.thresholds[f"{name}_accuracy"]
    fraction = credit_between(high, threshold.baseline, threshold.target)
    share = right / len(true)
    unsteady = _unsteady(evidence, truth, name, answers, n_classes)
    hints = unsteady[1:]
    if fraction < 1:
        hints += (
            say("Compare training and validation accuracy: are both low, or just one?"),
            say("Normalise the input, train longer, or try another learning rate."),
        )
    return Outcome(
        min(fraction, 0.5) if unsteady else fraction,
        unsteady[0]
        if unsteady
        else say(
            "{share:.1%} of {n} new examples are right; credit starts at "
            "{baseline:.0%} and is full from {target:.0%}.",
            share=share,
            n=len(true),
            target=threshold.target,
            baseline=threshold.baseline,
        ),
        hints=hints,
        flags=_too_good(name, share),
        measured={"accuracy": share, "low": low, "high": high},
        needed={"accuracy": threshold.target},
        plots=(
            IntervalPlot(
                say("Accuracy on new examples"),
                *(share, low, high),
                *(threshold.baseline, threshold.target),
            ),
        ),
    )


def _too_good(name: str, share: float) -> tuple[Message, ...]:
    if name == "mnist" and share > UNBELIEVABLE:
        return (
            say(
                "{share:.2%} on withheld digits is more than fully connected networks "
                "reach.",
                share=share,
            ),
        )
    return ()


def _unsteady(
    evidence: Evidence, truth: Truth, name: str, whole: Classes, n_classes: int
) -> tuple[Message, ...]:
    """Where answers depend on what else is in the batch: what to say, then hints."""
    function = f"{name}_predict"
    true, singles = (
        (truth.flowers.y, truth.singles)
        if name == "iris"
        else (truth.digits_y, truth.digit_singles)
    )
    try:
        one_by_one = class_batches(
            evidence[f"{name}.singles"], function, [1] * SINGLES, n_classes
        )
        groups = [np.flatnonzero(true == label) for label in np.unique(true)]
        by_class = class_batches(
            evidence[f"{name}.by_class"], function, [len(g) for g in groups], n_classes
        )
    except NotShown as refusal:
        return (
            say(
                "{function} answers the whole exam at once, but not in parts, and so "
                "earns half the points at most. {why}",
                function=function,
                why=refusal.outcome.message,
            ),
            *refusal.outcome.hints,
        )
    alone = agreement(np.concatenate(one_by_one), whole[singles])
    grouped = agreement(np.concatenate(by_class), whole[np.concatenate(groups)])
    if alone >= 1 - 1 / SINGLES and grouped >= AGREEMENT:
        return ()
    return (
        say(
            "{function} should give a row the same answer in any batch. Alone, "
            "{alone:.0%} of the rows keep their answer; among their own class, "
            "{grouped:.1%}. This earns half the points at most.",
            function=function,
            alone=alone,
            grouped=grouped,
        ),
        say("Normalise with the mean and spread of the training data, at all times."),
        say("Switch dropout and batch normalisation to evaluation for predictions."),
    )


def _history(
    evidence: Evidence,
    name: str,
    true: NDArray[np.int64],
    n_classes: int,
    tolerance: float,
) -> Outcome:
    history = history_of(evidence[f"{name}.history"], f"{name}_history", KEYS)
    claims = history["val_accuracy"]
    shares = np.concatenate([history["accuracy"], claims])
    if not ((shares >= 0) & (shares <= 1)).all():
        return failed(
            say(
                "Accuracies should be shares between 0 and 1; found {low:.3g} to "
                "{high:.3g}.",
                low=float(shares.min()),
                high=float(shares.max()),
            ),
            say("Divide percentages by 100, and record every epoch."),
        )
    [answers] = class_batches(
        evidence[f"{name}.validation"], f"{name}_predict", [len(true)], n_classes
    )
    measured = accuracy(answers, true)
    epoch = _nearest_epoch(history, measured)
    claimed = float(claims[epoch])
    difference = abs(claimed - measured)
    good = difference <= tolerance + 1e-9
    values = {"claimed": claimed, "measured": measured}
    message = say(
        "val_accuracy ends at {claimed:.1%}; the network reaches {measured:.1%} on the "
        "same rows.",
        **values,
    )
    return Outcome(
        1.0 if good else 0.0,
        message,
        hints=()
        if good
        else (
            say(
                "Record the history of the very network that {name} uses.",
                name=f"{name}_predict",
            ),
            say(
                "Measure val_accuracy on x_val of {name}, after each epoch.",
                name=f"{name}_split",
            ),
        ),
        notes=_loss_notes(history["loss"], measured, n_classes),
        measured={**values, "difference": difference},
        needed={"difference_at_most": tolerance},
        plots=_curves(history, epoch, measured),
    )


def _nearest_epoch(history: dict[str, NDArray[np.float64]], measured: float) -> int:
    """The last, the previous or a best epoch, whichever claims what was measured."""
    claims, losses = history["val_accuracy"], history["val_loss"]
    last = len(claims) - 1
    best_loss = int(np.nanargmin(losses)) if np.isfinite(losses).any() else last
    epochs = [last, last - 1, int(claims.argmax()), best_loss]
    return min(epochs, key=lambda epoch: abs(claims[epoch] - measured))


def _loss_notes(
    losses: NDArray[np.float64], accuracy: float, n_classes: int
) -> tuple[Message, ...]:
    """A loss that stays above ln(1 + (C - 1)/e) says softmax was applied twice."""
    floor = math.log(1 + (n_classes - 1) / math.e)
    last = float(losses[-1])
    if accuracy > 0.9 and floor * 0.99 <= last <= floor * 1.25:
        return (
            say(
                "The loss stays above {floor:.2f} although the network is good: does "
                "softmax come before a cross-entropy that expects logits?",
                floor=floor,
            ),
        )
    return ()


def _curves(
    history: dict[str, NDArray[np.float64]], epoch: int, measured: float
) -> tuple[CurvesPlot, ...]:
    training, validation = say("training"), say("validation")
    claimed = float(history["val_accuracy"][epoch])
    ends = (
        Point(say("claimed end"), epoch + 1, claimed),
        Point(say("measured end"), epoch + 1, measured),
    )
    return tuple(
        CurvesPlot(
            title,
            say("epoch"),
            (
                Line(training, history[key].tolist()),
                Line(validation, history[f"val_{key}"].tolist()),
            ),
            points,
        )
        for title, key, points in (
            (say("Accuracy"), "accuracy", ends),
            (say("Loss"), "loss", ()),
        )
    )


def _same(drawn: NDArray[np.float64], series: NDArray[np.float64]) -> bool:
    """Whether a line shows a series, as shares or in percent."""
    if drawn.shape != series.shape:
        return False
    return any(
        np.allclose(drawn, scale * series, rtol=1e-3, atol=1e-6, equal_nan=True)
        for scale in (1, 100)
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


def _replays(
    evidence: Evidence,
    place: int,
    part: int,
    sizes: list[int],
    true: NDArray[np.int64],
) -> list[float]:
    """The accuracies that ``iris_fit`` reached when the row was repeated."""
    reached = []
    for k in range(REPLAY_SEEDS):
        batches = class_batches(
            evidence[f"replay.{place}.{k}"], "iris_fit", sizes, SPECIES
        )
        reached.append(accuracy(batches[part], true))
    return reached


def _difference(
    place: int,
    experiment: Experiment,
    name: str,
    claim: float,
    reached: list[float],
) -> Message:
    return say(
        "Row {row}, hidden {hidden}, claims {name} {claim:.1%}; repeated with three "
        "seeds it reaches {low:.1%} to {high:.1%}.",
        row=place + 1,
        hidden=str(experiment.hidden),
        name=name,
        claim=claim,
        low=min(reached),
        high=max(reached),
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
