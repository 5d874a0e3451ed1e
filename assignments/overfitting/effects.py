"""Does a setting cause overfitting, or prevent it, and by what it changes alone?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grader.answers import history_of
from grader.assignment import Threshold
from grader.checks import NotShown, Outcome, failed
from grader.evidence import Evidence
from grader.measures.differences import chance
from grader.messages import Message, say

from . import settings
from .settings import (
    BALANCED,
    OVERFIT,
    VALIDATION,
    Change,
    Draw,
    Errors,
    Setting,
    Vector,
    errors_of,
    predicted,
    setting_of,
)

CHANGES = {
    "few_data": Change(("n",), more=False),
    "strong_model": Change(("width", "epochs"), more=True),
    "noise": Change(("noise",), more=True),
    "more_data": Change(("n",), more=True),
    "smaller_model": Change(("width",), more=False),
    "weight_decay": Change(("weight_decay",), more=True),
    "dropout": Change(("dropout",), more=True),
    "early_stopping": Change(("early_stopping",), more=True),
}
REGULARISERS = ("weight_decay", "dropout", "early_stopping")
CLAIM = 0.02
"""A claimed loss is the measured one, but for single precision and a batch's mean."""
HISTORY_CREDIT = 0.5
CONFIDENCE = 0.975
"""One-sided, that what is called too little is. By the mean of three draws one in ten
honest solutions lost points, by that of nine one in sixteen: some choices lie near a
limit, and one start in some dozens leaves a small network of ReLU dead."""

GROWS, SHRINKS, MOST_WORSE = 1.2, 0.95, 1.6
"""What chance excuses has an end: one neuron more, or a point more, is no effect."""

Draws = tuple[Draw, ...]
Thresholds = dict[str, Threshold]


def judge_network(evidence: Evidence, draws: Draws, limits: Thresholds) -> Outcome:
    """The balanced network learns (half the points), and its history is true."""
    _plain(evidence, "causes", BALANCED)
    errors = errors_of(evidence, "causes", BALANCED, draws)
    noise = setting_of(evidence, "causes", BALANCED)["noise"] ** 2
    # The median: now and then a start is so bad that ReLU never leaves it.
    excess, most = float(np.median(errors.fresh)) - noise, limits["learnt"].target
    if not excess <= most:
        fraction, (message, *hints) = 0.0, _unlearnt(excess, most)
    elif (untrue := untrue_history(evidence, draws)) is not None:
        hint = say("After each epoch, measure the loss on x_val as predict would.")
        fraction, message, hints = HISTORY_CREDIT, untrue, [hint]
    else:
        fraction, hints = 1.0, []
        message = say(
            "Beyond the noise, its error on new points is {excess:.3g}; the history "
            "ends where the network is.",
            excess=excess,
        )
    return Outcome(
        fraction,
        message,
        hints=tuple(hints),
        measured={"excess": excess},
        needed={"excess_at_most": most},
        labels={"excess": say("error on new points, beyond the noise")},
    )


def judge_cause(
    evidence: Evidence, name: str, draws: Draws, limits: Thresholds
) -> Outcome:
    """All or nothing: the gap grows by an amount, and by a factor.

    Of the factor, what a few draws cannot tell from it is enough.
    """
    balanced, setting = (
        setting_of(evidence, "causes", one) for one in (BALANCED, name)
    )
    if (wrong := _wrong_change(name, balanced, setting, BALANCED)) is not None:
        return wrong
    before = errors_of(evidence, "causes", BALANCED, draws)
    after = errors_of(evidence, "causes", name, draws)
    factor, amount = limits["cause_factor"].target, limits["cause_amount"].target
    grown = before.gap + amount
    wanted = max(factor * before.gap, grown)
    chance = _lowest(factor * before.gaps, after.gaps)
    least = max(min(chance, wanted), GROWS * before.gap, grown)
    good = after.gap >= least
    message = say(
        "“{name}”: the gap goes from {before:.3g} to {after:.3g}; at least "
        "{wanted:.3g} was expected.",
        name=name,
        before=before.gap,
        after=after.gap,
        wanted=wanted,
    )
    if after.gap < wanted:
        message = say(
            "{found} By chance, the mean of {n} draws may be as low as {least:.3g}.",
            found=message,
            n=len(draws),
            least=least,
        )
    return Outcome(
        1.0 if good else 0.0,
        message,
        hints=()
        if good
        else (
            say(
                "Change {fields} more; look at the gap with other seeds too.",
                fields=_listed(CHANGES[name]),
            ),
            say("The smaller the gap of “balanced”, the easier to see it grow."),
        ),
        measured={"gap": after.gap, "gap_before": before.gap},
        needed={"gap": wanted},
        labels=_labels(name, BALANCED),
    )


