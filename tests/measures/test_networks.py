"""Parameter counts of fully connected networks."""

from __future__ import annotations

import pytest

from grader.measures.networks import dense_parameters


def test_one_layer() -> None:
    """Four inputs and three outputs are 12 weights, 15 with biases; no others fit."""
    assert dense_parameters([4, 3]) == {12, 15, 21, 24}


@pytest.mark.parametrize(
    "count",
    [
        4 * 8 + 8 + 8 * 3 + 3,  # torch.nn.Linear, Dense
        4 * 8 + 8 * 3,  # bias=False
        4 * 8 + 8 * 3 + 3 + 2 * 8,  # Linear(bias=False), BatchNorm1d
        4 * 8 + 8 + 8 * 3 + 3 + 4 * 8,  # Dense, BatchNormalization, count_params()
        4 * 8 + 8 + 8 * 3 + 3 + 9,  # Normalization, Dense: count_params()
    ],
)
def test_a_hidden_layer_may_be_built_in_several_ways(count: int) -> None:
    """Without biases, with batch normalisation, with Keras' Normalization in front."""
    assert count in dense_parameters([4, 8, 3])


def test_another_network_does_not_fit() -> None:
    """Counts of neighbouring sizes are not taken for this one."""
    found = dense_parameters([4, 16, 16, 3])
    assert 4 * 16 + 16 + 16 * 16 + 16 + 16 * 3 + 3 in found
    for other in (4 * 16 + 16 + 16 * 3 + 3, 0, 4 * 32 + 32 + 32 * 3 + 3):
        assert other not in found


@pytest.mark.parametrize("sizes", [[], [4], [4, 0, 3], [4, -1, 3]])
def test_what_is_no_network_is_refused(sizes: list[int]) -> None:
    """A network has an input and an output and no empty layers."""
    with pytest.raises(ValueError, match="no network"):
        dense_parameters(sizes)
