"""Settings that cause overfitting, and settings that prevent it.

A notebook has two dicts of settings. What each changes is read here; what it does is
measured: the host draws data for it, the notebook's own function trains, and the gap is
the error on new points less the error on the training points.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.answers import require
from grader.checks import NotShown
from grader.evidence import Answer, Evidence, Examiner, Function
from grader.messages import say

from .predictions import prediction

INPUTS = 8
VALIDATION = 100
FRESH = 1_000
MOST_POINTS = 1_000
DRAWS = 5
HEIGHT, STEEPNESS = 1.4, 1.5
STEADY = 1e-3
"""Two calls with the same points differ by rounding, 1e-6; by dropout, .1 and more."""

BALANCED, OVERFIT = "balanced", "overfit"
CAUSES = (BALANCED, "few_data", "strong_model", "noise")
REMEDIES = (
    *(OVERFIT, "more_data", "smaller_model"),
    *("weight_decay", "dropout", "early_stopping"),
)
GROUPS = {"causes": CAUSES, "remedies": REMEDIES}
WHOLE = ("n", "width", "epochs")
NETWORK = ("width", "epochs", "weight_decay", "dropout", "early_stopping")
FIELDS = ("n", "noise", *NETWORK)
LIMITS = {
    "n": (5, MOST_POINTS),
    "noise": (0.05, 2),
    "width": (1, 1_000),
    "epochs": (1, 10_000),
    "weight_decay": (0, np.inf),
    "dropout": (0, 0.99),
    "early_stopping": (0, 1),
}

Setting = dict[str, float]
Vector = NDArray[np.float64]

READ = """
def f():
    return {{
        f"{{name}}.{{field}}": {group}[name][field]
        for name in {names} if name in {group}
        for field in {fields} if field in {group}[name]
    }}
"""
FIT = """
def f(x, y, x_val, y_val, fresh, seed, {parameters}):
    setting = dict({arguments})
    predict, history = fit_network(x, y, x_val, y_val, setting, seed)
    kept = history if isinstance(history, dict) else {{}}
    return {{
        "train": predict(x), "val": predict(x_val), "fresh": predict(fresh),
        "again": predict(x),
        **{{key: kept[key] for key in ("loss", "val_loss") if key in kept}},
    }}
