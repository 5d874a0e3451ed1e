"""How honest solutions of every kind fare in overfitting: what its thresholds rest on.

    python reference/overfitting/variants.py [--count N] [--seed S] [--out FILE]

A variant draws a network (activation, layers, start, optimiser, rate, batch, how
weights decay, where dropout sits, patience), settings such as the text suggests, and a
way to fit polynomials, to smooth and judge curves, to split an error. The assignment's
own exam asks it, and its own checks judge.

A variant counts as honest by what its student sees with the notebook's ``measured``:
all that the text asks of settings (an error of the balanced network of .2 beyond the
noise, a gap that each cause makes 1.8 times as large, and so on) holds with each of
three seeds of the student's own. What does not is drawn again, three times at most; so
is the setting that it starts from; then the student gives up, and is not counted. Of
the curves that are made to try a diagnosis, as the text describes them, it judges 11 of
12 right. At most one in a hundred of these may lose anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import networks
import numpy as np
import torch
import ways
from networks import Recipe, Setting

from grader.assignment import find_assignment
from grader.references import honest
from grader.references.honest import Examined, Fared
from grader.streams import Seed

TRIES, BASES = 3, 3
SEEDS = 3
EXCESS, FACTOR, SHARE, GAP, FRESH = 0.2, 1.8, 0.5, 0.9, 1.1
CURVES, RIGHT = 12, 11
FILE = Path(__file__).with_name(honest.FILE)
ASSIGNMENT = find_assignment("overfitting")
CAUSES = ("few_data", "strong_model", "noise")
REMEDIES = ("smaller_model", "early_stopping", "dropout", "weight_decay", "more_data")

Generator = np.random.Generator


@dataclass(frozen=True)
class Seen:
    """What a student measures of a setting: errors in training and on new points."""

    train: float
    fresh: float

    @property
    def gap(self) -> float:
        return self.fresh - self.train


def draw_data(n: int, noise: float, seed: int) -> list[tuple[Any, Any]]:
    """The notebook's own."""
    rng = np.random.default_rng(seed)
    direction = rng.normal(size=8)
    direction /= np.linalg.norm(direction)
    parts = []
    for size in (n, 100, 1000):
        x = rng.normal(size=(size, 8))
        y = 1.4 * np.tanh(1.5 * (x @ direction))
        parts.append((x, y + noise * rng.normal(size=size)))
    return parts


def balanced(recipe: Recipe, rng: Generator) -> Setting:
    return {
        "n": int(rng.choice([100, 150, 200])),
        "noise": float(rng.choice([0.1, 0.2, 0.3], p=[0.2, 0.4, 0.4])),
        "width": int(rng.choice([2, 3, 4, 5])),
        "epochs": epochs(recipe, rng),
        **{"weight_decay": 0.0, "dropout": 0.0, "early_stopping": False},
    }


def epochs(recipe: Recipe, rng: Generator) -> int:
    """As many as the rate asks for."""
    if recipe.batch:
        return int(rng.choice([10, 15, 20]))
    return int(np.clip(rng.uniform(2, 4) / recipe.rate, 30, 50)) // 10 * 10


def caused(name: str, base: Setting, rng: Generator) -> Setting:
    if name == "few_data":
        return {**base, "n": int(rng.choice([10, 15, 20, 25, 30, 40]))}
    if name == "noise":
        return {**base, "noise": float(rng.choice([1.0, 1.5, 2.0]))}
    width, longer = int(rng.choice([32, 50, 64, 100])), int(rng.choice([1, 2, 2, 3]))
    return {**base, "width": width, "epochs": base["epochs"] * longer}


def overfitting(base: Setting, rng: Generator) -> Setting:
    return {
        **base,
        "n": int(rng.choice([30, 40, 50, 60])),
        "noise": float(rng.choice([0.4, 0.5, 0.6, 0.8])),
        "width": int(rng.choice([32, 50, 64])),
    }


def remedied(name: str, recipe: Recipe, base: Setting, rng: Generator) -> Setting:
    if name == "more_data":
        return {**base, "n": int(rng.choice([150, 200, 300]))}
    if name == "smaller_model":
        return {**base, "width": int(rng.choice([1, 2, 3, 4]))}
    if name == "dropout":
        return {**base, "dropout": float(rng.choice([0.2, 0.3, 0.4, 0.5, 0.6]))}
    if name == "early_stopping":
        return {**base, "early_stopping": True}
    low, high = (0.02, 0.3) if recipe.decay != "by the optimiser" else (0.04, 0.6)
    if recipe.optimiser == "adamw":
        low, high = 0.02 / recipe.rate, 0.3 / recipe.rate
    strength = np.exp(rng.uniform(np.log(low), np.log(high)))
    return {**base, "weight_decay": float(f"{strength:.1g}")}


