"""The ways in which students write what needs no network in the overfitting notebook.

Least squares (x (n,), y (n,), a degree -> a function that predicts), the smoothing of
learning curves, the diagnosis of these, and the parts of an error.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

Predict = Callable[[Any], Any]

RIDGE = 1e-9


def by_lstsq(x, y, degree):
    parameters = np.linalg.lstsq(np.vander(x, degree + 1), y, rcond=None)[0]
    return lambda new: np.vander(new, degree + 1) @ parameters


def by_lstsq_of_torch(x, y, degree):
    powers = torch.arange(degree + 1)
    columns, targets = torch.tensor(x)[:, None] ** powers, torch.tensor(y)[:, None]
    parameters = torch.linalg.lstsq(columns, targets).solution[:, 0]
    return lambda new: torch.tensor(new)[:, None] ** powers @ parameters


def in_single_precision(x, y, degree):
    powers = torch.arange(degree + 1)
    columns = torch.tensor(x, dtype=torch.float32)[:, None] ** powers
    targets = torch.tensor(y, dtype=torch.float32)[:, None]
    parameters = torch.linalg.lstsq(columns, targets).solution[:, 0]
    return lambda new: torch.tensor(new).float()[:, None] ** powers @ parameters


def by_polyfit(x, y, degree):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a student sees it, and the curve that fits
        return np.poly1d(np.polyfit(x, y, degree))


def by_polynomial(x, y, degree):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.polynomial.Polynomial.fit(x, y, degree)


def by_pseudoinverse(x, y, degree):
    columns = np.stack([x**k for k in range(degree + 1)], axis=1)
    parameters = np.linalg.pinv(columns) @ y
    return lambda new: sum(p * new**k for k, p in enumerate(parameters))


def by_normal_equations(x, y, degree):
    """Of the fewer: parameters or points."""
    columns = np.vander(x, degree + 1, increasing=True)
    if degree < len(x):
        parameters = np.linalg.solve(columns.T @ columns, columns.T @ y)
    else:
        parameters = columns.T @ np.linalg.solve(columns @ columns.T, y)
    return lambda new: np.vander(new, degree + 1, increasing=True) @ parameters


def by_a_tiny_ridge(x, y, degree):
    columns = np.vander(x, degree + 1, increasing=True)
    gram = columns.T @ columns + RIDGE * np.eye(degree + 1)
    parameters = np.linalg.solve(gram, columns.T @ y)
    return lambda new: np.vander(new, degree + 1, increasing=True) @ parameters


FITS = (
    *(by_lstsq, by_lstsq_of_torch, in_single_precision, by_polyfit),
    *(by_polynomial, by_pseudoinverse, by_normal_equations, by_a_tiny_ridge),
)


def error_by_numpy(predicted, y):
    return np.mean((np.asarray(predicted) - y) ** 2)


def error_by_torch(predicted, y):
    found = torch.as_tensor(np.asarray(predicted, np.float64))
    return torch.nn.functional.mse_loss(found, torch.tensor(y)).item()


def error_by_loop(predicted, y):
    return sum((float(p) - t) ** 2 for p, t in zip(predicted, y, strict=True)) / len(y)


ERRORS = (error_by_numpy, error_by_torch, error_by_loop)


def windows(values: Any, reach: int) -> Any:
    padded = np.pad(values, reach, mode="edge")
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)


SMOOTHINGS: dict[str, Callable[[Any], Any]] = {
    "median of 3": lambda values: np.median(windows(values, 1), axis=1),
    "median of 5": lambda values: np.median(windows(values, 2), axis=1),
    "median of 7": lambda values: np.median(windows(values, 3), axis=1),
    "mean of 5": lambda values: windows(values, 2).mean(axis=1),
    "mean of 7": lambda values: windows(values, 3).mean(axis=1),
    "median of 3, mean of 5": lambda values: windows(
        np.median(windows(values, 1), axis=1), 2
    ).mean(axis=1),
}


@dataclass(frozen=True)
class Diagnosis:
    """Rules: above ``high`` it is underfit, ``rise`` times the lowest is overfit.

    ``end``: of how many epochs the median is taken for the end of a curve, 1 for the
    last smoothed value; ``slack``: the first epoch so near to the lowest will do.
    """

    smoothing: str
    high: float
    rise: float
    end: int
    slack: float
    last_unless_overfit: bool

    def __call__(self, train_loss: Any, val_loss: Any) -> tuple[str, int]:
        smooth = SMOOTHINGS[self.smoothing]
        train, val = smooth(np.asarray(train_loss)), smooth(np.asarray(val_loss))
        epoch = int(np.argmax(val <= (1 + self.slack) * val.min())) + 1
        ends = [np.median(part[-self.end :]) for part in (train, val)]
        if ends[0] > self.high:
            verdict = "underfit"
        else:
            verdict = "overfit" if ends[1] > self.rise * val.min() else "good"
        if self.last_unless_overfit and verdict != "overfit":
            epoch = len(val)
        return verdict, epoch


def diagnosis(rng: np.random.Generator) -> Diagnosis:
    return Diagnosis(
        smoothing=str(rng.choice([*SMOOTHINGS])),
        high=float(rng.choice([0.3, 0.35, 0.4, 0.45, 0.5])),
        rise=float(rng.choice([1.2, 1.25, 1.3, 1.35, 1.4])),
        end=int(rng.choice([1, 1, 3, 5])),
        slack=float(rng.choice([0.0, 0.0, 0.02])),
        last_unless_overfit=bool(rng.uniform() < 0.25),
    )


def parts_by_mean(predictions, truth, noise):
    mean_model = predictions.mean(axis=0)
    bias2 = ((mean_model - truth) ** 2).mean()
    return bias2, ((predictions - mean_model) ** 2).mean(), noise**2


def parts_by_var(predictions, truth, noise):
    bias2 = np.mean((predictions.mean(0) - truth) ** 2)
    return bias2, predictions.var(axis=0).mean(), noise**2


def parts_in_torch(predictions, truth, noise):
    models = torch.tensor(predictions)
    bias2 = (models.mean(0) - torch.tensor(truth)).pow(2).mean()
    return bias2.item(), models.var(0, unbiased=False).mean().item(), noise**2


def parts_by_loop(predictions, truth, noise):
    bias2, variance = 0.0, 0.0
    for column, true in zip(predictions.T, truth, strict=True):
        bias2 += (column.mean() - true) ** 2 / len(truth)
        variance += np.mean((column - column.mean()) ** 2) / len(truth)
    return bias2, variance, noise**2


PARTS = (parts_by_mean, parts_by_var, parts_in_torch, parts_by_loop)