""".format(
    parameters=", ".join(FIELDS),
    arguments=", ".join(f"{field}={field}" for field in FIELDS),
)


@dataclass(frozen=True, eq=False)
class Draw:
    """Points for every setting: the first n of them, and their noise, are its own.

    So the same points serve two settings that differ in something else. ``seed`` is
    handed to the student's function.
    """

    direction: Vector
    x: Vector
    noise: Vector
    x_val: Vector
    noise_val: Vector
    fresh: Vector
    seed: int

    def signal(self, x: Vector) -> Vector:
        clean: Vector = HEIGHT * np.tanh(STEEPNESS * (x @ self.direction))
        return clean

    def training(self, setting: Setting) -> tuple[Vector, Vector]:
        """x (n, 8) and y (n,), with noise of exactly the mean square that is asked."""
        n = int(setting["n"])
        x, noise = self.x[:n], self.noise[:n]
        noise = noise * setting["noise"] / np.sqrt(np.mean(noise**2))
        return x, self.signal(x) + noise

    def validation(self, setting: Setting) -> tuple[Vector, Vector]:
        y = self.signal(self.x_val) + setting["noise"] * self.noise_val
        return self.x_val, y


@dataclass(frozen=True, eq=False)
class Errors:
    """Mean squared errors of one setting, one value a draw.

    ``train`` on the training points, ``fresh`` on new ones with noise of the same size.
    """

    train: Vector
    fresh: Vector

    @property
    def gaps(self) -> Vector:
        return self.fresh - self.train

    @property
    def gap(self) -> float:
        return float(np.mean(self.gaps))


def draw(rng: np.random.Generator, seed: int) -> Draw:
    direction = rng.normal(size=INPUTS)
    return Draw(
        direction=direction / np.linalg.norm(direction),
        x=rng.normal(size=(MOST_POINTS, INPUTS)),
        noise=rng.normal(size=MOST_POINTS),
        x_val=rng.normal(size=(VALIDATION, INPUTS)),
        noise_val=rng.normal(size=VALIDATION),
        fresh=rng.normal(size=(FRESH, INPUTS)),
        seed=seed,
    )


async def ask(examiner: Examiner, draws: tuple[Draw, ...]) -> None:
    """Read both dicts; train each of their settings on each draw."""
    for group, names in GROUPS.items():
        source = READ.format(group=group, names=names, fields=FIELDS)
        read = Function(source, names=(group,))
        answer = await examiner.apply(group, read)
        for name in names:
            for i, one in enumerate(draws):
                setting = _read(answer, name)
                if setting is not None and _out_of_bounds(setting) is None:
                    await _train(examiner, f"{group}.{name}.{i}", one, setting)


async def _train(examiner: Examiner, key: str, one: Draw, setting: Setting) -> None:
    arrays = (*one.training(setting), *one.validation(setting), one.fresh)
    values = [
        bool(value)
        if field == "early_stopping"
        else int(value)
        if field in WHOLE
        else value
        for field, value in setting.items()
    ]
    fit = Function(FIT, names=("fit_network",))
    await examiner.apply(key, fit, *arrays, one.seed, *values)


def setting_of(evidence: Evidence, group: str, name: str) -> Setting:
    """A setting with all its fields, or NotShown."""
    answer = require(evidence[group], group)
    setting = _read(answer, name)
    if setting is None:
        present = {key.split(".")[1] for key in answer.arrays if key.startswith(name)}
        raise NotShown(
            say(
                "{group} should hold “{name}”, with a number for each field; it lacks "
                "{fields}.",
                group=group,
                name=name,
                fields=", ".join(f for f in FIELDS if f not in present),
            ),
            say("Write every setting as a dict with all {n} fields.", n=len(FIELDS)),
        )
    if (field := _out_of_bounds(setting)) is not None:
        low, high = LIMITS[field]
        raise NotShown(
            say(
                "“{name}” of {group}: {field} should be from {low:g} to {high:g}; it "
                "is {value:g}.",
                group=group,
                name=name,
                field=field,
                low=low,
                high=high,
                value=setting[field],
            ),
            say("Keep to what the text allows; n, width and epochs are whole."),
        )
    return setting


def errors_of(
    evidence: Evidence, group: str, name: str, draws: tuple[Draw, ...]
) -> Errors:
    """What the networks of a setting reached, or NotShown."""
    setting = setting_of(evidence, group, name)
    train, fresh = [], []
    for i, one in enumerate(draws):
        answer = require(evidence[f"{group}.{name}.{i}"], "fit_network")
        _, y = one.training(setting)
        trained = predicted(answer, "train", len(y))
        _refuse_if_unsteady(trained, predicted(answer, "again", len(y)), name)
        new = predicted(answer, "fresh", FRESH)
        train.append(np.mean((trained - y) ** 2))
        # The noise of a new point is nobody's fault: it adds its variance, no more.
        clean = np.mean((new - one.signal(one.fresh)) ** 2)
        fresh.append(clean + setting["noise"] ** 2)
    return Errors(np.array(train), np.array(fresh))


def _refuse_if_unsteady(once: Vector, again: Vector, name: str) -> None:
    if np.abs(once - again).max() <= STEADY:
        return
    raise NotShown(
        say(
            "“{name}”: the function that fit_network returns predicts the same points "
            "differently when it is called again.",
            name=name,
        ),
        say("Dropout is for training alone: switch it off before you predict."),
    )


def predicted(answer: Answer, key: str, n: int) -> Vector:
    found = answer.arrays.get(key, np.zeros(0))
    return prediction(found, "fit_network", n)


def changes(one: Setting, other: Setting) -> set[str]:
    """The fields in which two settings differ."""
    return {field for field in FIELDS if one[field] != other[field]}


@dataclass(frozen=True)
class Change:
    """What a setting may change, beside its base, and which way."""

    fields: tuple[str, ...]
    more: bool

    def holds(self, base: Setting, setting: Setting) -> bool:
        changed = changes(base, setting)
        rises = [(setting[field] > base[field]) == self.more for field in changed]
        return bool(changed) and changed <= {*self.fields} and all(rises)


def _read(answer: Answer, name: str) -> Setting | None:
    keys = {field: f"{name}.{field}" for field in FIELDS}
    arrays = answer.arrays
    if not all(
        key in arrays and arrays[key].size == 1 and arrays[key].dtype.kind in "biuf"
        for key in keys.values()
    ):
        return None
    return {field: float(arrays[key].reshape(())) for field, key in keys.items()}


def _out_of_bounds(setting: Setting) -> str | None:
    for field, (low, high) in LIMITS.items():
        value = setting[field]
        if not (np.isfinite(value) and low <= value <= high):
            return field
        if field in (*WHOLE, "early_stopping") and value != round(value):
            return field
    return None