@dataclass(frozen=True)
class Student:
    """Who tries out settings, each with the same few seeds, before handing them in."""

    recipe: Recipe
    seeds: tuple[int, ...]
    rng: Generator

    def tried(self, setting: Setting) -> list[Seen]:
        """The notebook's ``measured``, seed by seed."""
        drawn = [draw_data(setting["n"], setting["noise"], seed) for seed in self.seeds]
        data = [(*train, *validation) for train, validation, _ in drawn]
        fitted = self.recipe.fit_each(data, setting, self.seeds[0])
        return [
            Seen(*(float(np.mean((predict(x) - y) ** 2)) for x, y in (train, fresh)))
            for (predict, _), (train, _, fresh) in zip(fitted, drawn, strict=True)
        ]

    def found(
        self, draw: Callable[[], Setting], good: Callable[[Setting, Seen, int], bool]
    ) -> tuple[Setting, list[Seen]] | None:
        """The first setting, of a few, that is good with each seed."""
        for _ in range(TRIES):
            setting = draw()
            seen = self.tried(setting)
            if all(good(setting, one, i) for i, one in enumerate(seen)):
                return setting, seen
        return None

    def causes(self) -> dict[str, Setting] | None:
        first = self.found(
            partial(balanced, self.recipe, self.rng),
            lambda setting, seen, _: seen.fresh - setting["noise"] ** 2 <= EXCESS,
        )
        if first is None:
            return None
        base, before = first
        settings = {"balanced": base}
        for name in CAUSES:
            one = self.found(
                partial(caused, name, base, self.rng),
                lambda _, seen, i: seen.gap >= FACTOR * before[i].gap,
            )
            if one is None:
                return None
            settings[name] = one[0]
        return settings

    def remedies(self, base: Setting) -> dict[str, Setting] | None:
        first = self.found(
            partial(overfitting, base, self.rng),
            lambda _, seen, i: seen.train <= SHARE * seen.fresh,
        )
        if first is None:
            return None
        start, before = first
        settings = {"overfit": start}
        for name in REMEDIES:
            one = self.found(
                partial(remedied, name, self.recipe, start, self.rng),
                lambda _, seen, i: (
                    seen.gap <= GAP * before[i].gap
                    and seen.fresh <= FRESH * before[i].fresh
                ),
            )
            if one is None:
                return None
            settings[name] = one[0]
        return settings


def begun_anew(
    attempt: Callable[[], dict[str, Setting] | None],
) -> dict[str, Setting] | None:
    """What a student gets who, where all fails, begins with another base."""
    return next((one for _ in range(BASES) if (one := attempt()) is not None), None)


