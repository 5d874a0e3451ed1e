"""The checks of the high-level notebook, in the order in which a student meets them."""

from __future__ import annotations

from . import building, digits, learning, own, stopping

runs = building.runs
sequential_network = building.sequential_network
own_network = building.own_network
binary = learning.binary
multiclass = learning.multiclass
multilabel = learning.multilabel
early_stopping = stopping.early_stopping
best_weights = stopping.best_weights
mnist_accuracy = digits.mnist_accuracy
mnist_experiments = digits.mnist_experiments
own_layer = own.own_layer
own_loop = own.own_loop
