"""What the size of a network says about its parameters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product


def dense_parameters(sizes: Sequence[int]) -> frozenset[int]:
    """The parameter counts that a fully connected network of these sizes may have.

    ``sizes``: inputs, hidden units of each layer, outputs. A layer from a to b units
    has a b weights and, with biases, b more. Counted as students do: biases
    everywhere, nowhere, or in the hidden or the output layers alone; batch
    normalisation on every hidden layer, 2 values a unit (trainable) or 4 (all); Keras'
    ``Normalization`` in front, 2 values an input and a count.
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"no network: {list(sizes)}")
    weights = sum(a * b for a, b in pairwise(sizes))
    hidden, outputs = sum(sizes[1:-1]), sizes[-1]
    extras = product(
        {0, hidden},  # hidden biases
        {0, outputs},  # output biases
        {0, 2 * hidden, 4 * hidden},  # batch normalisation
        {0, 2 * sizes[0] + 1},  # Normalization
    )
    return frozenset(weights + sum(extra) for extra in extras)
