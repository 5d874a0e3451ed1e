"""The stored sample results."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # ships no types
import pytest
from sample_results import FIXTURES, samples

from grader.result import from_json, json_schema, to_json

PATHS = sorted(FIXTURES.glob("*.result.json"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_fits_the_schema(path: Path) -> None:
    """An independent reader finds every fixture valid by the published schema."""
    jsonschema.validate(
        json.loads(path.read_bytes()),
        json_schema(),
        cls=jsonschema.Draft202012Validator,
    )


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_survives_a_round_trip(path: Path) -> None:
    """Reading and writing a result changes no byte."""
    assert to_json(from_json(path.read_bytes())) == path.read_bytes()


def test_are_what_the_builder_builds() -> None:
    """Run tests/reports/sample_results.py after changing it."""
    built = {f"{name}.result.json": to_json(one) for name, one in samples().items()}
    assert {path.name: path.read_bytes() for path in PATHS} == built
