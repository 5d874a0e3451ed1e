"""The networks that students train in the overfitting notebook, as one recipe each."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

Setting = dict[str, Any]
Trained = tuple[Callable[[Any], Any], dict[str, list[float]]]

ACTIVATIONS: dict[str, type[nn.Module]] = {
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "leaky": nn.LeakyReLU,
    "elu": nn.ELU,
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
        torch.manual_seed(seed)
        network = self._network(x.shape[1], setting)
        optimiser = self._optimiser(network, setting["weight_decay"])
        train, validation = _tensors(x, y), _tensors(x_val, y_val)
        history: dict[str, list[float]] = {"loss": [], "val_loss": []}
        best, kept, waited = np.inf, copy.deepcopy(network.state_dict()), 0
        for _ in range(setting["epochs"]):
            network.train()
            for rows, targets in self._batches(*train):
                optimiser.zero_grad()
                loss = functional.mse_loss(network(rows), targets)
                (loss + self._penalty(network, setting["weight_decay"])).backward()
                optimiser.step()
            network.eval()
            with torch.no_grad():
                val_loss = functional.mse_loss(network(validation[0]), validation[1])
            history["loss"].append(loss.item())
            history["val_loss"].append(val_loss.item())
            if setting["early_stopping"]:
                waited += 1
                if history["val_loss"][-1] < best:
                    best, waited = history["val_loss"][-1], 0
                    kept = copy.deepcopy(network.state_dict())
                if waited >= self.patience:
                    break
        if setting["early_stopping"]:
            network.load_state_dict(kept)

        def predict(new: Any) -> Any:
            with torch.no_grad():
                return network(torch.tensor(new, dtype=torch.float32)).numpy()

        return predict, history

    def _network(self, inputs: int, setting: Setting) -> nn.Module:
        modules: list[nn.Module] = []
        for i in range(self.layers):
            layer = nn.Linear(inputs, setting["width"])
            inputs = setting["width"]
            if self.initial == "xavier":
                nn.init.xavier_uniform_(layer.weight)
            if self.initial == "kaiming":
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            modules += [layer, ACTIVATIONS[self.activation]()]
            if self.dropout_after_all or i == self.layers - 1:
                modules.append(nn.Dropout(setting["dropout"]))
        return nn.Sequential(*modules, nn.Linear(inputs, 1), nn.Flatten(0))

    def _optimiser(self, network: nn.Module, decay: float) -> torch.optim.Optimizer:
        own = decay if self.decay == "by the optimiser" else 0.0
        options: dict[str, Any] = {"lr": self.rate, "weight_decay": own}
        # Fused: the same steps with fewer calls, a third of the time.
        if self.optimiser == "momentum":
            parameters = network.parameters()
            return torch.optim.SGD(parameters, momentum=0.9, fused=True, **options)
        kind = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[self.optimiser]
        return kind(network.parameters(), fused=True, **options)

    def _batches(self, x: torch.Tensor, y: torch.Tensor) -> Any:
        if self.batch == 0:
            return [(x, y)]
        parts = torch.randperm(len(x)).split(self.batch)
        return [(x[rows], y[rows]) for rows in parts]

    def _penalty(self, network: nn.Module, decay: float) -> Any:
        if decay == 0 or self.decay == "by the optimiser":
            return 0.0
        penalised = [
            p for p in network.parameters() if p.ndim > 1 or self.decay == "in the loss"
        ]
        return decay * sum((p**2).sum() for p in penalised)


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


def _tensors(*arrays: Any) -> tuple[torch.Tensor, ...]:
    return tuple(torch.tensor(array, dtype=torch.float32) for array in arrays)