def judge_remedy(
    evidence: Evidence, name: str, draws: Draws, limits: Thresholds
) -> Outcome:
    """All or nothing: a smaller gap, and new points predicted no worse.

    What a few draws cannot tell from that is good.
    """
    base, setting = (setting_of(evidence, "remedies", one) for one in (OVERFIT, name))
    before = _overfitting(evidence, draws, limits)
    if (wrong := _wrong_change(name, base, setting, OVERFIT)) is not None:
        return wrong
    after = errors_of(evidence, "remedies", name, draws)
    factor, worse = limits["remedy_factor"].target, limits["remedy_fresh"].target
    most = min(_highest(factor * before.gaps, after.gaps), SHRINKS * before.gap)
    fresh, fresh_before = float(np.mean(after.fresh)), float(np.mean(before.fresh))
    chance = _highest(worse * before.fresh, after.fresh)
    most_fresh = min(chance, MOST_WORSE * fresh_before)
    good = after.gap <= most and fresh <= most_fresh
    wanted, wanted_fresh = factor * before.gap, worse * fresh_before
    message = say(
        "“{name}”: the gap goes from {before:.3g} to {after:.3g}, the error on new "
        "points from {fresh_before:.3g} to {fresh:.3g}; at most {wanted:.3g} and "
        "{wanted_fresh:.3g} were expected.",
        name=name,
        before=before.gap,
        after=after.gap,
        fresh_before=fresh_before,
        fresh=fresh,
        wanted=wanted,
        wanted_fresh=wanted_fresh,
    )
    if after.gap > wanted or fresh > wanted_fresh:
        message = say(
            "{found} By chance, the mean of {n} draws may be as high as {most:.3g} "
            "and {most_fresh:.3g}.",
            found=message,
            n=len(draws),
            most=most,
            most_fresh=most_fresh,
        )
    return Outcome(
        1.0 if good else 0.0,
        message,
        hints=() if good else _remedy_hints(name, fresh > most_fresh),
        measured={
            **{"gap": after.gap, "gap_before": before.gap},
            **{"fresh": fresh, "fresh_before": fresh_before},
        },
        needed={"gap_at_most": wanted, "fresh_at_most": wanted_fresh},
        labels=_labels(name, OVERFIT),
    )


def _labels(name: str, base: str) -> dict[str, Message]:
    return {
        "gap": say("gap of {name}", name=name),
        "gap_before": say("gap of {name}", name=base),
        "fresh": say("error of {name} on new points", name=name),
        "fresh_before": say("error of {name} on new points", name=base),
    }


def _lowest(wanted: Vector, found: Vector) -> float:
    """The least mean of ``found`` that chance alone may keep below ``wanted``'s."""
    return float(np.mean(wanted)) - chance(found - wanted, CONFIDENCE)


def _highest(wanted: Vector, found: Vector) -> float:
    """The largest mean of ``found`` that chance alone may lift above ``wanted``'s."""
    return float(np.mean(wanted)) + chance(found - wanted, CONFIDENCE)


