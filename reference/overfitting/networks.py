"""The networks that students train in the overfitting notebook, as one recipe each.

Several of a shape train together, each on data of its own: so small a network takes
hardly less time alone than in company, and variants train tens of thousands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional, init

Setting = dict[str, Any]
Predict = Callable[[Any], Any]
History = dict[str, list[float]]
Trained = tuple[Predict, History]
Data = tuple[Any, Any, Any, Any]
"""x (n, inputs), y (n,), and the same of validation."""

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "tanh": torch.tanh,
    "relu": functional.relu,
    "leaky": functional.leaky_relu,
    "elu": functional.elu,
}
DECAYS = {
    "adam": ("in the loss", "in the loss of weights", "by the optimiser"),
    "adamw": ("by the optimiser",),
    "momentum": ("in the loss", "by the optimiser"),
}
"""How ``weight_decay`` acts: AdamW's own is decoupled from the gradient."""


@dataclass(frozen=True)
class Recipe:
    """One way to build a network and to train it."""

    activation: str
    layers: int
    initial: str
    dropout_after_all: bool
    optimiser: str
    rate: float
    decay: str
    batch: int
    patience: int

    def fit(
        self, x: Any, y: Any, x_val: Any, y_val: Any, setting: Setting, seed: int
    ) -> Trained:
        """``fit_network`` of the notebook."""
        return self.fit_each([(x, y, x_val, y_val)], setting, seed)[0]

    def fit_each(
        self, data: Sequence[Data], setting: Setting, seed: int
    ) -> list[Trained]:
        """A network for each of ``data``, all of which have the same shapes."""
        torch.manual_seed(seed)
        x, y, x_val, y_val = (_stacked(arrays) for arrays in zip(*data, strict=True))
        networks = self._networks(len(x), x.shape[2], setting)
        optimiser = self._optimiser(networks.parameters, setting["weight_decay"])
        training = Training(networks, self.patience, setting["early_stopping"])
        for _ in range(setting["epochs"]):
            for rows, targets in self._batches(x, y):
                optimiser.zero_grad()
                loss = _errors(networks(rows, training=True), targets)
                # No network's parameters are in another's loss.
                penalty = self._penalty(networks, setting["weight_decay"])
                (loss.sum() + penalty).backward()
                optimiser.step()
            with torch.no_grad():
                training.record(loss, _errors(networks(x_val), y_val))
            if not training.goes_on:
                break
        return training.results()

    def _networks(self, count: int, inputs: int, setting: Setting) -> Networks:
        sizes = [inputs] + [setting["width"]] * self.layers
        hidden = [_layer(count, *pair, self.initial) for pair in pairwise(sizes)]
        after = self.layers if self.dropout_after_all else 1
        return Networks(
            layers=(*hidden, _layer(count, sizes[-1], 1, "default")),
            activation=ACTIVATIONS[self.activation],
            dropouts=(0.0,) * (self.layers - after) + (setting["dropout"],) * after,
        )

    def _optimiser(
        self, parameters: Sequence[Tensor], decay: float
    ) -> torch.optim.Optimizer:
        own = decay if self.decay == "by the optimiser" else 0.0
        # Fused: the same steps with fewer calls, a third of the time.
        options: dict[str, Any] = {"lr": self.rate, "weight_decay": own, "fused": True}
        if self.optimiser == "momentum":
            return torch.optim.SGD(parameters, momentum=0.9, **options)
        kind = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[self.optimiser]
        return kind(parameters, **options)

    def _batches(self, x: Tensor, y: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
        if self.batch == 0:
            yield x, y
            return
        each = torch.arange(len(x))[:, None]
        for rows in torch.rand(y.shape).argsort(dim=1).split(self.batch, dim=1):
            yield x[each, rows], y[each, rows]

    def _penalty(self, networks: Networks, decay: float) -> Any:
        if decay == 0 or self.decay == "by the optimiser":
            return 0.0
        penalised = [
            *(weights for weights, _ in networks.layers),
            *(biases for _, biases in networks.layers if self.decay == "in the loss"),
        ]
        return decay * sum(one.square().sum() for one in penalised)


@dataclass(frozen=True, eq=False)
class Networks:
    """Some networks of one shape.

    ``layers``: of each, weights (networks, inputs, outputs) and biases (networks, 1,
    outputs); ``dropouts``: what is dropped after each hidden layer.
    """

    layers: tuple[tuple[Tensor, Tensor], ...]
    activation: Callable[[Tensor], Tensor]
    dropouts: tuple[float, ...]

    @property
    def parameters(self) -> list[Tensor]:
        return [parameter for layer in self.layers for parameter in layer]

    def __call__(self, x: Tensor, training: bool = False) -> Tensor:
        """x (networks, n, inputs) -> (networks, n)."""
        *hidden, (weights, biases) = self.layers
        for layer, dropout in zip(hidden, self.dropouts, strict=True):
            x = self.activation(torch.baddbmm(layer[1], x, layer[0]))
            if training and dropout:
                x = functional.dropout(x, dropout)
        return torch.baddbmm(biases, x, weights).squeeze(2)

    def changed(self, change: Callable[..., Tensor], *others: Networks) -> Networks:
        """Each parameter as ``change`` makes it of this one and of ``others``' own."""
        layers = zip(self.layers, *(one.layers for one in others), strict=True)
        made = tuple(
            tuple(change(*same) for same in zip(*layer, strict=True))
            for layer in layers
        )
        return replace(self, layers=made)

    def predict(self, i: int) -> Predict:
        """The i-th of them as a function, x (n, inputs) -> (n,)."""
        alone = self.changed(lambda parameter: parameter[i : i + 1])

        def predict(x: Any) -> Any:
            with torch.no_grad():
                return alone(_stacked([x]))[0].numpy()

        return predict


class Training:
    """The losses of networks, epoch by epoch, and which parameters they keep.

    With ``early_stopping`` each ends when its loss in validation has not improved for
    ``patience`` epochs, and keeps the best parameters; without, it keeps the last.
    """

    def __init__(self, networks: Networks, patience: int, early_stopping: bool) -> None:
        self._networks, self._kept = networks, networks
        self._patience, self._early_stopping = patience, early_stopping
        count = len(networks.parameters[0])
        self._best = torch.full((count,), torch.inf)
        self._waited = torch.zeros(count)
        self._epochs = torch.zeros(count, dtype=torch.int64)
        self._losses: list[list[float]] = []
        self._val_losses: list[list[float]] = []

    @property
    def _running(self) -> Tensor:
        return self._waited < self._patience

    @property
    def goes_on(self) -> bool:
        return bool(self._running.any())

    def record(self, losses: Tensor, val_losses: Tensor) -> None:
        """What each network has after an epoch, (networks,)."""
        self._losses.append(losses.tolist())
        self._val_losses.append(val_losses.tolist())
        running = self._running
        self._epochs += running
        if not self._early_stopping:
            return
        better = running & (val_losses < self._best)
        self._best = torch.where(better, val_losses, self._best)
        self._waited = torch.where(better, 0, self._waited + 1)
        self._kept = self._networks.changed(
            lambda now, kept: torch.where(better[:, None, None], now, kept), self._kept
        )

    def results(self) -> list[Trained]:
        found = []
        for i, end in enumerate(self._epochs.tolist()):
            losses, val_losses = (
                [row[i] for row in rows[:end]]
                for rows in (self._losses, self._val_losses)
            )
            history = {"loss": losses, "val_loss": val_losses}
            found.append((self._kept.predict(i), history))
        return found


def recipe(rng: np.random.Generator) -> Recipe:
    optimiser = str(rng.choice(["adam", "adamw", "momentum"], p=[0.45, 0.35, 0.2]))
    batch = int(rng.choice([0, 32, 64], p=[0.9, 0.05, 0.05]))
    low, high = (0.05, 0.1) if batch == 0 else (0.005, 0.02)
    return Recipe(
        activation=str(rng.choice([*ACTIVATIONS], p=[0.5, 0.3, 0.1, 0.1])),
        layers=int(rng.choice([1, 2], p=[0.75, 0.25])),
        initial=str(rng.choice(["default", "xavier", "kaiming"], p=[0.7, 0.15, 0.15])),
        dropout_after_all=bool(rng.uniform() < 0.7),
        optimiser=optimiser,
        rate=float(np.exp(rng.uniform(np.log(low), np.log(high)))),
        decay=str(rng.choice(DECAYS[optimiser])),
        batch=batch,
        patience=int(rng.choice([5, 10, 15, 20, 30])),
    )


def _layer(
    count: int, inputs: int, outputs: int, initial: str
) -> tuple[Tensor, Tensor]:
    """Started as ``nn.Linear`` is, or its weights as students do it themselves."""
    weights, biases = (
        torch.empty(count, inputs, outputs),
        torch.empty(count, 1, outputs),
    )
    bound = inputs**-0.5
    init.uniform_(biases, -bound, bound)
    if initial == "kaiming":
        init.normal_(weights, std=(2 / inputs) ** 0.5)
    else:
        most = (6 / (inputs + outputs)) ** 0.5 if initial == "xavier" else bound
        init.uniform_(weights, -most, most)
    return weights.requires_grad_(), biases.requires_grad_()


def _errors(predicted: Tensor, y: Tensor) -> Tensor:
    """Mean squared errors, one a network."""
    return (predicted - y).square().mean(dim=1)


def _stacked(arrays: Sequence[Any]) -> Tensor:
    return torch.tensor(np.stack(arrays), dtype=torch.float32)
