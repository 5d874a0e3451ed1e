"""What a zygote imports beforehand: what notebooks import, in an order that works."""

from __future__ import annotations

import pytest

from grader.sandbox.imports import COMPANIONS, SLOW, needed_first, preloaded

BOTH = {"torch", "torch.optim", "keras", "numpy"}


@pytest.mark.parametrize(
    ("imports", "wanted"),
    [
        (set(), []),
        ({"numpy", "os"}, []),
        ({"sklearn", "sklearn.datasets"}, ["sklearn", "sklearn.datasets"]),
        ({"torch", "torch.optim"}, ["torch", "torch.optim", "torch._dynamo"]),
        ({"keras", "pandas"}, ["keras", "pandas"]),
        (BOTH, ["triton", "torch", "torch.optim", "keras", "torch._dynamo"]),
    ],
)
def test_no_more_is_imported_than_a_notebook_imports(
    imports: set[str], wanted: list[str]
) -> None:
    """A single notebook waits for nothing that it would not wait for by itself."""
    assert preloaded(imports) == wanted


def test_torch_beside_tensorflow_needs_something_first() -> None:
    """The one order of imports in which both live in one process."""
    assert needed_first(BOTH) == ["triton"]
    assert needed_first({"torch", "torch.optim"}) == needed_first({"keras"}) == []
    assert SLOW.index("torch") < SLOW.index("tensorflow")
    assert set(COMPANIONS) <= {*SLOW, "torch.optim"}