def curve(kind: str, rng: Generator) -> tuple[Any, Any, Any]:
    """Losses as the text describes them, and the validation loss without its noise."""
    n = int(rng.integers(30, 150))
    t = np.linspace(0, 1, n)
    train = {"underfit": 0.7, "good": 0.15, "overfit": 0.05}[kind] + 0.5 * np.exp(
        -9 * t
    )
    val = 1.05 * train
    if kind == "overfit":
        val = val + 0.1 + 0.6 * np.maximum(0, t - rng.uniform(0.2, 0.5))
    seen = val * np.exp(0.03 * rng.normal(size=n))
    seen[rng.integers(n // 2, n - 5)] *= 0.6 if kind == "overfit" else 1.7
    return train * np.exp(0.03 * rng.normal(size=n)), seen, val


def judges_well(diagnose: ways.Diagnosis, rng: Generator) -> bool:
    right = 0
    for i in range(CURVES):
        kind = ("underfit", "good", "overfit")[i % 3]
        train, seen, val = curve(kind, rng)
        verdict, epoch = diagnose(train, seen)
        right += verdict == kind and val[epoch - 1] <= 1.1 * val.min()
    return right >= RIGHT


def diagnosis(rng: Generator) -> ways.Diagnosis | None:
    drawn = (ways.diagnosis(rng) for _ in range(TRIES))
    return next((one for one in drawn if judges_well(one, rng)), None)


class Together:
    """``fit_network`` for an exam's draws: a setting trains on all of them at once.

    What it returns is what the recipe makes of the points that are asked, in a fifth
    of the time.
    """

    def __init__(self, recipe: Recipe, draws: tuple[Any, ...]) -> None:
        self._recipe, self._draws = recipe, draws
        self._setting: Setting = {}
        self._fitted: list[tuple[networks.Data, networks.Trained]] = []

    def __call__(
        self, x: Any, y: Any, x_val: Any, y_val: Any, setting: Setting, seed: int
    ) -> networks.Trained:
        if setting != self._setting:
            self._setting = setting
            pairs = (
                (one.training(setting), one.validation(setting)) for one in self._draws
            )
            data = [(*train, *validation) for train, validation in pairs]
            fitted = self._recipe.fit_each(data, setting, seed)
            self._fitted = [*zip(data, fitted, strict=True)]
        asked = (x, y, x_val, y_val)
        return next(
            trained
            for data, trained in self._fitted
            if all(map(np.array_equal, data, asked))
        )


def namespace(rng: Generator) -> dict[str, Any] | None:
    """What a student hands in who was content with it; None if there is no such."""
    recipe, diagnose = networks.recipe(rng), diagnosis(rng)
    seeds = tuple(int(seed) for seed in rng.integers(1000, size=SEEDS))
    student = Student(recipe, seeds, rng)
    if diagnose is None:
        return None
    causes = begun_anew(student.causes)
    if causes is None:
        return None
    remedies = begun_anew(lambda: student.remedies(causes["balanced"]))
    if remedies is None:
        return None
    return {
        **{"fit_network": recipe, "causes": causes, "remedies": remedies},
        **{"diagnose": diagnose, **polynomials(rng)},
    }


def polynomials(rng: Generator) -> dict[str, Any]:
    """The functions of the five points, and those of bias and variance."""
    fit, error, decompose = (
        options[rng.integers(len(options))]
        for options in (ways.FITS, ways.ERRORS, ways.PARTS)
    )

    def five_point_errors(x: Any, y: Any, x_val: Any, y_val: Any) -> dict[str, Any]:
        told = {}
        for name, degree in (("line", 1), ("curve", 6)):
            predict = fit(x, y, degree)
            told[f"{name}_train"] = error(predict(x), y)
            told[f"{name}_val"] = error(predict(x_val), y_val)
        return told

    def bias_variance(
        degrees: Any, x: Any, y: Any, grid: Any, truth: Any, noise: float
    ) -> tuple[Any, ...]:
        rows = []
        for degree in degrees:
            fitted = [fit(*one, int(degree)) for one in zip(x, y, strict=True)]
            predictions = np.stack([np.asarray(one(grid)) for one in fitted])
            parts = decompose(predictions.astype(np.float64), truth, noise)
            rows.append((*parts[:2], sum(parts)))
        return tuple(np.array(rows).T)

    return {
        "line": lambda x, y: fit(x, y, 1),
        "curve": lambda x, y: fit(x, y, 6),
        "five_point_errors": five_point_errors,
        "decompose": decompose,
        "bias_variance": bias_variance,
    }


def metrics(seen: Examined) -> dict[str, float]:
    """What each threshold decides about, by its name and the check's."""
    outcomes = seen.outcomes
    told = {
        "learnt": outcomes["network"].measured["excess"],
        "verdicts": outcomes["verdicts"].measured["right"],
        "epochs": outcomes["epochs"].measured["right"],
    }
    for name in CAUSES:
        if measured := outcomes[name].measured:
            gap, before = measured["gap"], measured["gap_before"]
            told[f"cause_factor {name}"] = gap / before
            told[f"cause_amount {name}"] = gap - before
    for name in REMEDIES:
        measured = outcomes[name].measured
        for metric, part in (("remedy_factor", "gap"), ("remedy_fresh", "fresh")):
            if measured:
                told[f"{metric} {name}"] = measured[part] / measured[f"{part}_before"]
    judged = ASSIGNMENT.exam().settings
    errors = judged.errors_of(seen.evidence, "remedies", "overfit", seen.truth.draws)
    told["overfit_share"] = float(np.mean(errors.train) / np.mean(errors.fresh))
    return told


def fared(i: int, seed: str) -> Fared | None:
    torch.set_num_threads(1)
    one = namespace(Seed(f"{seed} {i}").stream("recipe"))
    if one is None:
        return None
    truth = honest.drawn(ASSIGNMENT, Seed(f"{seed} {i}"))
    one["fit_network"] = Together(one["fit_network"], truth.draws)
    seen = honest.examined(ASSIGNMENT, one, "torch", truth)
    return Fared(seen.fractions, metrics(seen))


if __name__ == "__main__":
    print(honest.in_short(honest.record(__doc__, FILE, fared, count=400)))