def _unlearnt(excess: float, most: float) -> tuple[Message, ...]:
    return (
        say(
            "“balanced” should learn: beyond the noise, its error on new points is "
            "{excess:.3g}; at most {most:g} was expected, and the mean of all points "
            "has about 1.",
            excess=excess,
            most=most,
        ),
        say("Give it more data, and a network and epochs that fit them."),
        say("Does the training loss fall? If not, mend the training loop."),
    )


def _plain(evidence: Evidence, group: str, name: str) -> None:
    """NotShown where a base already uses what the remedies add."""
    setting = setting_of(evidence, group, name)
    used = [field for field in REGULARISERS if setting[field] != 0]
    if used:
        raise NotShown(
            say(
                "“{name}” of {group} should use no remedy; it has {fields}.",
                name=name,
                group=group,
                fields=", ".join(used),
            ),
            say("Set weight_decay and dropout to 0, early_stopping to False."),
        )


def _overfitting(evidence: Evidence, draws: Draws, limits: Thresholds) -> Errors:
    """The errors of the base of all remedies; NotShown where it does not overfit."""
    _plain(evidence, "remedies", OVERFIT)
    errors = errors_of(evidence, "remedies", OVERFIT, draws)
    train, fresh = float(np.mean(errors.train)), float(np.mean(errors.fresh))
    most = limits["overfit_share"].target
    if train <= most * fresh:
        return errors
    raise NotShown(
        say(
            "“overfit” should overfit: its training error, {train:.3g}, should be at "
            "most {most:.0%} of its error on new points, {fresh:.3g}.",
            train=train,
            fresh=fresh,
            most=most,
        ),
        say("Fewer points, a wider network, more epochs: which did cause it?"),
    )


def _wrong_change(
    name: str, base: Setting, setting: Setting, base_name: str
) -> Outcome | None:
    change = CHANGES[name]
    if change.holds(base, setting):
        return None
    changed = [f for f in settings.FIELDS if f in settings.changes(base, setting)]
    allowed = {"fields": _listed(change), "base": base_name, "name": name}
    found = ", ".join(f"{f}: {base[f]:g} -> {setting[f]:g}" for f in changed) or "-"
    return failed(
        say(
            "“{name}” should differ from “{base}” by more {fields} alone; it changes "
            "{found}.",
            **allowed,
            found=found,
        )
        if change.more
        else say(
            "“{name}” should differ from “{base}” by less {fields} alone; it changes "
            "{found}.",
            **allowed,
            found=found,
        ),
        say("Only one thing may change: else nobody knows what had the effect."),
    )


def _listed(change: Change) -> str:
    return " / ".join(change.fields)


def _remedy_hints(name: str, worse: bool) -> tuple[Message, ...]:
    first = (
        say("Too much of it: the network no longer learns the signal. Take less.")
        if worse
        else say("Take more of it, and look at the gap with other seeds too.")
    )
    return first, say("Does fit_network use {fields}?", fields=_listed(CHANGES[name]))


def untrue_history(evidence: Evidence, draws: Draws) -> Message | None:
    """Where no late or best claim of a history is what was measured, what to say."""
    setting = setting_of(evidence, "causes", BALANCED)
    for i, one in enumerate(draws):
        answer = evidence[f"causes.{BALANCED}.{i}"]
        try:
            claims = history_of(answer, "history", ("loss", "val_loss"))["val_loss"]
        except NotShown as refusal:
            return refusal.outcome.message
        _, y = one.validation(setting)
        measured = float(np.mean((predicted(answer, "val", VALIDATION) - y) ** 2))
        claimed = _nearest(claims, measured)
        if not abs(claimed - measured) <= CLAIM * measured:
            return say(
                "val_loss ends at {claimed:.4g}; the network that predicts has "
                "{measured:.4g} on the same points.",
                claimed=claimed,
                measured=measured,
            )
    return None


def _nearest(claims: NDArray[np.float64], measured: float) -> float:
    """The last or the best claim, whichever is nearer."""
    ends = (float(claims[-1]), float(np.min(claims)))
    return min(ends, key=lambda claim: abs(claim - measured))
